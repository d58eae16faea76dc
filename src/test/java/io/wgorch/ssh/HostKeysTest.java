package io.wgorch.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HostKeysTest {
    private static final String OTHER =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAl7k71w1QO17QIRMs/VF2iLVd7FNLOQFxQF+0KeA3sW";

    @TempDir
    Path dir;

    private SshFixture fixture;
    private HostKeys hostKeys;

    @BeforeEach
    void start() throws Exception {
        fixture = new SshFixture(dir);
        hostKeys = new HostKeys(fixture.sshConfig(), SshFixture.LONG);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void seesTheKeyWithoutLoggingIn() throws Exception {
        EmbeddedSshServer server = fixture.stranger();

        HostKey key = hostKeys.scan(fixture.target(server));

        assertThat(key.line()).isEqualTo(server.knownHostsLine());
        assertThat(key.fingerprint()).matches("SHA256:[A-Za-z0-9+/]{43}");
        assertThat(server.offers()).isZero();
    }

    @Test
    void seesAKeyThroughAJump() throws Exception {
        EmbeddedSshServer bastion = fixture.server();
        EmbeddedSshServer inner = fixture.stranger();
        SshTarget target = fixture.target(
                "127.0.0.1", inner.port(), "root", Optional.empty(), Optional.of("root@127.0.0.1:" + bastion.port()));

        assertThat(hostKeys.scan(target).line()).isEqualTo(inner.knownHostsLine());
        assertThat(inner.offers()).isZero();
        assertThat(hostKeys.jumps(target)).extracting(SshTarget::port).containsExactly(Optional.of(bastion.port()));
    }

    @Test
    void whatIsRememberedIsKnownAndLetIn() throws Exception {
        EmbeddedSshServer server = fixture.stranger();
        SshTarget target = fixture.target(server);
        HostKey key = hostKeys.scan(target);
        assertThat(hostKeys.known(target, key)).isEqualTo(Known.NO);

        hostKeys.remember(hostKeys.fileOf(target), List.of(key));

        assertThat(hostKeys.known(target, key)).isEqualTo(Known.YES);
        fixture.connector().connect(target).close();
    }

    @Test
    void tellsAChangedFromARevokedKey() throws Exception {
        EmbeddedSshServer server = fixture.stranger();
        SshTarget target = fixture.target(server);
        HostKey key = hostKeys.scan(target);

        fixture.know("[127.0.0.1]:" + server.port() + " " + OTHER);
        assertThat(hostKeys.known(target, key)).isEqualTo(Known.CHANGED);

        fixture.know("@revoked [127.0.0.1]:" + server.port() + " " + server.publicKey());
        assertThat(hostKeys.known(target, key)).isEqualTo(Known.REVOKED);
    }

    @Test
    void writesOnlyWhatIsMissingAndRemovesNothing() throws Exception {
        Path file = dir.resolve("a/b/known_hosts");
        HostKey one = key("one");
        HostKey two = key("two");

        hostKeys.remember(file, List.of(one));
        Files.writeString(file, "# a comment without line feed", java.nio.file.StandardOpenOption.APPEND);
        hostKeys.remember(file, List.of(one, two, two));

        assertThat(file).content().isEqualTo("one " + OTHER + "\n# a comment without line feed\ntwo " + OTHER + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("a"))))
                .isEqualTo("rwx------");
    }

    private static HostKey key(String host) {
        return new HostKey(host, "ssh-ed25519", OTHER.split(" ", 2)[1], "SHA256:unused");
    }
}
