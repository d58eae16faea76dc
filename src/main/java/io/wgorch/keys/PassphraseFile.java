package io.wgorch.keys;

import io.wgorch.diag.Diagnostics;
import io.wgorch.secret.Secret;
import java.nio.file.Path;
import java.util.Optional;

/// The passphrase is the first line of a file, which is its owner's alone, or of a pipe.
public record PassphraseFile(Path file) implements PassphraseSource {
    @Override
    public Optional<Secret> passphrase(Diagnostics diagnostics) {
        return new SecretFile("passphrase", file).read(diagnostics);
    }
}
