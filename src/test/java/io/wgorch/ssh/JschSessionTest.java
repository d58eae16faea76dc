package io.wgorch.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.wgorch.ssh.SshException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JschSessionTest {
    @TempDir
    Path dir;

    private SshFixture fixture;
    private EmbeddedSshServer server;

    @BeforeEach
    void start() throws Exception {
        fixture = new SshFixture(dir);
        server = fixture.server();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private static SshException failure(Session session, Script script, Duration limit) {
        return catchThrowableOfType(SshException.class, () -> session.run(script, limit));
    }

    private static Script main(String main) {
        return new Script("", main);
    }

    @Test
    void answersWithExitCodeOutputAndErrors() throws Exception {
        Script script = new Script("greet() { echo \"hello $1\"; }", "greet world; echo oops >&2; exit 7");

        Answer answer = fixture.connect(server).run(script, SshFixture.LONG);

        assertThat(answer).isEqualTo(new Answer(7, "hello world\n", "oops\n"));
        assertThat(server.commands()).containsExactly("exec /bin/sh -s");
    }

    @Test
    void keepsOutputExactlyWithAndWithoutItsLastLineFeed() throws Exception {
        Session session = fixture.connect(server);

        assertThat(session.run(main(""), SshFixture.LONG)).isEqualTo(new Answer(0, "", ""));
        assertThat(session.run(main("printf 'a\\n\\nb'"), SshFixture.LONG).output())
                .isEqualTo("a\n\nb");
        assertThat(session.run(main("printf '\\n\\n'"), SshFixture.LONG).output())
                .isEqualTo("\n\n");
    }

    @Test
    void mainHasCleanSurroundings() throws Exception {
        Answer answer = fixture.connect(server).run(main("umask; echo $LC_ALL; cat; echo end"), SshFixture.LONG);

        assertThat(answer.output()).isEqualTo("0077\nC\nend\n");
    }

    @Test
    void setMinusEKeepsItsMeaning() throws Exception {
        Answer answer = fixture.connect(server).run(main("set -e; false; echo not reached"), SshFixture.LONG);

        assertThat(answer).isEqualTo(new Answer(1, "", ""));
    }

    @Test
    void dropsWhatTheLoginPrints() throws Exception {
        server.rewriting(command -> "echo Welcome; echo wgorch-begin 0000; printf 'no line feed'; echo warning >&2; "
                + command + "; echo bye");

        Answer answer = fixture.connect(server).run(main("echo answer"), SshFixture.LONG);

        assertThat(answer).isEqualTo(new Answer(0, "answer\n", ""));
    }

    @Test
    void doesNotWaitForBackgroundProcesses() throws Exception {
        Answer answer = fixture.connect(server).run(main("sleep 1000 & echo started"), SshFixture.LONG);

        assertThat(answer.output()).isEqualTo("started\n");
    }

    @Test
    void takesControlCharactersOut() throws Exception {
        Answer answer = fixture.connect(server)
                .run(main("printf 'a\\033[31mred\\tt\\r\\n\\303\\251 \\377'; printf '\\007x' >&2"), SshFixture.LONG);

        assertThat(answer).isEqualTo(new Answer(0, "a[31mred\tt\n\u00e9 \ufffd", "x"));
    }

    @Test
    void carriesLargeScriptsAndLargeAnswers() throws Exception {
        String data = "0123456789abcde\n".repeat(100_000);

        Answer answer = fixture.connect(server).run(main("cat <<'EOF'\n" + data + "EOF"), SshFixture.LONG);

        assertThat(answer.output()).isEqualTo(data);
    }

    @Test
    void refusesEndlessOutput() throws Exception {
        SshException e = failure(fixture.connect(server), main("yes"), SshFixture.LONG);

        assertThat(e.reason()).isEqualTo(Reason.LOST);
        assertThat(e.message()).contains("more than 16777216 bytes");
    }

    @Test
    void cutsEndlessErrors() throws Exception {
        Answer answer = fixture.connect(server)
                .run(main("head -c 3000000 /dev/zero | tr '\\000' x >&2; echo done"), SshFixture.LONG);

        assertThat(answer.output()).isEqualTo("done\n");
        assertThat(answer.errors()).hasSize(1 << 20).matches("x+");
    }

    @Test
    void saysTheLimitWhenThereIsNoAnswer() throws Exception {
        SshException e = failure(fixture.connect(server), main("sleep 1000"), Duration.ofSeconds(2));

        assertThat(e.reason()).isEqualTo(Reason.LOST);
        assertThat(e.message()).contains("nodeA", "within 2 s");
    }

    @Test
    void isLostWhenTheConnectionDiesInTheMiddle() throws Exception {
        Path started = dir.resolve("started");
        Session session = fixture.connect(server);
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<SshException> failing = pool.submit(
                    () -> failure(session, main("echo half; : > " + started + "; sleep 1000"), SshFixture.LONG));
            await().until(() -> Files.exists(started));

            server.drop();

            assertThat(failing.get().reason()).isEqualTo(Reason.LOST);
            assertThat(failing.get().message()).contains("had started");
        }
    }

    @Test
    void isLostWhenTheShellDiesWithoutAnEnd() throws Exception {
        server.rewriting(command -> "head -c 300 | /bin/sh -s");

        SshException e = failure(fixture.connect(server), main("echo never"), SshFixture.LONG);

        assertThat(e.reason()).isEqualTo(Reason.LOST);
        assertThat(e.message()).contains("had not been seen to start");
    }

    @Test
    void isDeadWhenTheOtherSideFallsSilent() throws Exception {
        Relay relay = fixture.closing(new Relay(server.port()));
        fixture.know("[127.0.0.1]:" + relay.port() + " " + server.publicKey());
        Path started = dir.resolve("started");
        Session session = fixture.closing(
                fixture.connector(SshFixture.LONG, Duration.ofSeconds(3)).connect(fixture.target(relay.port())));
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<SshException> failing =
                    pool.submit(() -> failure(session, main(": > " + started + "; sleep 1000"), SshFixture.LONG));
            await().until(() -> Files.exists(started));

            relay.freeze();

            assertThat(failing.get().reason()).isEqualTo(Reason.LOST);
            assertThat(failing.get().message()).contains("nothing came from 127.0.0.1 for 3 s");
        }
    }

    @Test
    void isDeadAlsoWhenBlockedInWriting() throws Exception {
        Relay relay = fixture.closing(new Relay(server.port()));
        fixture.know("[127.0.0.1]:" + relay.port() + " " + server.publicKey());
        Session session = fixture.closing(
                fixture.connector(SshFixture.LONG, Duration.ofSeconds(3)).connect(fixture.target(relay.port())));
        Path opened = dir.resolve("opened");
        server.rewriting(command -> ": > " + opened + "; sleep 1000");
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<SshException> failing =
                    pool.submit(() -> failure(session, main("# " + "x".repeat(30_000_000)), SshFixture.LONG));
            await().until(() -> Files.exists(opened));

            relay.freeze();

            assertThat(failing.get().reason()).isEqualTo(Reason.LOST);
            assertThat(failing.get().message()).contains("nothing came from 127.0.0.1 for 3 s");
        }
    }

    @Test
    void livesOnThroughSilenceOfTheScript() throws Exception {
        Session session = fixture.closing(
                fixture.connector(SshFixture.LONG, Duration.ofSeconds(2)).connect(fixture.target(server)));

        Answer answer = session.run(main("sleep 5; echo alive"), SshFixture.LONG);

        assertThat(answer.output()).isEqualTo("alive\n");
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        Path started = dir.resolve("started");
        Session session = fixture.connect(server);
        List<SshException> seen = new ArrayList<>();
        Thread runner = Thread.ofVirtual()
                .start(() -> seen.add(failure(session, main(": > " + started + "; sleep 1000"), SshFixture.LONG)));
        await().until(() -> Files.exists(started));

        runner.interrupt();
        runner.join();

        assertThat(seen.getFirst().reason()).isEqualTo(Reason.LOST);
        assertThat(seen.getFirst().message()).contains("interrupted");
    }

    @Test
    void manyHostsAndScriptsAtOnce() throws Exception {
        EmbeddedSshServer other = fixture.server();
        JschConnector connector = fixture.connector();
        List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 24; i++) {
                String word = "w" + i;
                SshTarget target = fixture.target(i % 2 == 0 ? server : other);
                answers.add(pool.submit(() -> {
                    try (Session session = connector.connect(target)) {
                        return session.run(main("echo " + word), SshFixture.LONG)
                                .output();
                    }
                }));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo("w" + i + "\n");
            }
        }
        assertThat(server.connections()).isEqualTo(12);
    }

    @Test
    void becomesRootBySudo() throws Exception {
        sudo("[ \"$1\" = -n ] || exit 9; shift; echo by sudo in $LC_ALL >&2; exec \"$@\"");

        Answer answer = asOtherUser().run(main("echo answer"), SshFixture.LONG);

        assertThat(answer).isEqualTo(new Answer(0, "answer\n", ""));
        assertThat(server.commands()).containsExactly("exec env LC_ALL=C sudo -n /bin/sh -s");
    }

    @Test
    void saysWhatSudoSaysAndHowToCureIt() throws Exception {
        sudo("echo 'sudo: a password is required' >&2; exit 1");

        SshException e = failure(asOtherUser(), main("echo answer"), SshFixture.LONG);

        assertThat(e.reason()).isEqualTo(Reason.SUDO_REFUSED);
        assertThat(e.message()).isEqualTo("nodeA: admin cannot become root: sudo: a password is required");
        assertThat(e.cure()).contains("admin ALL=(root) NOPASSWD: ALL");
    }

    @Test
    void aMissingSudoIsARefusal() throws Exception {
        server.rewriting(command -> "PATH=" + dir + "; exec /usr/bin/" + command.substring("exec ".length()));

        SshException e = failure(asOtherUser(), main("echo answer"), SshFixture.LONG);

        assertThat(e.reason()).isEqualTo(Reason.SUDO_REFUSED);
        assertThat(e.message()).contains("No such file");
    }

    @Test
    void aFailingScriptUnderSudoIsNoRefusal() throws Exception {
        sudo("shift; exec \"$@\"");

        assertThat(asOtherUser().run(main("exit 1"), SshFixture.LONG).exitCode())
                .isEqualTo(1);
    }

    private void sudo(String body) throws Exception {
        Path bin = Files.createDirectory(dir.resolve("bin"));
        Path sudo = Files.writeString(bin.resolve("sudo"), "#!/bin/sh\n" + body + "\n");
        assertThat(sudo.toFile().setExecutable(true)).isTrue();
        server.rewriting(command -> "PATH=" + bin + ":$PATH; " + command);
    }

    private Session asOtherUser() throws SshException {
        SshTarget target = fixture.target("127.0.0.1", server.port(), "admin", Optional.empty(), Optional.empty());
        return fixture.closing(fixture.connector().connect(target));
    }
}
