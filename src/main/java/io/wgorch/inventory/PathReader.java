package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.yaml.MapReader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// Reads the paths in one section of a file that people share.
///
/// @param section for messages: `ssh`
record PathReader(Portable paths, Diagnostics diagnostics, String section) {
    Optional<Path> read(MapReader from, String key) {
        String what = "'" + section + "." + key + "'";
        return from.scalar(key).flatMap(v -> {
            if (v.text().startsWith("~") && !v.text().startsWith("~/")) {
                diagnostics.error(
                        v.at(),
                        what + ": '~' stands for your own home folder and is followed by '/'. Write the whole path.");
                return Optional.empty();
            }
            try {
                return Optional.of(paths.expand(v.text()));
            } catch (InvalidPathException _) {
                diagnostics.error(v.at(), what + " is not a path: " + Shown.text(v.text()) + ".");
                return Optional.empty();
            }
        });
    }
}
