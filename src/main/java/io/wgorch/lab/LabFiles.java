package io.wgorch.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The lab's own SSH files: a key, known_hosts and an ssh_config, so that a lab never touches the user's `~/.ssh`.
final class LabFiles {
    private final Path folder;

    LabFiles(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    Path folder() {
        return folder;
    }

    Path sshConfig() {
        return folder.resolve("ssh_config");
    }

    Path lock() {
        return folder.resolveSibling(folder.getFileName() + ".lock");
    }

    /// Names the lab on this machine; it follows from the folder, so that a lab whose files are lost is found again.
    String labId() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(folder.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The public half of the lab's key, which is made where it is missing: `ssh-ed25519 AAAA... comment`.
    String publicKey() throws LabException {
        Folders.create(folder);
        Path key = folder.resolve("id_ed25519");
        Path half = folder.resolve("id_ed25519.pub");
        try {
            if (!Files.exists(key) || !Files.exists(half)) {
                Files.deleteIfExists(key);
                Files.deleteIfExists(half);
                Cli.Result made = Cli.run(
                        List.of(
                                "ssh-keygen",
                                "-q",
                                "-t",
                                "ed25519",
                                "-N",
                                "",
                                "-C",
                                "wgorch-lab",
                                "-f",
                                key.toString()),
                        "",
                        Duration.ofSeconds(30));
                if (!made.ok()) {
                    throw new LabException("ssh-keygen failed: " + made.complaint());
                }
            }
            return Files.readString(half).strip();
        } catch (IOException e) {
            throw new LabException(key + " cannot be made: " + e.getMessage(), e);
        }
    }

    /// Writes both files for these nodes and their host keys.
    void write(Map<LabNode, String> hostKeys) throws LabException {
        Map<LabNode, String> sorted =
                new TreeMap<>(Comparator.comparing((LabNode n) -> n.host().name()));
        sorted.putAll(hostKeys);
        StringBuilder known = new StringBuilder();
        sorted.forEach((node, key) -> known.append("[127.0.0.1]:")
                .append(node.port())
                .append(' ')
                .append(key)
                .append('\n'));
        Folders.write(folder.resolve("known_hosts"), known.toString());
        Folders.write(sshConfig(), sshConfigText(List.copyOf(sorted.keySet())));
    }

    String sshConfigText(List<LabNode> nodes) {
        StringBuilder text = new StringBuilder("# Written by wgorch lab; use it as: wgorch -F FILE, ssh -F FILE\n");
        for (LabNode node : nodes) {
            text.append("Host ").append(node.host().name());
            node.host().hostNames().forEach(name -> text.append(' ').append(name));
            text.append("""

                        HostName 127.0.0.1
                        Port %d
                        User root
                        IdentityFile %s
                        IdentitiesOnly yes
                        UserKnownHostsFile %s
                        GlobalKnownHostsFile /dev/null
                        StrictHostKeyChecking yes
                    """.formatted(node.port(), quoted("id_ed25519"), quoted("known_hosts")));
        }
        return text.toString();
    }

    private String quoted(String file) {
        return '"' + folder.resolve(file).toString().replace("%", "%%") + '"';
    }
}
