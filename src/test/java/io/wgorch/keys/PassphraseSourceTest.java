package io.wgorch.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PassphraseSourceTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder = Path.of("");

    private final Diagnostics diagnostics = new Diagnostics();

    private Optional<String> passphrase(PassphraseSource source) {
        return source.passphrase(diagnostics).map(PassphraseSourceTest::text);
    }

    private Path words(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("words"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String text(Secret secret) {
        try (secret) {
            return secret.useText(String::new);
        }
    }

    private static PassphraseCommand shell(String script) {
        return new PassphraseCommand(List.of("sh", "-c", script), LONG);
    }

    private String said() {
        return diagnostics.sorted().stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the wörds",
                "the wörds\n",
                "the wörds\r\n",
                "the wörds\nmore\n",
                "the wörds\n\n",
                "the wörds\n\0",
            })
    void itIsTheFirstLineOfAFile(String content) throws IOException {
        Path file = words(content);

        assertThat(passphrase(new PassphraseFile(file))).contains("the wörds");
        assertThat(diagnostics.isEmpty()).isTrue();
    }

    @Test
    void blanksArePartOfIt() throws IOException {
        Path file = words("  the words \t\n");

        assertThat(passphrase(new PassphraseFile(file))).contains("  the words \t");
    }

    @ParameterizedTest
    @CsvSource({"4095, true", "4096, true", "4097, false", "4098, false", "9000, false"})
    void itIsBounded(int length, boolean good) throws IOException {
        for (String end : List.of("", "\n", "\r\n")) {
            String line = "x".repeat(length);
            Optional<Secret> read = FirstLine.read(new ByteArrayInputStream((line + end).getBytes(UTF_8)));

            assertThat(read.map(PassphraseSourceTest::text)).isEqualTo(good ? Optional.of(line) : Optional.empty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\nthe words\n"})
    void aFileWithoutOneIsNamed(String content) throws IOException {
        Path file = words(content);

        assertThat(passphrase(new PassphraseFile(file))).isEmpty();

        assertThat(said()).startsWith(file + ": the first line has to be the passphrase");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void aFileThatOthersMayUseIsRefused(String mode) throws IOException {
        Path file = words("the words\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThat(passphrase(new PassphraseFile(file))).isEmpty();

        assertThat(said()).contains("is open to others: chmod 600 " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rwx------"})
    void aFileOfItsOwnerAloneIsNot(String mode) throws IOException {
        Path file = words("the words\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThat(passphrase(new PassphraseFile(file))).contains("the words");
    }

    @Test
    void aPipeIsReadWhateverItsMode() throws Exception {
        String pipe = folder.resolve("pipe").toString();
        assertThat(new ProcessBuilder("mkfifo", "-m", "644", pipe).start().waitFor())
                .isZero();
        Process writer = new ProcessBuilder("sh", "-c", "echo words >'" + pipe + "'").start();

        assertThat(passphrase(new PassphraseFile(Path.of(pipe)))).contains("words");

        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(passphrase(new PassphraseFile(folder.resolve("none")))).isEmpty();

        assertThat(said()).contains(folder.resolve("none") + " cannot be read");
    }

    @Test
    void itIsTheFirstLineOfWhatACommandPrints() {
        assertThat(passphrase(shell("echo 'the wörds'; echo more"))).contains("the wörds");
        assertThat(passphrase(new PassphraseCommand(List.of("printf", "%s", "$HOME;`id`"), LONG)))
                .contains("$HOME;`id`");
        assertThat(diagnostics.isEmpty()).isTrue();
    }

    @Test
    void aCommandHasNoInputToWaitFor() {
        assertThat(passphrase(shell("cat; echo words"))).contains("words");
    }

    @Test
    void aProgramThatIsLeftBehindIsNotWaitedFor() {
        assertThat(passphrase(shell("echo words; sleep 600 & echo $! >" + folder.resolve("pid"))))
                .contains("words");
        leftBehind().ifPresent(ProcessHandle::destroyForcibly);
    }

    private Optional<ProcessHandle> leftBehind() {
        try {
            String pid = Files.readString(folder.resolve("pid"));
            return pid.endsWith("\n") ? ProcessHandle.of(Long.parseLong(pid.strip())) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "echo words; exit 7, ended with status 7",
        "kill -9 $$,         ended with status 137",
        "echo,               has to print",
        "true,               has to print",
    })
    void aCommandThatFailsHasGivenNone(String script, String complaint) {
        assertThat(passphrase(shell(script))).isEmpty();

        assertThat(said()).contains("the passphrase command 'sh'").contains(complaint);
    }

    @Test
    void aCommandThatDoesNotEndIsNotWaitedFor() {
        assertThat(passphrase(new PassphraseCommand(List.of("sleep", "600"), Duration.ZERO)))
                .isEmpty();

        assertThat(said()).contains("'sleep' did not end within 0 s");
    }

    @Test
    void aCommandThatDoesNotExistIsNamed() {
        assertThat(passphrase(new PassphraseCommand(List.of("no-such-program-here"), LONG)))
                .isEmpty();

        assertThat(said()).contains("'no-such-program-here' cannot be started");
        assertThatIllegalArgumentException().isThrownBy(() -> new PassphraseCommand(List.of(), LONG));
    }

    @Test
    void anInterruptedWaitGivesNoneAndKillsWhatWasStarted() throws Exception {
        FutureTask<Boolean> none =
                new FutureTask<>(() -> passphrase(shell("sleep 600 & echo $! >" + folder.resolve("pid") + "; wait"))
                                .isEmpty()
                        && Thread.interrupted());
        Thread waiting = Thread.startVirtualThread(none);
        await().atMost(LONG).until(() -> leftBehind().isPresent());
        ProcessHandle child = leftBehind().orElseThrow();

        waiting.interrupt();

        assertThat(none.get()).isTrue();
        assertThat(said()).contains("was interrupted");
        await().atMost(LONG).until(() -> !child.isAlive());
    }
}
