package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// How a program ended, and what it said.
public record Ran(int exit, String out, String err) {
    /// A read of a pipe holds the carrier of a virtual thread, and there are as few of those as processors.
    private static final Executor READERS = task -> Thread.ofPlatform().daemon().start(task);

    public static Ran program(List<String> command, Duration limit) {
        try {
            return of(new ProcessBuilder(command).start(), limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Ran of(Process process, Duration limit) {
        try {
            process.getOutputStream().close();
            CompletableFuture<String> out = reading(process.getInputStream());
            CompletableFuture<String> err = reading(process.getErrorStream());
            assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                    .as("it ends within " + limit)
                    .isTrue();
            return new Ran(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /// Both streams.
    public String all() {
        return out + err;
    }

    public Ran expect(int status) {
        assertThat(exit).as(all()).isEqualTo(status);
        return this;
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
}
