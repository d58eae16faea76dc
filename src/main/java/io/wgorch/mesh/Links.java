package io.wgorch.mesh;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The links of a mesh as they can be had: a pair that nobody can dial is joined through a relay, or, in a mesh with
/// hubs, left to them.
///
/// @param direct the links that exist, and what is said of each
/// @param relayed the pairs that are joined through another node
/// @param punchable the pairs of two managed nodes that nobody can dial and that may try to meet, and who learns where
///        both are seen from outside
/// @param punched those of them that have met: they are direct links, from both ends
/// @param wanted who is meant to reach whom
record Links(
        SequencedMap<Pair, Tuning> direct,
        Map<Pair, NodeName> relayed,
        SortedMap<Pair, NodeName> punchable,
        Map<Pair, Punched> punched,
        Wanted wanted) {
    static Links of(Inventory inventory, MeshDefinition mesh, List<Punched> punched, Dialling dialling) {
        return new Decision(inventory, mesh, punched, dialling).decide();
    }

    private static final class Decision {
        private final Inventory inventory;
        private final MeshDefinition mesh;
        private final List<Punched> punched;
        private final Dialling dialling;
        private final List<NodeName> relays;

        Decision(Inventory inventory, MeshDefinition mesh, List<Punched> punched, Dialling dialling) {
            this.inventory = inventory;
            this.mesh = mesh;
            this.punched = punched;
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
            SortedMap<Pair, NodeName> punchable = new TreeMap<>();
            apart.forEach((pair, tuning) -> {
                Optional<NodeName> relay = relay(pair, tuning, direct);
                learner(pair, tuning, relay, direct).ifPresent(l -> punchable.put(pair, l));
                relay.ifPresentOrElse(r -> relayed.put(pair, r), () -> {
                    if (!isLateral(pair)) {
                        direct.put(pair, tuning);
                    }
                });
            });
            Map<Pair, Punched> met = met(punchable.keySet());
            met.keySet().forEach(pair -> {
                relayed.remove(pair);
                direct.put(pair, Optional.ofNullable(apart.get(pair)).orElseThrow());
            });
            return new Links(direct, relayed, punchable, met, topology.wanted(mesh, forbidden));
        }

        private Map<Pair, Punched> met(Set<Pair> punchable) {
            return punched.stream()
                    .filter(p -> p.interfaceName().equals(mesh.interfaceName()) && p.met())
                    .filter(p -> punchable.contains(Pair.of(p.one(), p.other())))
                    .collect(Collectors.toMap(p -> Pair.of(p.one(), p.other()), p -> p));
        }

        /// Who sees both from outside: the relay that would join them, or a hub. A pair that is given a relay is to use
        /// it.
        private Optional<NodeName> learner(
                Pair pair, Tuning tuning, Optional<NodeName> relay, Map<Pair, Tuning> direct) {
            boolean may = mesh.holePunching()
                    && tuning.relay().isEmpty()
                    && Stream.of(pair.one(), pair.other()).map(inventory::node).allMatch(Node::managed);
            if (!may || !isLateral(pair)) {
                return relay.filter(_ -> may);
            }
            return mesh.hubs().stream()
                    .filter(hub -> inventory.node(hub).managed())
                    .filter(hub -> isBetween(hub, pair, direct))
                    .findFirst();
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
                    .filter(r -> isBetween(r, pair, direct))
                    .findFirst();
        }

        private static boolean isBetween(NodeName node, Pair pair, Map<Pair, Tuning> direct) {
            return direct.containsKey(Pair.of(node, pair.one())) && direct.containsKey(Pair.of(node, pair.other()));
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
