package io.wgorch.ssh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A controller with its own keys, ssh_config and known_hosts in a folder, and servers that know it.
final class SshFixture {
    static final Duration LONG = Duration.ofSeconds(60);

    final Path dir;
    final Path identity;
    final Path knownHosts;
    final Path config;
    private final List<AutoCloseable> open = new ArrayList<>();

    SshFixture(Path dir) throws Exception {
        this.dir = dir;
        this.identity = EmbeddedSshServer.generate(dir.resolve("id"), "");
        this.knownHosts = Files.createFile(dir.resolve("known_hosts"));
        this.config = dir.resolve("config");
        configure("");
    }

    /// Sets ssh_config: the given blocks, then what keeps this machine's own settings out.
    void configure(String blocks) throws Exception {
        Files.writeString(config, blocks + """

                Host *
                  IdentityAgent none
                  GlobalKnownHostsFile none
                  UserKnownHostsFile %s
                  IdentityFile %s
                """.formatted(knownHosts, identity));
    }

    /// A server that lets this controller in, and that known_hosts does not know yet.
    EmbeddedSshServer stranger() throws Exception {
        Path hostKey = EmbeddedSshServer.generate(Files.createTempFile(dir, "host", ".key"), "");
        EmbeddedSshServer server = EmbeddedSshServer.start(hostKey).authorize(identity);
        open.add(server);
        return server;
    }

    /// A server that lets this controller in and is known.
    EmbeddedSshServer server() throws Exception {
        EmbeddedSshServer server = stranger();
        know(server.knownHostsLine());
        return server;
    }

    void know(String... lines) throws Exception {
        for (String line : lines) {
            Files.writeString(knownHosts, line + "\n", java.nio.file.StandardOpenOption.APPEND);
        }
    }

    <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    SshTarget target(EmbeddedSshServer server) {
        return target(server.port());
    }

    SshTarget target(int port) {
        return target("127.0.0.1", port, "root", Optional.empty(), Optional.empty());
    }

    SshTarget target(String host, int port, String user, Optional<String> pin, Optional<String> jump) {
        return new SshTarget(
                "nodeA", host, Optional.of(port), Optional.of(user), Optional.empty(), Optional.empty(), pin, jump);
    }

    SshConfig sshConfig() {
        return OpenSshConfig.ofThisUser(Optional.of(config));
    }

    JschConnector connector() {
        return connector(LONG, LONG);
    }

    JschConnector connector(Duration connectTimeout, Duration silence) {
        return new JschConnector(sshConfig(), connectTimeout, silence);
    }

    Session connect(EmbeddedSshServer server) throws SshException {
        return closing(connector().connect(target(server)));
    }

    void close() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }
}
