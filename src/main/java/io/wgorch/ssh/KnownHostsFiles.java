package io.wgorch.ssh;

import io.wgorch.ssh.SshException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The known_hosts files, each parsed once and shared by all connections, and read again when it has changed.
final class KnownHostsFiles {
    private record Parsed(FileTime modified, long size, List<KnownHostsLine> lines) {}

    private final Map<Path, Parsed> cache = new ConcurrentHashMap<>();

    /// All lines of all files. A file that does not exist has none; one that cannot be read is an error,
    /// because it could hold a revocation.
    List<KnownHostsLine> lines(List<Path> files) throws SshException {
        List<KnownHostsLine> lines = new ArrayList<>();
        for (Path file : files) {
            try {
                lines.addAll(read(file).lines());
            } catch (NoSuchFileException | NotDirectoryException e) {
                // A file that is not there yet.
            } catch (IOException e) {
                throw new SshException(
                        Reason.CONFIGURATION,
                        "cannot read " + file + ": " + Text.quote(e.toString()),
                        "make the file readable: host keys are always verified",
                        e);
            }
        }
        return lines;
    }

    private Parsed read(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        Parsed cached = cache.get(file);
        if (cached != null && cached.modified().equals(now.lastModifiedTime()) && cached.size() == now.size()) {
            return cached;
        }
        // Several threads may parse it at the same time, at the start only; the result is the same.
        List<KnownHostsLine> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .map(KnownHostsLine::parse)
                .flatMap(Optional::stream)
                .toList();
        Parsed parsed = new Parsed(now.lastModifiedTime(), now.size(), lines);
        cache.put(file, parsed);
        return parsed;
    }
}
