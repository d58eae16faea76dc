package io.wgorch.keys;

import io.wgorch.diag.Diagnostics;
import io.wgorch.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// The passphrase is the first line of a file, without its line end. It may be a pipe, as in `<(pass show mesh)`. A
/// file
/// that is not its owner's alone is refused, as `ssh` refuses such a key.
public record PassphraseFile(Path file) implements PassphraseSource {
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    @Override
    public Optional<Secret> passphrase(Diagnostics diagnostics) {
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.isRegularFile(file) && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                diagnostics.error("the passphrase file " + file + " is open to others: chmod 600 " + file);
                return Optional.empty();
            }
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
