package io.wgorch.keys;

import io.wgorch.diag.Diagnostics;
import io.wgorch.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The passphrase is the first line of a file, without its line end. It may be a pipe, as in `<(pass show mesh)`.
public record PassphraseFile(Path file) implements PassphraseSource {
    @Override
    public Optional<Secret> passphrase(Diagnostics diagnostics) {
        try (InputStream in = Files.newInputStream(file)) {
            Optional<Secret> line = FirstLine.read(in);
            if (line.isEmpty()) {
                diagnostics.error(file + ": the first line has to be the passphrase, " + FirstLine.BOUNDS + ".");
            }
            return line;
        } catch (IOException _) {
            diagnostics.error("the passphrase file " + file + " cannot be read.");
            return Optional.empty();
        }
    }
}
