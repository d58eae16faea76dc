package io.wgorch.mesh;

import io.wgorch.inventory.LinkRule;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.NodeName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;

/// Who is linked with whom, before single links are forbidden, and who is meant to reach whom.
sealed interface Topology {
    /// The links of a mesh, in the order of its members.
    SequencedSet<Pair> links(MeshDefinition mesh);

    /// Who is meant to reach whom.
    ///
    /// @param forbidden the links that are not to be
    default Wanted wanted(MeshDefinition mesh, Collection<Pair> forbidden) {
        return Wanted.EVERYONE;
    }

    static Topology of(MeshDefinition mesh) {
        return switch (mesh.topology()) {
            case FULL_MESH -> new FullMesh();
            case HUB_AND_SPOKE -> new HubAndSpoke();
            case PARTIAL -> new Partial();
            case HYBRID -> new Hybrid();
        };
    }

    /// Every node with every other.
    record FullMesh() implements Topology {
        @Override
        public SequencedSet<Pair> links(MeshDefinition mesh) {
            List<NodeName> nodes = List.copyOf(mesh.members());
            SequencedSet<Pair> links = new LinkedHashSet<>(nodes.size() * nodes.size());
            for (int i = 0; i < nodes.size(); i++) {
                for (int j = i + 1; j < nodes.size(); j++) {
                    links.add(Pair.of(nodes.get(i), nodes.get(j)));
                }
            }
            return links;
        }

        @Override
        public Wanted wanted(MeshDefinition mesh, Collection<Pair> forbidden) {
            return new Wanted(true, forbidden);
        }
    }

    /// Every node with every hub. One hub carries its traffic, the others stand by.
    record HubAndSpoke() implements Topology {
        @Override
        public SequencedSet<Pair> links(MeshDefinition mesh) {
            SequencedSet<Pair> links = new LinkedHashSet<>();
            for (NodeName hub : mesh.hubs()) {
                mesh.members().stream().filter(n -> !n.equals(hub)).forEach(n -> links.add(Pair.of(hub, n)));
            }
            return links;
        }
    }

    /// The links that the inventory names, and nobody passes on for anybody.
    record Partial() implements Topology {
        @Override
        public SequencedSet<Pair> links(MeshDefinition mesh) {
            SequencedSet<Pair> links = new LinkedHashSet<>();
            for (LinkRule rule : mesh.links()) {
                for (NodeName one : rule.ones()) {
                    rule.others().stream()
                            .filter(other -> !rule.forbidden() && !other.equals(one))
                            .filter(other -> mesh.members().contains(one)
                                    && mesh.members().contains(other))
                            .forEach(other -> add(links, one, other, rule.relay()));
                }
            }
            return links;
        }

        /// A relay that is named is linked with both.
        private static void add(SequencedSet<Pair> links, NodeName one, NodeName other, Optional<NodeName> relay) {
            links.add(Pair.of(one, other));
            relay.ifPresent(r ->
                    Stream.of(one, other).filter(end -> !end.equals(r)).forEach(end -> links.add(Pair.of(end, r))));
        }

        @Override
        public Wanted wanted(MeshDefinition mesh, Collection<Pair> forbidden) {
            SequencedSet<Pair> linked = links(mesh);
            linked.removeAll(forbidden);
            return new Wanted(false, linked);
        }
    }

    /// Hubs, and links past them.
    record Hybrid() implements Topology {
        @Override
        public SequencedSet<Pair> links(MeshDefinition mesh) {
            SequencedSet<Pair> links = new HubAndSpoke().links(mesh);
            links.addAll(new Partial().links(mesh));
            return links;
        }
    }
}
