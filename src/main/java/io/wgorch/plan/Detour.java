package io.wgorch.plan;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.DetourInterface;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A pair whose traffic takes another interface while a key is replaced. A device has one key, so without it the pair
/// stands still from the moment one end has changed until the other has.
///
/// @param interfaceName of their tunnel
/// @param over the interface beside it, on the node
/// @param node whose key is replaced
public record Detour(String interfaceName, DetourInterface over, NodeName node, NodeName peer) {
    /// The tunnel whose key is replaced.
    public TunnelId near() {
        return new TunnelId(node, interfaceName);
    }

    /// The tunnel at the other end.
    public TunnelId far() {
        return new TunnelId(peer, interfaceName);
    }

    /// Detours for people: one text for each node whose key is replaced.
    public static List<String> lines(List<Detour> detours) {
        Map<String, List<String>> peers = new LinkedHashMap<>();
        for (Detour d : detours) {
            String how = d.node + " with %s over " + d.over.name() + " (udp/" + d.over.port() + ")";
            peers.computeIfAbsent(how, _ -> new ArrayList<>()).add(d.peer.value());
        }
        List<String> lines = new ArrayList<>();
        peers.forEach((how, names) -> lines.add(how.formatted(String.join(", ", names))));
        return lines;
    }
}
