package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Hubs that could not take over from others. As long as they stand by nothing is lost, so it is no finding.
public final class Standbys {
    private Standbys() {}

    /// A sentence for each hub that some spokes cannot be linked with.
    public static List<String> notes(Mesh mesh) {
        return mesh.definition().hubs().stream()
                .flatMap(hub -> note(mesh, hub).stream())
                .toList();
    }

    private static Optional<String> note(Mesh mesh, NodeName hub) {
        TreeSet<NodeName> cut = new TreeSet<>(mesh.tunnel(hub).peers().keySet());
        cut.removeAll(mesh.definition().hubs());
        cut.removeIf(spoke -> !isIdle(mesh, hub, spoke) || !isIdle(mesh, spoke, hub));
        return cut.isEmpty()
                ? Optional.empty()
                : Optional.of("'" + hub + "' cannot stand by for " + Names.list(cut) + ": "
                        + (cut.size() == 1 ? "neither can dial the other." : "they cannot dial it, nor it them."));
    }

    /// Whether one carries nothing for the other and cannot dial it.
    private static boolean isIdle(Mesh mesh, NodeName one, NodeName other) {
        return Optional.ofNullable(mesh.tunnel(one).peers().get(other))
                .map(p -> p.allowedIps().isEmpty() && p.endpoint().isEmpty())
                .orElse(false);
    }
}
