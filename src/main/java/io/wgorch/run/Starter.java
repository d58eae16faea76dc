package io.wgorch.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The files that are packaged with wgorch: what a new project starts from, and what stands in for files that a project
/// does not have.
public final class Starter {
    private static final List<String> FILES = List.of(
            "inventory/mesh.yml",
            "playbooks/site.yml",
            "templates/wg0.conf.ftl",
            "templates/sysctl.conf.ftl",
            "templates/nftables.conf.ftl");

    private Starter() {}

    /// The text of a packaged file.
    static String text(String file) throws IOException {
        try (InputStream in = Starter.class.getResourceAsStream("/builtin/" + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Writes every file that is not there yet.
    ///
    /// @return those that were written
    public static List<Path> write(Path folder) throws IOException {
        List<Path> written = new ArrayList<>();
        for (String name : FILES) {
            Path file = folder.resolve(name);
            if (Files.notExists(file)) {
                Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(folder));
                Files.writeString(file, text(name));
                written.add(file);
            }
        }
        return written;
    }
}
