package io.wgorch.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Runs a program with an argument list, a deadline and its output collected.
final class Cli {
    /// A read of a pipe holds the carrier of a virtual thread, and there are as few of those as processors.
    private static final Executor READERS = task -> Thread.ofPlatform().daemon().start(task);

    private Cli() {}

    /// How a program ended, and what it said.
    record Result(int exit, String out, String err) {
        boolean ok() {
            return exit == 0;
        }

        /// The last line it printed on standard error, else on standard output.
        String complaint() {
            String text = err.isBlank() ? out.strip() : err.strip();
            return text.substring(text.lastIndexOf('\n') + 1);
        }
    }

    /// Runs it to its end. Standard input is `input`, then closed.
    static Result run(List<String> command, String input, Duration limit) throws LabException {
        return run(command, Map.of(), input, limit);
    }

    static Result run(List<String> command, Map<String, String> environment, String input, Duration limit)
            throws LabException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new LabException(command.getFirst() + " could not be started: " + e.getMessage(), e);
        }
        try {
            CompletableFuture<String> out = reading(process.getInputStream());
            CompletableFuture<String> err = reading(process.getErrorStream());
            feed(process, input);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LabException("no answer within " + limit.toSeconds() + " s: " + String.join(" ", command));
            }
            return new Result(process.exitValue(), out.join(), err.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        } finally {
            process.destroy();
        }
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                READERS);
    }

    /// A program that ends before it has read everything is judged by its exit status.
    private static void feed(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // The exit status says more than "broken pipe".
        }
    }
}
