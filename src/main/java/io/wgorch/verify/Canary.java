package io.wgorch.verify;

import io.wgorch.resource.Kinds;
import io.wgorch.resource.Shell;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.PublicKey;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A key that a host admits for the length of a trial, so that its answer shows that one would be heard: a peer
/// without AllowedIPs, in the running interface only. The host's lock is held meanwhile. It is taken away when
/// this is closed, when the connection breaks, and when its time is over in any case.
///
/// It is no transaction: nothing is written that a reboot would bring back, no packet of anybody takes another
/// way, and the private half is forgotten with the trial. Where its script is killed (SIGKILL) on the host, a
/// peer is left that nobody can use, and the next plan shows it as drift.
final class Canary implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Session session;
    private final FutureTask<Answer> hold;

    private Canary(Session session, FutureTask<Answer> hold) {
        this.session = session;
        this.hold = hold;
    }

    /// Waits until the host admits the key, or says why it does not.
    ///
    /// @param who for the host's lock
    /// @param trial how long it is needed; the host takes it away half a minute after that
    /// @throws SshException when the host cannot be asked, or refuses
    static Canary admit(Session session, String who, String interfaceName, PublicKey key, Duration trial)
            throws SshException {
        Duration most = trial.plus(LIMIT);
        String held = Shell.command("canary_hold", who, interfaceName, key.base64(), String.valueOf(most.toSeconds()));
        FutureTask<Answer> hold = new FutureTask<>(() -> ask(session, held, most.plus(LIMIT)));
        Thread.ofVirtual().name("canary on " + interfaceName).start(hold);
        Canary canary = new Canary(session, hold);
        if (ask(session, Shell.command("canary_wait", key.base64()), LIMIT).exitCode() != 0) {
            canary.close();
            throw new SshException(SshException.Reason.LOST, canary.refusal(), "");
        }
        return canary;
    }

    private String refusal() throws SshException {
        String why = ended().errors().strip();
        return why.isEmpty() ? "the host did not admit the canary key in time" : why;
    }

    private Answer ended() throws SshException {
        try {
            return hold.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SshException lost) {
                throw lost;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshException(SshException.Reason.LOST, "interrupted", "", e);
        }
    }

    private static Answer ask(Session session, String main, Duration limit) throws SshException {
        return session.run(new Script(Kinds.shell() + Shell.script(Canary.class, "canary.sh"), main), limit);
    }

    /// Waits until it is taken away. A host that cannot be asked any more takes it away by itself.
    @Override
    public void close() {
        try {
            ask(session, "canary_release", LIMIT);
            ended();
        } catch (SshException _) {
            // Its connection is gone, and so is the canary.
        }
    }
}
