package io.wgorch.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces a whole file so that whatever happens (a crash, a full disk, a power cut) it is the old one or the new
/// one: a new file in the same folder, flushed to the disk, renamed over the old one, and then the folder flushed.
public final class DurableFile {
    /// For a file that only its owner may read: 0600 from its first byte on.
    public static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private DurableFile() {}

    /// The file itself, where the path is a link to it; the path made absolute, where there is no file yet.
    public static Path target(Path path) throws IOException {
        return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    }

    /// Replaces the file, or makes it and the folders that it needs. A link stays a link.
    ///
    /// @param attributes of the new file, such as [#PRIVATE]; what the old one had counts for nothing
    /// @throws IOException when the new file could not be made durable; the old one is then still there
    public static void replace(Path path, byte[] content, FileAttribute<?>... attributes) throws IOException {
        Path target = target(path);
        Path folder = target.resolveSibling("");
        Files.createDirectories(folder);
        Path temporary = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        Files.deleteIfExists(temporary);
        forget(folder, Pattern.compile(Pattern.quote("." + target.getFileName() + ".") + "(\\d{1,18})\\.tmp"));
        try {
            try (FileChannel out = FileChannel.open(
                    temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                out.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /// Takes away what processes have left that were killed at it.
    ///
    /// @param names of the new files, the process in the first group
    private static void forget(Path folder, Pattern names) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = names.matcher(String.valueOf(file.getFileName()));
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
