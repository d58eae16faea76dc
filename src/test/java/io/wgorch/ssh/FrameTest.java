package io.wgorch.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameTest {
    private static final Frame FRAME = new Frame("0123456789abcdef0123456789abcdef");

    @TempDir
    Path dir;

    static Stream<List<String>> shells() {
        return Stream.of(List.of("dash"), List.of("bash", "--posix"), List.of("busybox", "ash"), List.of("sh"))
                .filter(words -> Stream.of("/bin/", "/usr/bin/")
                        .anyMatch(bin -> Files.isExecutable(Path.of(bin + words.getFirst()))));
    }

    /// Feeds a shell and returns its standard output.
    private static String feed(List<String> shell, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Stream.concat(shell.stream(), Stream.of("-s")).toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theWholeScriptRuns(List<String> shell) throws Exception {
        Path witness = dir.resolve("witness");

        String output = feed(shell, FRAME.script(new Script("f() { : > " + witness + "; }", "f; echo a; exit 3")));

        assertThat(output).isEqualTo("\nwgorch-begin " + FRAME.nonce() + "\na\n\nwgorch-end " + FRAME.nonce() + " 3\n");
        assertThat(witness).exists();
    }

    /// Cut anywhere before the last word is complete, a script does nothing, not even what stands in its
    /// functions.
    @ParameterizedTest
    @MethodSource("shells")
    void aCutScriptRunsNothing(List<String> shell) throws Exception {
        Path witness = dir.resolve("witness");
        String touch = ": > " + witness;
        String script = FRAME.script(new Script("f() {\n" + touch + "\n}\n" + touch, touch + "\nf"));
        int complete = script.length() - 1;

        for (int cut = 0; cut < complete; cut += cut > complete - 60 ? 1 : 5) {
            feed(shell, script.substring(0, cut));

            assertThat(witness).as("cut after: %s", script.substring(0, cut)).doesNotExist();
        }
    }

    @Test
    void theNonceStandsInTheLastLineOnly() {
        String script = FRAME.script(new Script("f() { :; }", "f"));

        assertThat(script.indexOf(FRAME.nonce())).isGreaterThan(script.lastIndexOf("\n}\n"));
    }

    @Test
    void everyNonceIsNew() {
        SecureRandom random = new SecureRandom();

        assertThat(Frame.random(random)).isNotEqualTo(Frame.random(random));
        assertThat(Frame.random(random).nonce()).matches("[0-9a-f]{32}");
    }
}
