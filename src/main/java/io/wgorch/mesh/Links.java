package io.wgorch.mesh;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// The links of a mesh as they can be had: a pair that nobody can dial is joined through a relay, or, in a mesh with
/// hubs, left to them.
///
/// @param direct the links that exist, and what is said of each
/// @param relayed the pairs that are joined through another node
/// @param wanted who is meant to reach whom
record Links(SequencedMap<Pair, Tuning> direct, Map<Pair, NodeName> relayed, Wanted wanted) {
    static Links of(Inventory inventory, MeshDefinition mesh, Dialling dialling) {
        return new Decision(inventory, mesh, dialling).decide();
    }

    private static final class Decision {
        private final Inventory inventory;
        private final MeshDefinition mesh;
        private final Dialling dialling;
        private final List<NodeName> relays;

        Decision(Inventory inventory, MeshDefinition mesh, Dialling dialling) {
            this.inventory = inventory;
            this.mesh = mesh;
            this.dialling = dialling;
            this.relays = relays();
        }

        Links decide() {
            Topology topology = Topology.of(mesh);
            SequencedSet<Pair> pairs = topology.links(mesh);
            SequencedMap<Pair, Tuning> direct = new LinkedHashMap<>();
            SequencedMap<Pair, Tuning> apart = new LinkedHashMap<>();
            List<Pair> forbidden = new ArrayList<>();
            for (Pair pair : pairs) {
                Tuning tuning = Tuning.of(mesh, pair.one(), pair.other());
                if (tuning.forbidden()) {
                    forbidden.add(pair);
                } else if (tuning.relay().isPresent() || !dialling.joins(pair.one(), pair.other())) {
                    apart.put(pair, tuning);
                } else {
                    direct.put(pair, tuning);
                }
            }
            Map<Pair, NodeName> relayed = new LinkedHashMap<>();
            apart.forEach((pair, tuning) -> relay(pair, tuning, direct)
                    .ifPresentOrElse(relay -> relayed.put(pair, relay), () -> {
                        if (!isLateral(pair)) {
                            direct.put(pair, tuning);
                        }
                    }));
            return new Links(direct, relayed, topology.wanted(mesh, forbidden));
        }

        /// Of two spokes that cannot dial each other, the hubs carry the traffic.
        private boolean isLateral(Pair pair) {
            return mesh.topology().hasHubs()
                    && !mesh.hubs().contains(pair.one())
                    && !mesh.hubs().contains(pair.other());
        }

        private Optional<NodeName> relay(Pair pair, Tuning tuning, Map<Pair, Tuning> direct) {
            if (tuning.relay().isPresent() || mesh.topology().hasHubs()) {
                return tuning.relay();
            }
            return relays.stream()
                    .filter(r -> !r.equals(pair.one()) && !r.equals(pair.other()))
                    .filter(r ->
                            direct.containsKey(Pair.of(r, pair.one())) && direct.containsKey(Pair.of(r, pair.other())))
                    .findFirst();
        }

        /// Who may pass packets on, those first that are meant to.
        private List<NodeName> relays() {
            return mesh.members().stream()
                    .map(inventory::node)
                    .filter(Node::managed)
                    .filter(n -> n.settings().role().relay().orElse(true)
                            && n.settings().role().forward().orElse(true))
                    .sorted(Comparator.comparing(
                            n -> !n.settings().role().relay().orElse(false)))
                    .map(Node::name)
                    .toList();
        }
    }
}
