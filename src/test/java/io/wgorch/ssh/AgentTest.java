package io.wgorch.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With a real ssh-agent; part of openssh-client, as the `ssh` that the other tests need.
@Timeout(120)
class AgentTest {
    private static final Script HELLO = new Script("", "echo hello");

    @TempDir
    Path dir;

    private SshFixture fixture;
    private Path folder;
    private Path socket;
    private Process agent;

    @BeforeEach
    void start() throws Exception {
        fixture = new SshFixture(dir);
        // Short: a Unix socket's path has room for 107 characters.
        folder = Files.createTempDirectory("wga");
        socket = folder.resolve("s");
        agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().until(() -> Files.exists(socket));
        fixture.configure("Host *\n  IdentityAgent " + socket + "\n");
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        agent.destroy();
        agent.waitFor(10, TimeUnit.SECONDS);
        Files.deleteIfExists(socket);
        Files.deleteIfExists(folder);
    }

    private void add(Path key) throws Exception {
        ProcessBuilder add = new ProcessBuilder(List.of("ssh-add", "-q", key.toString())).inheritIO();
        add.environment().putAll(Map.of("SSH_AUTH_SOCK", socket.toString()));
        assertThat(add.start().waitFor()).isZero();
    }

    @Test
    void logsInWithAKeyThatOnlyTheAgentHas() throws Exception {
        EmbeddedSshServer server = fixture.server();
        add(fixture.identity);
        Files.delete(fixture.identity);
        Files.delete(Path.of(fixture.identity + ".pub"));

        assertThat(fixture.connect(server).run(HELLO, SshFixture.LONG).output()).isEqualTo("hello\n");
    }

    @Test
    void anEncryptedFileIsUsedByTheAgent() throws Exception {
        EmbeddedSshServer server = fixture.server();
        add(fixture.identity);
        String plain = Files.readString(fixture.identity);
        assertThat(new ProcessBuilder(
                                "ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", fixture.identity.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(Files.readString(fixture.identity)).isNotEqualTo(plain);

        assertThat(fixture.connect(server).run(HELLO, SshFixture.LONG).output()).isEqualTo("hello\n");
    }

    @Test
    void theIdentityFilesKeyIsOfferedFirst() throws Exception {
        EmbeddedSshServer server = fixture.server();
        for (int i = 0; i < 3; i++) {
            add(EmbeddedSshServer.generate(dir.resolve("other" + i), ""));
        }
        add(fixture.identity);

        fixture.connect(server).run(HELLO, SshFixture.LONG);

        assertThat(server.offers()).isLessThanOrEqualTo(2);
    }
}
