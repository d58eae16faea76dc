package io.wgorch.ssh;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.slf4j.LoggerFactory;

/// A real SSH server in this process, on a free port of 127.0.0.1, that runs commands with the real shell of
/// this machine. Tests make it misbehave by rewriting the command it was asked to run, or by putting a
/// [Relay] before it.
public final class EmbeddedSshServer implements AutoCloseable {
    private final SshServer server = SshServer.setUpDefaultServer();
    private final List<PublicKey> authorized = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger offers = new AtomicInteger();
    private final Path hostKeyFile;
    private volatile UnaryOperator<String> rewrite = command -> command;

    private EmbeddedSshServer(Path hostKeyFile) {
        this.hostKeyFile = hostKeyFile;
    }

    /// Starts one that lets nobody in yet.
    ///
    /// @param hostKeyFile made with [#generate]
    public static EmbeddedSshServer start(Path hostKeyFile) throws IOException {
        ((Logger) LoggerFactory.getLogger("org.apache.sshd")).setLevel(Level.ERROR);
        EmbeddedSshServer it = new EmbeddedSshServer(hostKeyFile);
        it.server.setHost("127.0.0.1");
        it.server.setPort(0);
        it.server.setKeyPairProvider(new FileKeyPairProvider(hostKeyFile));
        it.server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        it.server.setPublickeyAuthenticator((user, key, session) -> {
            it.offers.incrementAndGet();
            return it.authorized.stream().anyMatch(a -> KeyUtils.compareKeys(a, key));
        });
        it.server.setCommandFactory((channel, command) -> {
            it.commands.add(command);
            return new ShellCommand(it.rewrite.apply(command));
        });
        it.server.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                it.connections.incrementAndGet();
            }
        });
        it.server.start();
        return it;
    }

    /// Has one more host key, as sshd usually does.
    public void alsoShowing(Path otherHostKeyFile) {
        server.setKeyPairProvider(new FileKeyPairProvider(List.of(hostKeyFile, otherHostKeyFile)));
    }

    /// A new ed25519 key pair in OpenSSH's format: `file` and `file.pub`.
    ///
    /// @param passphrase empty for none
    public static Path generate(Path file, String passphrase) throws IOException, JSchException {
        return write(KeyPair.genKeyPair(new JSch(), KeyPair.ED25519), file, passphrase);
    }

    /// A new ECDSA key pair on NIST P-256, in OpenSSH's format.
    public static Path generateEcdsa(Path file) throws IOException, JSchException {
        return write(KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256), file, "");
    }

    private static Path write(KeyPair pair, Path file, String passphrase) throws IOException, JSchException {
        try (OutputStream out = Files.newOutputStream(file)) {
            pair.writeOpenSSHv1PrivateKey(
                    out, passphrase.isEmpty() ? null : passphrase.getBytes(StandardCharsets.UTF_8));
        }
        pair.writePublicKey(file + ".pub", "test");
        // ssh-add refuses a key that others can read.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /// Lets whoever has this key log in.
    public EmbeddedSshServer authorize(Path privateKeyFile) throws Exception {
        String line = Files.readString(Path.of(privateKeyFile + ".pub"));
        authorized.add(AuthorizedKeyEntry.parseAuthorizedKeyEntry(line)
                .resolvePublicKey(null, PublicKeyEntryResolver.IGNORING));
        return this;
    }

    /// Runs this instead of what the client asks for.
    public void rewriting(UnaryOperator<String> rewrite) {
        this.rewrite = rewrite;
    }

    public int port() {
        return server.getPort();
    }

    /// The line known_hosts has when it knows this server.
    public String knownHostsLine() throws IOException {
        return "[127.0.0.1]:" + port() + " " + publicKey();
    }

    /// `type base64` of the host key.
    public String publicKey() throws IOException {
        String[] fields = Files.readString(Path.of(hostKeyFile + ".pub")).split(" ", 3);
        return fields[0] + " " + fields[1].strip();
    }

    /// TCP connections that were ever made.
    public int connections() {
        return connections.get();
    }

    /// Public keys that clients have offered.
    public int offers() {
        return offers.get();
    }

    /// Remote commands as the clients sent them.
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /// Hangs up on every client at once, as a dying host does.
    public void drop() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
