package io.wgorch.plan;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Meshes;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.PendingPsk;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/// Which preshared key each pair shall have (`preshared_keys: true`). They live on the two hosts and nowhere else, so
/// what both have is kept, and where they have none in common, one is made for both. Both ends are decided at once: one
/// that changes alone would part them.
///
/// @param ends by tunnel, what it shall have for each of its peers; a peer without one is not named
public record PresharedKeys(Map<TunnelId, Map<NodeName, Psk>> ends) {
    /// No pair has one.
    public static final PresharedKeys NONE = new PresharedKeys(Map.of());

    public PresharedKeys {
        ends = Map.copyOf(ends);
    }

    /// What is known when the keys are decided.
    ///
    /// @param seen the tunnels of the hosts that can be changed in this run
    /// @param given of tunnels that are not managed, what stands in the file that was given out for them
    /// @param renewed the tunnels whose own key is replaced: their pairs get new preshared keys as well
    /// @param names whose key is whose, old ones included
    public record Known(
            Map<TunnelId, TunnelSeen> seen,
            Map<TunnelId, Map<NodeName, PskHash>> given,
            Predicate<TunnelId> renewed,
            Map<PublicKey, String> names) {}

    /// For all pairs of all meshes that want them.
    public static PresharedKeys decide(Meshes meshes, Known known) {
        Decider decider = new Decider(known);
        return each(meshes, decider::decide);
    }

    /// As long as nothing is known of any host.
    public static PresharedKeys pending(Meshes meshes) {
        return each(meshes, (one, other) -> {
            Psk psk = pair(one, other);
            return new Pair(Optional.of(psk), Optional.of(psk));
        });
    }

    /// What the two ends of a pair shall have.
    private record Pair(Optional<? extends Psk> one, Optional<? extends Psk> other) {}

    private static PresharedKeys each(Meshes meshes, BiFunction<TunnelId, TunnelId, Pair> decision) {
        Map<TunnelId, Map<NodeName, Psk>> ends = new HashMap<>();
        for (Mesh mesh : meshes.all()) {
            if (mesh.definition().presharedKeys()) {
                mesh.tunnels()
                        .forEach((node, tunnel) -> tunnel.peers().keySet().stream()
                                .filter(peer -> node.compareTo(peer) < 0)
                                .forEach(peer -> {
                                    TunnelId one = new TunnelId(node, mesh.interfaceName());
                                    TunnelId other = new TunnelId(peer, mesh.interfaceName());
                                    Pair pair = decision.apply(one, other);
                                    pair.one().ifPresent(psk -> put(ends, one, peer, psk));
                                    pair.other().ifPresent(psk -> put(ends, other, node, psk));
                                }));
            }
        }
        return new PresharedKeys(ends);
    }

    private static void put(Map<TunnelId, Map<NodeName, Psk>> ends, TunnelId tunnel, NodeName peer, Psk psk) {
        ends.computeIfAbsent(tunnel, _ -> new TreeMap<>()).put(peer, psk);
    }

    private static PendingPsk pair(TunnelId one, TunnelId other) {
        return PendingPsk.of(
                one.interfaceName(), one.node().value(), other.node().value());
    }

    private static final class Decider {
        private final Known known;
        private final Map<TunnelId, Map<String, Set<PskHash>>> inUse = new HashMap<>();

        Decider(Known known) {
            this.known = known;
            known.seen().forEach((tunnel, seen) -> {
                Map<String, Set<PskHash>> byPeer = new HashMap<>();
                seen.psks()
                        .forEach((key, psks) -> Optional.ofNullable(
                                        known.names().get(key))
                                .ifPresent(peer -> byPeer.computeIfAbsent(peer, _ -> new LinkedHashSet<>())
                                        .addAll(psks)));
                inUse.put(tunnel, byPeer);
            });
        }

        Pair decide(TunnelId one, TunnelId other) {
            Optional<Map<NodeName, PskHash>> givenToOne =
                    Optional.ofNullable(known.given().get(one));
            Optional<Map<NodeName, PskHash>> givenToOther =
                    Optional.ofNullable(known.given().get(other));
            if (givenToOne.isPresent() || givenToOther.isPresent()) {
                Optional<PskHash> given = givenToOne
                        .flatMap(g -> Optional.ofNullable(g.get(other.node())))
                        .or(() -> givenToOther.flatMap(g -> Optional.ofNullable(g.get(one.node()))));
                return new Pair(given, given);
            }
            boolean both = known.seen().containsKey(one) && known.seen().containsKey(other);
            if (!both) {
                return new Pair(first(one, other), first(other, one));
            }
            Psk psk = common(one, other).map(Psk.class::cast).orElseGet(() -> pair(one, other));
            return new Pair(Optional.of(psk), Optional.of(psk));
        }

        /// One that both have. Where the pair is to get another, one that neither uses yet, or only one of them: a run
        /// that was cut off has brought it.
        private Optional<PskHash> common(TunnelId one, TunnelId other) {
            boolean renewed = known.renewed().test(one) || known.renewed().test(other);
            Set<PskHash> usedByOne = used(one, other);
            Set<PskHash> usedByOther = used(other, one);
            Set<PskHash> there = with(usedByOther, other);
            return with(usedByOne, one).stream()
                    .filter(there::contains)
                    .filter(psk -> !renewed || !usedByOne.contains(psk) || !usedByOther.contains(psk))
                    .findFirst();
        }

        private Set<PskHash> with(Set<PskHash> used, TunnelId tunnel) {
            Set<PskHash> all = new LinkedHashSet<>(used);
            all.addAll(waiting(tunnel));
            return all;
        }

        private List<PskHash> waiting(TunnelId tunnel) {
            return Optional.ofNullable(known.seen().get(tunnel))
                    .map(TunnelSeen::newPsks)
                    .orElse(List.of());
        }

        private Set<PskHash> used(TunnelId tunnel, TunnelId peer) {
            return inUse.getOrDefault(tunnel, Map.of()).getOrDefault(peer.node().value(), Set.of());
        }

        /// The other end is not in this run: what there is stays.
        private Optional<PskHash> first(TunnelId tunnel, TunnelId peer) {
            return used(tunnel, peer).stream().findFirst();
        }
    }
}
