package io.wgorch.resource;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Runs scripts in every POSIX shell of this machine.
public final class ShellRun {
    private ShellRun() {}

    /// `sh` is always among them; where it is one of the others, that is not run twice.
    public static Stream<List<String>> shells() {
        Set<Path> seen = new HashSet<>();
        return Stream.of(List.of("sh"), List.of("dash"), List.of("bash", "--posix"), List.of("busybox", "ash"))
                .filter(words -> program(words.getFirst()).map(seen::add).orElse(false));
    }

    private static Optional<Path> program(String name) {
        return Stream.of("/bin/", "/usr/bin/")
                .map(bin -> Path.of(bin + name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(ShellRun::real);
    }

    private static Path real(Path program) {
        try {
            return program.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How a script has ended, with both of its outputs.
    public record Ended(int code, String output) {}

    /// Runs a script to its end.
    ///
    /// @param script on standard input, as on a host
    public static Ended run(List<String> shell, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Stream.concat(shell.stream(), Stream.of("-s")).toList())
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A script that exits early leaves the rest of its input unread.
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    /// The functions of all kinds, with a salt.
    public static String functions() {
        return "SALT=5a17\n" + Kinds.shell() + "\n";
    }
}
