package io.wgorch.mesh;

import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TopologyName;
import java.util.ArrayList;
import java.util.List;

/// Who is linked with whom.
public sealed interface Topology {
    /// Every link of a mesh, each pair once.
    List<Link> links(MeshDefinition mesh);

    static Topology of(TopologyName name) {
        return switch (name) {
            case FULL_MESH, HUB_AND_SPOKE, PARTIAL, HYBRID -> new FullMesh();
        };
    }

    /// Two nodes that have a tunnel between them.
    record Link(NodeName one, NodeName other) {}

    /// Every node with every other.
    record FullMesh() implements Topology {
        @Override
        public List<Link> links(MeshDefinition mesh) {
            List<NodeName> nodes = List.copyOf(mesh.members());
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
