package io.wgorch.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// One lab command at a time: waits for another process, and is freed by the system however this one ends.
final class LabLock implements AutoCloseable {
    private final FileChannel channel;

    private LabLock(FileChannel channel) {
        this.channel = channel;
    }

    static LabLock take(Path file) throws LabException {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
                return new LabLock(channel);
            } catch (IOException | OverlappingFileLockException e) {
                channel.close();
                throw e;
            }
        } catch (OverlappingFileLockException e) {
            throw new LabException("Another thread of this program works on this lab.", e);
        } catch (IOException e) {
            throw new LabException(file + " cannot be locked: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws LabException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LabException("The lab's lock cannot be freed: " + e.getMessage(), e);
        }
    }
}
