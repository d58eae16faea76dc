package io.wgorch.resource;

import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// `/var/lib/wgorch/manifest`: what wgorch manages on a host, written with every transaction that commits.
///
/// @param mesh the id of the mesh the host belongs to
/// @param node its name there
/// @param serial the registry's serial when it was written
/// @param transaction the one that wrote it: how a lost answer is re-read
/// @param resources the hash of each resource's definition as applied
/// @param revoked keys that may never come back, and whose they were
public record Manifest(
        String mesh,
        String node,
        long serial,
        String transaction,
        SortedMap<ResourceId, String> resources,
        SortedMap<PublicKey, String> revoked) {
    private static final String HEADER = "wgorch-manifest 1";

    public Manifest {
        resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
        revoked = Collections.unmodifiableSortedMap(new TreeMap<>(revoked));
    }

    /// The manifest in these lines, or empty when they are none that this version can read.
    public static Optional<Manifest> parse(List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
            return Optional.empty();
        }
        ProbeOutput fields = new ProbeOutput(lines);
        SortedMap<ResourceId, String> resources = new TreeMap<>();
        for (String line : fields.all("resource")) {
            String[] words = line.split(" ", 2);
            if (words.length == 2) {
                ResourceId.parse(words[0]).ifPresent(id -> resources.put(id, words[1]));
            }
        }
        SortedMap<PublicKey, String> revoked = new TreeMap<>();
        for (String line : fields.all("revoked")) {
            String[] words = line.split(" ", 2);
            if (words.length == 2) {
                PublicKey.parse(words[0]).ifPresent(key -> revoked.put(key, words[1]));
            }
        }
        return Optional.of(new Manifest(
                fields.first("mesh").orElse(""),
                fields.first("node").orElse(""),
                fields.first("serial")
                        .filter(s -> s.matches("\\d{1,18}"))
                        .map(Long::parseLong)
                        .orElse(0L),
                fields.first("txn").orElse(""),
                resources,
                revoked));
    }

    public String text() {
        List<String> lines = new ArrayList<>(
                List.of(HEADER, "mesh " + mesh, "node " + node, "serial " + serial, "txn " + transaction));
        resources.forEach((id, hash) -> lines.add("resource " + id + " " + hash));
        revoked.forEach((key, owner) -> lines.add("revoked " + key + " " + owner));
        return String.join("\n", lines) + "\n";
    }
}
