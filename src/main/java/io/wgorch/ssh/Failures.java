package io.wgorch.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchSessionDisconnectException;
import io.wgorch.ssh.SshException.Reason;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Turns what JSch and the JDK report while connecting into sentences with a cure.
///
/// @param target whom it was about
/// @param host where it was dialled
/// @param by the jump host that dials, for the wording
record Failures(SshTarget target, ResolvedHost host, Optional<String> by) {
    /// What a time-out means at the point that was reached.
    record Waited(String what, Duration limit) {}

    private static final int PROTOCOL_ERROR = 2;
    private static final int NO_MORE_AUTH_METHODS = 14;

    SshException whileConnecting(Throwable failure, Waited waited) {
        Throwable root = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            Optional<SshException> known = known(t, waited);
            if (known.isPresent()) {
                return known.get();
            }
            root = t;
        }
        return new SshException(
                Reason.UNREACHABLE,
                where() + " ended before the login was through: " + Text.quote(String.valueOf(root.getMessage())),
                "try: ssh -v " + host.address() + "   (sshd drops logins when too many come at once: lower --forks)",
                failure);
    }

    SshException timedOut(Waited waited, Throwable cause) {
        return new SshException(
                Reason.TIMEOUT,
                where() + " " + waited.what() + Text.seconds(waited.limit()),
                "check that the host is up, and that no firewall is in the way",
                cause);
    }

    private Optional<SshException> known(Throwable t, Waited waited) {
        return switch (t) {
            case UnknownHostException e ->
                fail(Reason.UNKNOWN_HOST, host.hostName() + " does not resolve", "correct ssh.host or DNS", e);
            case SocketTimeoutException e -> Optional.of(timedOut(waited, e));
            case NoRouteToHostException e -> fail(Reason.UNREACHABLE, "no route", "check the network to the host", e);
            case ConnectException e
            when by.isPresent() ->
                fail(
                        Reason.UNREACHABLE,
                        "jump host " + by.get() + " did not connect",
                        "try from there; its sshd may also forbid it (AllowTcpForwarding, PermitOpen)",
                        e);
            case ConnectException e -> connect(e, waited);
            case JSchAlgoNegoFailException e ->
                fail(
                        Reason.CONFIGURATION,
                        "no common " + Text.quote(e.getAlgorithmName()) + "; the host offers "
                                + Text.quote(e.getServerProposal()),
                        "update sshd on the host",
                        e);
            case JSchSessionDisconnectException e
            when isAuthentication(e) ->
                authentication("the host says: " + Text.quote(String.valueOf(e.getDescription())), e);
            case Exception e
            when String.valueOf(e.getMessage()).startsWith("Auth ") ->
                authentication("the host accepts none of the offered keys", e);
            case Exception e
            when String.valueOf(e.getMessage()).contains("timeout") -> Optional.of(timedOut(waited, e));
            default -> Optional.empty();
        };
    }

    private Optional<SshException> connect(ConnectException e, Waited waited) {
        String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (said.contains("timed out")) {
            return Optional.of(timedOut(waited, e));
        }
        return said.contains("unreachable")
                ? fail(Reason.UNREACHABLE, "network unreachable", "check the network to the host", e)
                : fail(Reason.UNREACHABLE, "connection refused", "check that sshd runs, and on which port", e);
    }

    private static boolean isAuthentication(JSchSessionDisconnectException e) {
        String said = String.valueOf(e.getDescription()).toLowerCase(Locale.ROOT);
        return e.getReasonCode() == NO_MORE_AUTH_METHODS
                || (e.getReasonCode() == PROTOCOL_ERROR && said.contains("authentication"));
    }

    private Optional<SshException> authentication(String what, Throwable cause) {
        return Optional.of(new SshException(
                Reason.AUTHENTICATION,
                target.name() + ": login as " + host.address() + " refused: " + what,
                "put the public key into ~" + host.user() + "/.ssh/authorized_keys there, or correct ssh.user and"
                        + " ssh.identity_file",
                cause));
    }

    private Optional<SshException> fail(Reason reason, String what, String cure, Throwable cause) {
        return Optional.of(new SshException(reason, where() + ": " + what, cure, cause));
    }

    private String where() {
        return target.name() + ": connect to " + host.hostName() + ":" + host.port()
                + by.map(jump -> " from " + jump).orElse("");
    }
}
