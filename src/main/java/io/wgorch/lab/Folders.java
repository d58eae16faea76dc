package io.wgorch.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// Flat folders of small files.
final class Folders {
    private Folders() {}

    /// Deletes a folder and the files in it; a folder in it is nobody's business here and stays.
    static void delete(Path folder) throws LabException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> list = Files.list(folder)) {
            List<Path> files = list.filter(f -> !Files.isDirectory(f)).toList();
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new LabException(folder + " cannot be removed: " + e.getMessage(), e);
        }
    }

    static void create(Path folder) throws LabException {
        try {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new LabException(folder + " cannot be made: " + e.getMessage(), e);
        }
    }

    /// The file has the old text or the new, never a part.
    static void write(Path file, String text) throws LabException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LabException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
