package io.wgorch.ssh;

import io.wgorch.ssh.SshException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// First contact: collect host keys, see what is known of them, and write down those that a person has
/// accepted.
public final class HostKeys {
    private final SshConfig config;
    private final Dials dials;

    public HostKeys(SshConfig config, Duration connectTimeout) {
        this.config = config;
        this.dials = new Dials(config, connectTimeout, JschConnector.SILENCE);
    }

    /// Connects just far enough to see the host's key, and does not log in. Jump hosts on the way are
    /// verified, and logged in to: scan and accept [#jumps] first.
    ///
    /// @throws SshException where the host could not be reached
    public HostKey scan(SshTarget target) throws SshException {
        return dials.look(target);
    }

    /// What the pin, or else known_hosts, says of this key today.
    public Known known(SshTarget target, HostKey key) throws SshException {
        return dials.trust(target, config.resolve(target)).judge(key);
    }

    /// The fingerprints that will do for this host today, without asking it.
    public List<String> trusted(SshTarget target) throws SshException {
        return dials.trust(target, config.resolve(target)).fingerprints();
    }

    /// The jump hosts before the target, the first to be dialled first.
    public List<SshTarget> jumps(SshTarget target) throws SshException {
        ArrayDeque<SshTarget> hops = new ArrayDeque<>();
        Optional<SshTarget> hop = Hop.before(target, config.resolve(target));
        while (hop.isPresent() && hops.size() < Dials.MOST_HOPS) {
            hops.addFirst(hop.get());
            hop = Hop.before(hop.get(), config.resolve(hop.get()));
        }
        return List.copyOf(hops);
    }

    /// The file new keys of this host belong into: the first known_hosts file of the user.
    public Path fileOf(SshTarget target) throws SshException {
        return config.resolve(target).userKnownHosts().stream()
                .findFirst()
                .orElseThrow(() -> new SshException(
                        Reason.CONFIGURATION,
                        target.name() + ": ssh_config has no UserKnownHostsFile for " + target.host(),
                        "say ssh.known_hosts in the inventory"));
    }

    /// Appends the keys that are not there yet, in one write, and waits for the disk. Lines are never
    /// removed, and a link is followed. A new file is 0600, a new folder 0700.
    public void remember(Path knownHosts, Collection<HostKey> keys) throws SshException {
        try {
            append(knownHosts, keys.stream().map(HostKey::line).distinct().toList());
        } catch (IOException e) {
            throw new SshException(
                    Reason.CONFIGURATION,
                    "cannot write " + knownHosts + ": " + Text.quote(e.toString()),
                    "make the file writable, or name another one as ssh.known_hosts",
                    e);
        }
    }

    private static void append(Path file, List<String> lines) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var _ = channel.lock();
            String present = Files.readString(file, StandardCharsets.ISO_8859_1);
            List<String> known = present.lines().toList();
            StringBuilder text = new StringBuilder(present.isEmpty() || present.endsWith("\n") ? "" : "\n");
            lines.stream()
                    .filter(l -> !known.contains(l))
                    .forEach(l -> text.append(l).append('\n'));
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
