package io.wgorch.mesh;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TopologyName;
import java.util.ArrayList;
import java.util.List;

/// Who is linked with whom.
public sealed interface Topology {
    /// Every link of the inventory, each pair once.
    List<Link> links(Inventory inventory);

    static Topology of(TopologyName name) {
        return switch (name) {
            case FULL_MESH -> new FullMesh();
        };
    }

    /// Two nodes that have a tunnel between them.
    record Link(NodeName one, NodeName other) {}

    /// Every node with every other.
    record FullMesh() implements Topology {
        @Override
        public List<Link> links(Inventory inventory) {
            List<NodeName> nodes = List.copyOf(inventory.nodes().keySet());
            List<Link> links = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                for (int j = i + 1; j < nodes.size(); j++) {
                    links.add(new Link(nodes.get(i), nodes.get(j)));
                }
            }
            return links;
        }
    }
}
