package io.wgorch.inventory;

import java.nio.file.Path;
import java.util.Optional;

/// How a host is reached by SSH, as far as the inventory says; the rest comes from `ssh_config(5)`.
///
/// @param host what to connect to; also the name looked up in ssh_config. The node's endpoint when empty
/// @param port TCP
/// @param user login name
/// @param identityFile the private key file offered
/// @param knownHosts the known_hosts file to use instead of the user's
/// @param hostKey the pinned host key: `SHA256:...` as `ssh-keygen -l` prints it
/// @param jump `[user@]host[:port]`, as `ProxyJump`
public record SshSettings(
        Optional<String> host,
        Optional<Integer> port,
        Optional<String> user,
        Optional<Path> identityFile,
        Optional<Path> knownHosts,
        Optional<String> hostKey,
        Optional<String> jump) {
    /// Nothing said.
    public static final SshSettings NONE = new SshSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /// These settings, with what they leave open taken from `base`.
    public SshSettings over(SshSettings base) {
        return new SshSettings(
                host.or(base::host),
                port.or(base::port),
                user.or(base::user),
                identityFile.or(base::identityFile),
                knownHosts.or(base::knownHosts),
                hostKey.or(base::hostKey),
                jump.or(base::jump));
    }

    SshSettings withHost(Optional<String> other) {
        return new SshSettings(other, port, user, identityFile, knownHosts, hostKey, jump);
    }
}
