package io.wgorch.keys;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.secret.Secret;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The passphrase is the first line that a program prints, without its line end. What the program has to say besides,
/// on standard error, goes where that of wgorch goes.
///
/// Failure modes: one that ends with another status than 0 has given no passphrase, whatever it has printed; one that
/// does not end in time is killed, with those that it has started, and so is one that prints more than a pipe holds (64
/// KiB).
///
/// @param command the program and its arguments; no shell reads them
/// @param limit a person may have to unlock something meanwhile
public record PassphraseCommand(List<String> command, Duration limit) implements PassphraseSource {
    public PassphraseCommand {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("no program");
        }
    }

    @Override
    public Optional<Secret> passphrase(Diagnostics diagnostics) {
        String name = "the passphrase command " + Shown.text(command.getFirst());
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectError(Redirect.INHERIT)
                    .start();
        } catch (IOException _) {
            diagnostics.error(name + " cannot be started.");
            return Optional.empty();
        }
        try {
            return answer(process, name, diagnostics);
        } catch (IOException _) {
            diagnostics.error(name + " was cut off.");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            diagnostics.error(name + " was interrupted.");
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        return Optional.empty();
    }

    private Optional<Secret> answer(Process process, String name, Diagnostics diagnostics)
            throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            diagnostics.error(name + " did not end within " + limit.toSeconds() + " s.");
            return Optional.empty();
        }
        if (process.exitValue() != 0) {
            diagnostics.error(name + " ended with status " + process.exitValue() + ".");
            return Optional.empty();
        }
        Optional<Secret> line = FirstLine.read(process.getInputStream());
        if (line.isEmpty()) {
            diagnostics.error(name + " has to print the passphrase as its first line, " + FirstLine.BOUNDS + ".");
        }
        return line;
    }
}
