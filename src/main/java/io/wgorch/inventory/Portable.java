package io.wgorch.inventory;

import java.nio.file.Path;

/// Paths as they stand in files that people share through git: relative to the folder of the file, or `~` for the
/// home folder of whoever runs it.
///
/// @param folder of the file, absolute
/// @param home absolute
record Portable(Path folder, Path home) {
    static Portable besides(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        return new Portable(
                parent == null ? absolute : parent,
                Path.of(System.getProperty("user.home", "/")).normalize());
    }

    /// The absolute path that a text in the file means.
    Path expand(String text) {
        Path path = text.startsWith("~/") ? home.resolve(text.substring(2)) : folder.resolve(text);
        return path.normalize();
    }

    /// The text that means the path, on this machine and on a colleague's where that is possible.
    String shorten(Path path) {
        Path project = folder.getParent();
        if (path.startsWith(folder) || (project != null && project.getNameCount() > 0 && path.startsWith(project))) {
            return folder.relativize(path).toString();
        }
        return path.startsWith(home) && !path.equals(home) ? "~/" + home.relativize(path) : path.toString();
    }
}
