package io.wgorch.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wgorch.ssh.SshException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JumpTest {
    private static final Script HELLO = new Script("", "echo hello");

    @TempDir
    Path dir;

    private SshFixture fixture;
    private EmbeddedSshServer inner;
    private EmbeddedSshServer bastion;

    @BeforeEach
    void start() throws Exception {
        fixture = new SshFixture(dir);
        inner = fixture.server();
        bastion = fixture.server();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private SshTarget through(String jump) {
        return through(jump, inner.port());
    }

    private SshTarget through(String jump, int port) {
        return fixture.target("127.0.0.1", port, "root", Optional.empty(), Optional.of(jump));
    }

    private static String spec(EmbeddedSshServer server) {
        return "jumper@127.0.0.1:" + server.port();
    }

    private SshException failure(SshTarget target) {
        return catchThrowableOfType(
                SshException.class, () -> fixture.connector().connect(target).close());
    }

    @Test
    void reachesTheHostThroughOneHop() throws Exception {
        try (Session session = fixture.connector().connect(through(spec(bastion)))) {
            assertThat(session.run(HELLO, SshFixture.LONG).output()).isEqualTo("hello\n");
        }
        assertThat(bastion.connections()).isEqualTo(1);
        assertThat(bastion.commands()).isEmpty();
    }

    @Test
    void reachesTheHostThroughSeveralHops() throws Exception {
        EmbeddedSshServer second = fixture.server();

        try (Session session = fixture.connector().connect(through(spec(bastion) + "," + spec(second)))) {
            String data = "0123456789abcde\n".repeat(50_000);
            assertThat(session.run(new Script("", "cat <<'EOF'\n" + data + "EOF"), SshFixture.LONG)
                            .output())
                    .isEqualTo(data);
        }
        assertThat(bastion.connections()).isEqualTo(1);
        assertThat(second.connections()).isEqualTo(1);
    }

    @Test
    void readsTheJumpFromSshConfig() throws Exception {
        fixture.configure("""
                Host inner
                  HostName 127.0.0.1
                  ProxyJump bastion
                Host bastion
                  HostName 127.0.0.1
                  Port %d
                  User jumper
                """.formatted(bastion.port()));
        SshTarget target = fixture.target("inner", inner.port(), "root", Optional.empty(), Optional.empty());

        try (Session session = fixture.connector().connect(target)) {
            assertThat(session.run(HELLO, SshFixture.LONG).output()).isEqualTo("hello\n");
        }
        assertThat(bastion.connections()).isEqualTo(1);
    }

    @Test
    void theJumpHostIsVerified() throws Exception {
        EmbeddedSshServer stranger = fixture.stranger();

        SshException e = failure(through(spec(stranger)));

        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
        assertThat(e.message()).startsWith("nodeA, jump host 127.0.0.1: ");
        assertThat(stranger.offers()).isZero();
        assertThat(inner.connections()).isZero();
    }

    @Test
    void theHostBehindIsVerifiedToo() throws Exception {
        EmbeddedSshServer stranger = fixture.stranger();

        SshException e = failure(through(spec(bastion), stranger.port()));

        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_UNKNOWN);
        assertThat(stranger.offers()).isZero();
    }

    @Test
    void saysWhichJumpHostDidNotGetThrough() throws Exception {
        int port = inner.port();
        inner.close();

        SshException e = failure(through(spec(bastion), port));

        assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(e.message()).contains("jump host 127.0.0.1 did not connect");
    }

    @Test
    void aCircleOfJumpsIsRefused() throws Exception {
        fixture.configure("Host a\n  ProxyJump b\nHost b\n  ProxyJump a\n");

        SshException e = failure(fixture.target("a", 22, "root", Optional.empty(), Optional.empty()));

        assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION);
        assertThat(e.message()).contains("circle");
    }

    @Test
    void aJumpThatIsAnOptionIsRefused() {
        SshException e = failure(through("-oProxyCommand=x"));

        assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION);
    }

    @Test
    void aHalfOpenHostBehindALivingJumpIsDead() throws Exception {
        Relay relay = fixture.closing(new Relay(inner.port()));
        fixture.know("[127.0.0.1]:" + relay.port() + " " + inner.publicKey());
        Path started = dir.resolve("started");
        Session session = fixture.closing(fixture.connector(SshFixture.LONG, Duration.ofSeconds(3))
                .connect(through(spec(bastion), relay.port())));
        Script script = new Script("", ": > " + started + "; sleep 1000");
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<SshException> failing = pool.submit(
                    () -> catchThrowableOfType(SshException.class, () -> session.run(script, SshFixture.LONG)));
            Awaitility.await().until(() -> Files.exists(started));

            relay.freeze();

            assertThat(failing.get().reason()).isEqualTo(Reason.LOST);
            assertThat(failing.get().message()).contains("nothing came from 127.0.0.1 for 3 s");
        }
    }

    @Test
    void livesOnThroughSilenceOfTheScript() throws Exception {
        try (Session session =
                fixture.connector(SshFixture.LONG, Duration.ofSeconds(2)).connect(through(spec(bastion)))) {
            assertThat(session.run(new Script("", "sleep 5; echo alive"), SshFixture.LONG)
                            .output())
                    .isEqualTo("alive\n");
        }
    }
}
