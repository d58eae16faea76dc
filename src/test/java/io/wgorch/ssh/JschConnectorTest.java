package io.wgorch.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wgorch.ssh.SshException.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JschConnectorTest {
    private static final String OTHER_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAl7k71w1QO17QIRMs/VF2iLVd7FNLOQFxQF+0KeA3sW";
    private static final String OTHER_PRINT = "SHA256:TW6kIfEkym7JocTEWEY3bLs8k0miSHqvyUWmqZ9B4A0";
    private static final String ECDSA_KEY =
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPkjaSK5"
                    + "yR16vAiIgkscOwQEFwLdHz8lbswvqJ3GbrTcCBpodaBQ5DjdErnWZ4LtkcCRmK8ImBRq6drLAQX1Hb0=";

    @TempDir
    Path dir;

    private SshFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new SshFixture(dir);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private SshException failure(SshTarget target) {
        return failure(fixture.connector(), target);
    }

    private static SshException failure(Connector connector, SshTarget target) {
        return catchThrowableOfType(
                SshException.class, () -> connector.connect(target).close());
    }

    private void connects(SshTarget target) throws SshException {
        try (Session session = fixture.connector().connect(target)) {
            assertThat(session.run(new Script("", "echo in"), SshFixture.LONG).output())
                    .isEqualTo("in\n");
        }
    }

    private static String fingerprint(EmbeddedSshServer server) throws Exception {
        return HostKey.fingerprint(Base64.getDecoder().decode(server.publicKey().split(" ", 2)[1]));
    }

    @Test
    void aKnownHostIsLetIn() throws Exception {
        connects(fixture.target(fixture.server()));
    }

    @Test
    void anUnknownHostIsRefusedBeforeTheLogin() throws Exception {
        EmbeddedSshServer server = fixture.stranger();

        SshException e = failure(fixture.target(server));

        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
        assertThat(e.message()).contains("nodeA", fingerprint(server));
        assertThat(e.cure()).contains("run: wgorch trust");
        assertThat(server.offers()).isZero();
    }

    @Test
    void aChangedKeyShowsBothFingerprints() throws Exception {
        EmbeddedSshServer server = fixture.stranger();
        fixture.know("[127.0.0.1]:" + server.port() + " " + OTHER_KEY);

        SshException e = failure(fixture.target(server));

        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(e.message()).contains(fingerprint(server), OTHER_PRINT);
        assertThat(server.offers()).isZero();
    }

    @Test
    void aKeyOfAnotherTypeThanTheKnownOneIsAChange() throws Exception {
        EmbeddedSshServer server = fixture.stranger();
        fixture.know("[127.0.0.1]:" + server.port() + " " + ECDSA_KEY);

        assertThat(failure(fixture.target(server)).reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
    }

    @Test
    void theKnownTypeOfKeyIsAskedForFirst() throws Exception {
        EmbeddedSshServer server = fixture.stranger();
        Path ecdsa = EmbeddedSshServer.generateEcdsa(dir.resolve("ecdsa"));
        server.alsoShowing(ecdsa);
        fixture.know("[127.0.0.1]:" + server.port() + " " + Files.readString(Path.of(ecdsa + ".pub")));

        connects(fixture.target(server));
    }

    @Test
    void aKeyKnownWithoutThePortWillDoButAnotherIsNoChange() throws Exception {
        EmbeddedSshServer server = fixture.stranger();
        fixture.know("127.0.0.1 " + OTHER_KEY);
        assertThat(failure(fixture.target(server)).reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);

        fixture.know("127.0.0.1 " + server.publicKey());

        connects(fixture.target(server));
    }

    @Test
    void aRevokedKeyIsRefusedEvenWhereItIsKnownAndPinned() throws Exception {
        EmbeddedSshServer server = fixture.server();
        fixture.know("@revoked * " + server.publicKey());

        assertThat(failure(fixture.target(server)).reason()).isEqualTo(Reason.HOST_KEY_REVOKED);
        assertThat(failure(pinned(server, fingerprint(server))).reason()).isEqualTo(Reason.HOST_KEY_REVOKED);
    }

    @Test
    void anAuthoritysKeyIsNoHostKey() throws Exception {
        EmbeddedSshServer server = fixture.stranger();
        fixture.know("@cert-authority * " + server.publicKey());

        assertThat(failure(fixture.target(server)).reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
    }

    @Test
    void aHashedNameIsKnown() throws Exception {
        EmbeddedSshServer server = fixture.stranger();
        byte[] salt = "twenty bytes of salt".getBytes(StandardCharsets.US_ASCII);
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(salt, "HmacSHA1"));
        byte[] hash = mac.doFinal(("[127.0.0.1]:" + server.port()).getBytes(StandardCharsets.US_ASCII));
        Base64.Encoder base64 = Base64.getEncoder();
        fixture.know(
                "|1|" + base64.encodeToString(salt) + "|" + base64.encodeToString(hash) + " " + server.publicKey());

        connects(fixture.target(server));
    }

    @Test
    void theHostKeyAliasIsLookedUp() throws Exception {
        EmbeddedSshServer server = fixture.stranger();
        fixture.configure("Host 127.0.0.1\n  HostKeyAlias alpha\n");
        fixture.know("alpha " + server.publicKey());

        connects(fixture.target(server));
    }

    @Test
    void aPinNeedsNoKnownHosts() throws Exception {
        EmbeddedSshServer server = fixture.stranger();

        connects(pinned(server, fingerprint(server)));
    }

    @Test
    void aPinOverridesKnownHosts() throws Exception {
        EmbeddedSshServer server = fixture.server();

        SshException e = failure(pinned(server, OTHER_PRINT));

        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(e.message()).contains(fingerprint(server), "the pinned key is " + OTHER_PRINT);
        assertThat(server.offers()).isZero();
    }

    private SshTarget pinned(EmbeddedSshServer server, String pin) {
        return fixture.target("127.0.0.1", server.port(), "root", Optional.of(pin), Optional.empty());
    }

    @Test
    void knownHostsIsReadAgainWhenItHasChanged() throws Exception {
        EmbeddedSshServer server = fixture.stranger();
        JschConnector connector = fixture.connector();
        assertThat(failure(connector, fixture.target(server)).reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);

        fixture.know(server.knownHostsLine());

        connector.connect(fixture.target(server)).close();
    }

    @Test
    void aRefusedLoginIsTriedOnce() throws Exception {
        EmbeddedSshServer server = fixture.server();
        Path other = EmbeddedSshServer.generate(dir.resolve("other"), "");
        SshTarget base = fixture.target(server);
        SshTarget target = new SshTarget(
                base.name(),
                base.host(),
                base.port(),
                base.user(),
                Optional.of(other),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        SshException e = failure(target);

        assertThat(e.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(e.message()).contains("root@127.0.0.1:" + server.port());
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.offers()).isEqualTo(1);
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        SshException e = failure(fixture.target(port));

        assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(e.message()).isEqualTo("nodeA: connect to 127.0.0.1:" + port + ": connection refused");
    }

    @Test
    void somebodyListensAndSaysNothing() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            SshException e = failure(
                    fixture.connector(SshFixture.LONG, Duration.ofSeconds(1)), fixture.target(socket.getLocalPort()));

            assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(e.message()).contains("did not answer within 1 s");
        }
    }

    @Test
    void somebodyHangsUp() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try {
                    socket.accept().close();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });

            assertThat(failure(fixture.target(socket.getLocalPort())).reason()).isEqualTo(Reason.UNREACHABLE);
        }
    }

    @Test
    void aNameThatDoesNotResolve() {
        SshException e =
                failure(fixture.target("no-such-host.invalid", 22, "root", Optional.empty(), Optional.empty()));

        assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HOST);
        assertThat(e.message()).contains("no-such-host.invalid does not resolve");
    }

    @Test
    void anEncryptedKeyWithoutAnAgentNamesTheCure() throws Exception {
        EmbeddedSshServer server = fixture.server();
        Files.delete(fixture.identity);
        EmbeddedSshServer.generate(fixture.identity, "secret");

        SshException e = failure(fixture.target(server));

        assertThat(e.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(e.message()).contains("encrypted");
        assertThat(e.cure()).contains("ssh-add " + fixture.identity);
        assertThat(server.connections()).isZero();
    }

    @Test
    void noKeyAtAllNamesTheCure() throws Exception {
        EmbeddedSshServer server = fixture.server();
        Files.delete(fixture.identity);

        SshException e = failure(fixture.target(server));

        assertThat(e.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(e.cure()).contains("ssh.identity_file");
    }

    @Test
    void aHostThatIsAnOptionIsNeverHandedOn() {
        Path witness = dir.resolve("witness");

        SshException e = failure(
                fixture.target("-oProxyCommand=touch " + witness, 22, "root", Optional.empty(), Optional.empty()));

        assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION);
        assertThat(e.message()).contains("is not a host name", "nothing was contacted");
        assertThat(witness).doesNotExist();
    }
}
