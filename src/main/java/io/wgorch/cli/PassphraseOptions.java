package io.wgorch.cli;

import io.wgorch.crypto.KdfCost;
import io.wgorch.crypto.Sealing;
import io.wgorch.diag.Diagnostics;
import io.wgorch.keys.PassphraseCommand;
import io.wgorch.keys.PassphraseFile;
import io.wgorch.keys.PassphraseSource;
import io.wgorch.keys.StoredKeys;
import io.wgorch.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the passphrase of the key store comes from. Never from an argument or the environment: others on the machine
/// can read those.
final class PassphraseOptions {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "the first line of FILE is the passphrase of inventory/keys.sealed; a pipe, or a file of mode"
                    + " 0600")
    @Nullable
    Path file;

    @Option(
            names = "--passphrase-command",
            paramLabel = "COMMAND",
            split = " ",
            description = "the first line that COMMAND prints is the passphrase; no shell reads it")
    List<String> command = List.of();

    /// The file, the command, or the person at the terminal.
    ///
    /// @param store what the passphrase opens
    /// @param fresh whether it is a new one, to be typed twice
    private PassphraseSource source(Path store, boolean fresh, Terminal terminal) {
        if (file != null) {
            return new PassphraseFile(file);
        }
        if (!command.isEmpty()) {
            return new PassphraseCommand(command, LIMIT);
        }
        return diagnostics -> {
            if (!terminal.interactive()) {
                diagnostics.error("nobody is there to be asked for the passphrase of " + store
                        + ": say --passphrase-file or --passphrase-command.");
                return Optional.empty();
            }
            return asked(store, fresh, diagnostics);
        };
    }

    /// The store of an inventory under its passphrase; empty with a diagnostic where it cannot be opened.
    Optional<StoredKeys> open(Path store, Terminal terminal, SecureRandom random, Diagnostics diagnostics) {
        return StoredKeys.open(
                store,
                new Sealing(random, KdfCost.DEFAULT),
                source(store, Files.notExists(store), terminal),
                random,
                diagnostics);
    }

    private static Optional<Secret> asked(Path store, boolean fresh, Diagnostics diagnostics) {
        Optional<Secret> first = typed((fresh ? "New passphrase for " : "Passphrase of ") + store + ": ");
        if (first.isEmpty()) {
            diagnostics.error("no passphrase was given; nothing was done.");
            return first;
        }
        if (fresh) {
            Optional<Secret> again = typed("Once more: ");
            boolean same = again.map(a -> a.sameAs(first.get())).orElse(false);
            again.ifPresent(Secret::close);
            if (!same) {
                first.get().close();
                diagnostics.error("the two are not the same; nothing was done.");
                return Optional.empty();
            }
        }
        return first;
    }

    private static Optional<Secret> typed(String prompt) {
        return Optional.ofNullable(System.console())
                .flatMap(c -> Optional.ofNullable(c.readPassword("%s", prompt)))
                .filter(p -> p.length > 0)
                .map(Secret::of);
    }
}
