package io.wgorch.ssh;

import java.nio.file.Path;
import java.util.Optional;

/// What the inventory says of how to reach a host; everything that is empty comes from `ssh_config(5)`.
///
/// @param name what messages call the host: the node's name
/// @param host what to connect to, and the name looked up in ssh_config
/// @param port TCP
/// @param user login name
/// @param identityFile the private key; when said, no other key is offered
/// @param knownHosts read instead of the user's known_hosts; the system-wide file still counts
/// @param hostKey the pinned host key, `SHA256:...` as `ssh-keygen -l` prints it; needs no known_hosts entry
/// @param jump `[user@]host[:port]`, several separated by commas, as `ProxyJump`; `none` for a direct
///       connection
public record SshTarget(
        String name,
        String host,
        Optional<Integer> port,
        Optional<String> user,
        Optional<Path> identityFile,
        Optional<Path> knownHosts,
        Optional<String> hostKey,
        Optional<String> jump) {}
