package io.wgorch.ssh;

import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.wgorch.ssh.SshException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How connections are made, for logging in and for looking at a host key: resolve, reach the jump host,
/// verify the host's key, log in once. Whatever fails, nothing stays open.
final class Dials {
    private static final Logger LOG = LoggerFactory.getLogger(Dials.class);
    static final int MOST_HOPS = 8;
    /// sshd starts dropping unauthenticated connections at ten (`MaxStartups 10:30:100`), and many hosts
    /// share a jump.
    private static final int LOGINS_AT_ONCE = 6;

    private final SshConfig config;
    private final Duration connectTimeout;
    private final Duration silence;
    private final KnownHostsFiles knownHosts = new KnownHostsFiles();
    private final Map<String, Semaphore> logins = new ConcurrentHashMap<>();

    Dials(SshConfig config, Duration connectTimeout, Duration silence) {
        this.config = config;
        this.connectTimeout = connectTimeout;
        this.silence = silence;
    }

    JschSession open(SshTarget target) throws SshException {
        return open(target, config.resolve(target), MOST_HOPS);
    }

    /// Shows the host's key to nobody but the caller, and hangs up.
    HostKey look(SshTarget target) throws SshException {
        ResolvedHost host = config.resolve(target);
        Optional<JschSession> jump = jump(target, host, MOST_HOPS);
        Trust trust = trust(target, host);
        HostKeyCheck check = new HostKeyCheck(trust, true);
        Wire wire = wire(host, jump);
        try {
            connect(target, host, jump, wire, new JSch().getIdentityRepository(), check, trust);
        } catch (SshException e) {
            return check.seen().orElseThrow(() -> e);
        } finally {
            wire.close();
            jump.ifPresent(JschSession::close);
        }
        throw new IllegalStateException("a connection was made though every key is refused");
    }

    Trust trust(SshTarget target, ResolvedHost host) throws SshException {
        return Trust.of(target, host, knownHosts);
    }

    private JschSession open(SshTarget target, ResolvedHost host, int hopsLeft) throws SshException {
        Trust trust = trust(target, host);
        Identities identities = Identities.of(target, host);
        Optional<JschSession> jump = jump(target, host, hopsLeft);
        HostKeyCheck check = new HostKeyCheck(trust, false);
        Wire wire = wire(host, jump);
        boolean connected = false;
        try {
            Session session = connect(target, host, jump, wire, identities, check, trust);
            connected = true;
            return new JschSession(target, host, session, wire, silence, jump);
        } finally {
            if (!connected) {
                wire.close();
                jump.ifPresent(JschSession::close);
            }
        }
    }

    private Optional<JschSession> jump(SshTarget target, ResolvedHost host, int hopsLeft) throws SshException {
        Optional<SshTarget> hop = Hop.before(target, host);
        if (hop.isEmpty()) {
            return Optional.empty();
        }
        if (hopsLeft == 0) {
            throw new SshException(
                    Reason.CONFIGURATION,
                    target.name() + ": more than " + MOST_HOPS + " jump hosts, or a circle of them",
                    "correct ProxyJump in ssh_config, or ssh.jump in the inventory");
        }
        ResolvedHost own = config.resolve(hop.get());
        ResolvedHost resolved = target.identityFile().map(own::offeringAlso).orElse(own);
        Semaphore gate = logins.computeIfAbsent(resolved.address(), _ -> new Semaphore(LOGINS_AT_ONCE));
        try {
            gate.acquire();
        } catch (InterruptedException e) {
            throw interrupted(target, e);
        }
        try {
            return Optional.of(open(hop.get(), resolved, hopsLeft - 1));
        } finally {
            gate.release();
        }
    }

    private Wire wire(ResolvedHost host, Optional<JschSession> jump) {
        return new Wire(
                jump.<Wire.Dialer>map(j -> new JumpDialer(j.jsch())).orElseGet(DirectDialer::new), dialTimeout(host));
    }

    private Duration dialTimeout(ResolvedHost host) {
        return host.connectTimeout().orElse(connectTimeout);
    }

    private Session connect(
            SshTarget target,
            ResolvedHost host,
            Optional<JschSession> jump,
            Wire wire,
            IdentityRepository identities,
            HostKeyCheck check,
            Trust trust)
            throws SshException {
        Failures failures = new Failures(target, host, jump.map(JschSession::hostName));
        // A login may take as long as silence may: sshd may be waiting for DNS.
        Duration limit = dialTimeout(host).plus(silence);
        try {
            Session session = new Login(host, wire, silence).session(identities, check, trust.types());
            Bounded.call(
                    () -> {
                        session.connect(Math.toIntExact(silence.toMillis()));
                        return session;
                    },
                    limit,
                    wire::close);
            LOG.debug("{}: connected to {}, {}", target.name(), host.address(), session.getKexAlgorithm());
            return session;
        } catch (ExecutionException e) {
            LOG.debug("{}: connecting to {} failed", target.name(), host.address(), e);
            throw check.refusal(target).orElseGet(() -> failures.whileConnecting(e, waited(host, wire)));
        } catch (JSchException e) {
            throw failures.whileConnecting(e, waited(host, wire));
        } catch (TimeoutException e) {
            throw failures.timedOut(waited(host, wire), e);
        } catch (InterruptedException e) {
            throw interrupted(target, e);
        }
    }

    private Failures.Waited waited(ResolvedHost host, Wire wire) {
        return wire.dialled()
                ? new Failures.Waited("did not answer within ", silence)
                : new Failures.Waited("timed out after ", dialTimeout(host));
    }

    private static SshException interrupted(SshTarget target, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new SshException(
                Reason.UNREACHABLE, target.name() + ": interrupted while connecting", "run the command again", e);
    }
}
