package io.wgorch.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Settings of one host as they are in force, after ssh_config and inventory have been merged.
///
/// @param hostName what is dialled
/// @param port TCP
/// @param user login name
/// @param identityFiles private keys to offer, in order; some may not exist
/// @param identitiesOnly whether keys of the agent that are not among `identityFiles` stay unused
/// @param identityAgent the agent's socket
/// @param userKnownHosts known_hosts files; the first is the one that is written to
/// @param globalKnownHosts the system's known_hosts files, only read
/// @param hostKeyAlias name under which known_hosts has the host
/// @param proxyJump hops, separated by commas
/// @param connectTimeout for the TCP connection, where ssh_config says one
public record ResolvedHost(
        String hostName,
        int port,
        String user,
        List<Path> identityFiles,
        boolean identitiesOnly,
        Optional<Path> identityAgent,
        List<Path> userKnownHosts,
        List<Path> globalKnownHosts,
        Optional<String> hostKeyAlias,
        Optional<String> proxyJump,
        Optional<Duration> connectTimeout) {
    private static final int DEFAULT_PORT = 22;

    public ResolvedHost {
        identityFiles = List.copyOf(identityFiles);
        userKnownHosts = List.copyOf(userKnownHosts);
        globalKnownHosts = List.copyOf(globalKnownHosts);
    }

    /// The name known_hosts has this host under (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
    public String knownHostsName() {
        return hostKeyAlias.orElseGet(() -> port == DEFAULT_PORT ? bareName() : "[" + bareName() + "]:" + port);
    }

    /// Whether commands need `sudo` to run as root.
    public boolean needsSudo() {
        return !user.equals("root");
    }

    /// The host's name alone, as known_hosts writes it for port 22.
    String bareName() {
        return hostName.toLowerCase(Locale.ROOT);
    }

    /// The same, with one more key to offer after the others.
    ResolvedHost offeringAlso(Path identityFile) {
        return new ResolvedHost(
                hostName,
                port,
                user,
                Stream.concat(identityFiles.stream(), Stream.of(identityFile))
                        .distinct()
                        .toList(),
                identitiesOnly,
                identityAgent,
                userKnownHosts,
                globalKnownHosts,
                hostKeyAlias,
                proxyJump,
                connectTimeout);
    }

    /// `user@host:port`, for messages.
    String address() {
        return user + "@" + hostName + ":" + port;
    }
}
