package io.wgorch.mesh;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Endpoint;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Where a node dials another. In the underlay [Node#PUBLIC] everyone can be a caller; in any other only those who are
/// in it themselves, which they are when they have an endpoint there.
final class Dialling {
    private final Map<NodeName, Map<String, Endpoint>> endpoints = new HashMap<>();
    /// What nearly all links of a large mesh ask for, made once.
    private final Map<NodeName, Optional<Endpoint>> publicOnly = new HashMap<>();

    private final Comparator<String> best;

    Dialling(Inventory inventory, MeshDefinition mesh) {
        for (NodeName name : mesh.members()) {
            Node node = inventory.node(name);
            Map<String, Endpoint> own = new HashMap<>();
            node.endpoints().forEach((underlay, a) -> own.put(underlay, a.endpoint(mesh.listenPort(node))));
            endpoints.put(name, own);
            publicOnly.put(name, Optional.ofNullable(own.get(Node.PUBLIC)));
        }
        best = Comparator.<String>comparingInt(
                        u -> mesh.underlays().contains(u) ? mesh.underlays().indexOf(u) : Integer.MAX_VALUE)
                .thenComparing(u -> u.equals(Node.PUBLIC))
                .thenComparing(Comparator.naturalOrder());
    }

    /// The endpoint in the best underlay that both are in; empty when there is none.
    ///
    /// @param wished the underlay that the link shall use if both are in it
    Optional<Endpoint> endpoint(NodeName from, NodeName to, Optional<String> wished) {
        Map<String, Endpoint> there = endpoints.getOrDefault(to, Map.of());
        if (there.size() == 1 && there.containsKey(Node.PUBLIC)) {
            return publicOnly.getOrDefault(to, Optional.empty());
        }
        Map<String, Endpoint> here = endpoints.getOrDefault(from, Map.of());
        return there.keySet().stream()
                .filter(u -> u.equals(Node.PUBLIC) || here.containsKey(u))
                .min(Comparator.<String, Boolean>comparing(u -> !wished.equals(Optional.of(u)))
                        .thenComparing(best))
                .flatMap(u -> Optional.ofNullable(there.get(u)));
    }

    /// Whether one of the two can call the other.
    boolean joins(NodeName one, NodeName other) {
        return endpoint(one, other, Optional.empty()).isPresent()
                || endpoint(other, one, Optional.empty()).isPresent();
    }
}
