package io.wgorch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a signal does to a program of its own that is at work.
class InterruptionTest {
    @SuppressWarnings("NullAway.Init")
    private Process program;

    @SuppressWarnings("NullAway.Init")
    private BufferedReader says;

    /// Goes on at each line of its standard input.
    static final class Program {
        private Program() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] args) throws IOException {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            try (Interruption _ = new Interruption(() -> System.out.println("heard"))) {
                System.out.println("at work");
                in.readLine();
                System.out.println("through");
            }
            System.out.println("closed");
            in.readLine();
        }
    }

    @BeforeEach
    void start() throws IOException {
        program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();
        says = program.inputReader(StandardCharsets.UTF_8);
        assertThat(says.readLine()).isEqualTo("at work");
    }

    @AfterEach
    void end() {
        program.destroyForcibly();
    }

    /// A signal that this JVM was started with ignored (nohup, `&` in a script) is ignored by its children as well.
    private static boolean isHeard(int signal) throws IOException {
        String ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(ignored, 16) >>> (signal - 1) & 1) == 0;
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(program.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void goOn() throws IOException {
        program.outputWriter().write("\n");
        program.outputWriter().flush();
    }

    private int exit() throws InterruptedException {
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return program.exitValue();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void whatHasBegunIsFinishedFirst(String signal, int status) throws IOException, InterruptedException {
        assumeTrue(isHeard(status - 128));
        signal(signal);
        String heard = says.readLine();
        boolean alive = program.isAlive();
        goOn();

        assertThat(heard).isEqualTo("heard");
        assertThat(alive).isTrue();
        assertThat(says.readLine()).isEqualTo("through");
        assertThat(exit()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource("INT, 130")
    void afterwardsASignalEndsTheProgramAtOnce(String signal, int status) throws IOException, InterruptedException {
        assumeTrue(isHeard(status - 128));
        goOn();
        String through = says.readLine() + ", " + says.readLine();
        signal(signal);

        assertThat(through).isEqualTo("through, closed");
        assertThat(exit()).isEqualTo(status);
        assertThat(says.readLine()).isNull();
    }
}
