package io.wgorch.report;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Whose tunnels need to be told apart: those of nodes that a view shows with more than one. The others go by the name
/// of their node alone.
final class SeveralTunnels {
    private final Map<NodeName, Set<String>> interfaces = new HashMap<>();

    SeveralTunnels(Collection<TunnelId> shown) {
        shown.forEach(
                t -> interfaces.computeIfAbsent(t.node(), _ -> new HashSet<>()).add(t.interfaceName()));
    }

    boolean of(NodeName node) {
        return interfaces.getOrDefault(node, Set.of()).size() > 1;
    }

    boolean any() {
        return interfaces.keySet().stream().anyMatch(this::of);
    }
}
