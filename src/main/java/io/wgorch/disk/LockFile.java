package io.wgorch.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A lock that the system frees however its holder ends (fcntl(2), so it holds on NFS as well). The file stays, empty:
/// whoever waits for it must not be left with another one.
public final class LockFile implements AutoCloseable {
    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock, however long another process has it.
    ///
    /// @throws IOException when it cannot be had: no such folder, or another thread of this program has it
    public static LockFile await(Path file) throws IOException {
        FileChannel channel = open(file);
        try {
            channel.lock();
            return new LockFile(channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("another thread of this program has it", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// Takes the lock if nobody has it.
    ///
    /// @param holder stands in the file for as long as the lock is held
    /// @return empty when somebody else has it; [#holder] says who
    public static Optional<LockFile> take(Path file, String holder) throws IOException {
        FileChannel channel = open(file);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)));
            return Optional.of(new LockFile(channel));
        } catch (OverlappingFileLockException _) {
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// Who holds the lock, in the words that were given, if they stand there already.
    public static String holder(Path file) throws IOException {
        String words = Files.readString(file).strip();
        return words.isEmpty() ? "another process" : words;
    }

    private static FileChannel open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /// Frees the lock.
    @Override
    public void close() {
        try (channel) {
            channel.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
