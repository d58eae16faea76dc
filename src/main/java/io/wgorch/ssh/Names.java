package io.wgorch.ssh;

import io.wgorch.ssh.SshException.Reason;
import java.util.Optional;
import java.util.regex.Pattern;

/// Host and user names that may be handed to the `ssh` binary and, by way of it, to what ssh_config runs.
final class Names {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:%][A-Za-z0-9_.:%-]*");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.@\\\\+-]*");

    private Names() {}

    /// Refuses what could be taken for an option (`-oProxyCommand=...`) or mean something to a shell.
    static void check(SshTarget target) throws SshException {
        if (!HOST.matcher(target.host()).matches()) {
            throw refused(target, "'" + Text.quote(target.host()) + "' is not a host name");
        }
        Optional<String> user = target.user().filter(u -> !USER.matcher(u).matches());
        if (user.isPresent()) {
            throw refused(target, "'" + Text.quote(user.get()) + "' is not a user name");
        }
        Optional<Integer> port = target.port().filter(p -> p < 1 || p > 65535);
        if (port.isPresent()) {
            throw refused(target, port.get() + " is not a port");
        }
    }

    private static SshException refused(SshTarget target, String what) {
        return new SshException(
                Reason.CONFIGURATION,
                Text.quote(target.name()) + ": " + what + "; nothing was contacted",
                "correct the ssh settings of this node in the inventory");
    }
}
