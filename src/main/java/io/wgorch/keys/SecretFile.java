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

/// A secret that is the first line of a file, without its line end. The file may be a pipe, as in `<(pass show mesh)`.
/// One that is not its owner's alone is refused, as `ssh` refuses such a key.
///
/// @param what it is: `passphrase`
record SecretFile(String what, Path file) {
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    /// The secret, to be closed by the caller; empty with a diagnostic where there is none.
    Optional<Secret> read(Diagnostics diagnostics) {
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.isRegularFile(file) && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                diagnostics.error("the " + what + " file " + file + " is open to others: chmod 600 " + file);
                return Optional.empty();
            }
            Optional<Secret> line = FirstLine.read(in);
            if (line.isEmpty()) {
                diagnostics.error(file + ": the first line has to be the " + what + ", " + FirstLine.BOUNDS + ".");
            }
            return line;
        } catch (IOException _) {
            diagnostics.error("the " + what + " file " + file + " cannot be read.");
            return Optional.empty();
        }
    }
}
