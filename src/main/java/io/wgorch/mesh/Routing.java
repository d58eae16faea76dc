package io.wgorch.mesh;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.wireguard.Cidr;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which prefixes a node routes to each of its peers, and accepts from it: AllowedIPs.
///
/// A peer that is reached directly has its own prefixes. A relay has those of the nodes behind it as well. Of a spoke's
/// hubs, the active one has everything, the others nothing: on one interface a prefix belongs to one peer, so that two
/// hubs that both carry a spoke would lose its replies to the source check. Hubs carry each other's spokes, by block
/// where their addresses were allocated in blocks.
final class Routing {
    private static final SortedSet<Cidr> NOTHING = Collections.unmodifiableSortedSet(new TreeSet<>());

    private final Inventory inventory;
    private final MeshDefinition mesh;
    private final Registry registry;
    private final Links links;
    private final Set<NodeName> relays;
    private final Map<NodeName, SortedSet<Cidr>> own = new HashMap<>();
    private final Map<NodeName, NodeName> activeHubs = new HashMap<>();
    private final Map<NodeName, SortedSet<Cidr>> everything = new HashMap<>();
    private final Map<NodeName, SortedSet<Cidr>> carried = new HashMap<>();
    private final Map<NodeName, Map<NodeName, SortedSet<Cidr>>> relayed = new HashMap<>();

    Routing(Inventory inventory, MeshDefinition mesh, Registry registry, Links links) {
        this.inventory = inventory;
        this.mesh = mesh;
        this.registry = registry;
        this.links = links;
        this.relays = Stream.concat(links.relayed().values().stream(), links.punchable().values().stream())
                .collect(Collectors.toUnmodifiableSet());
        mesh.members().forEach(n -> own.put(n, ownPrefixes(n)));
        mesh.members().forEach(n -> activeHub(n).ifPresent(h -> activeHubs.put(n, h)));
        everything();
        mesh.hubs().forEach(h -> carried.put(h, carriedBy(h)));
        links.relayed().forEach((pair, relay) -> {
            relay(pair.one(), relay, pair.other());
            relay(pair.other(), relay, pair.one());
        });
    }

    /// What goes to a peer and may come from it. Nodes with the same answer share one object.
    SortedSet<Cidr> allowedIps(NodeName from, NodeName to) {
        boolean fromHub = mesh.hubs().contains(from);
        boolean toHub = mesh.hubs().contains(to);
        if (fromHub && toHub) {
            return carried.getOrDefault(to, NOTHING);
        }
        if (toHub) {
            return to.equals(activeHubs.get(from)) ? everything.getOrDefault(from, NOTHING) : NOTHING;
        }
        if (fromHub) {
            return from.equals(activeHubs.get(to)) ? own.getOrDefault(to, NOTHING) : NOTHING;
        }
        return Optional.ofNullable(relayed.getOrDefault(from, Map.of()).get(to))
                .orElseGet(() -> own.getOrDefault(to, NOTHING));
    }

    /// Whether a node has to pass on packets that are not for itself. The relay of a pair that has met stays one, so
    /// that
    /// the pair can come back to it by itself.
    boolean forwards(NodeName node) {
        return mesh.hubs().contains(node)
                || relays.contains(node)
                || !inventory.routes(node, mesh).isEmpty();
    }

    private SortedSet<Cidr> ownPrefixes(NodeName node) {
        SortedSet<Cidr> prefixes = new TreeSet<>(inventory.routes(node, mesh));
        addresses(node).forEach(a -> prefixes.add(Cidr.host(a)));
        return Collections.unmodifiableSortedSet(prefixes);
    }

    private List<InetAddress> addresses(NodeName node) {
        return Optional.ofNullable(registry.nodes().get(node)).map(Registry.Entry::addresses).orElse(List.of()).stream()
                .filter(a -> mesh.networks().stream().anyMatch(n -> n.contains(a)))
                .toList();
    }

    /// Its hub, or, when their link is forbidden, the first one that it is linked with.
    private Optional<NodeName> activeHub(NodeName spoke) {
        return mesh.hubOf(inventory.node(spoke))
                .flatMap(hub -> Stream.concat(Stream.of(hub), mesh.hubs().stream())
                        .filter(h -> links.direct().containsKey(Pair.of(h, spoke)))
                        .findFirst());
    }

    /// For each spoke all there is in the mesh, but for its own subnets and those it reaches past the hubs. Addresses
    /// that it reaches past them need no exception: the longer prefix wins.
    private void everything() {
        SortedSet<Cidr> all = new TreeSet<>(mesh.networks());
        mesh.members().forEach(n -> all.addAll(inventory.routes(n, mesh)));
        SortedSet<Cidr> shared = Collections.unmodifiableSortedSet(all);
        Map<NodeName, Set<Cidr>> except = new HashMap<>();
        activeHubs.keySet().forEach(spoke -> except(except, spoke, spoke));
        links.direct().keySet().stream()
                .filter(p -> activeHubs.containsKey(p.one()) && activeHubs.containsKey(p.other()))
                .forEach(p -> {
                    except(except, p.one(), p.other());
                    except(except, p.other(), p.one());
                });
        activeHubs.keySet().forEach(spoke -> {
            Set<Cidr> without = except.getOrDefault(spoke, Set.of());
            everything.put(spoke, without.isEmpty() ? shared : without(shared, without));
        });
    }

    private void except(Map<NodeName, Set<Cidr>> except, NodeName spoke, NodeName owner) {
        List<Cidr> routes = inventory.routes(owner, mesh);
        if (!routes.isEmpty()) {
            except.computeIfAbsent(spoke, _ -> new HashSet<>()).addAll(routes);
        }
    }

    private static SortedSet<Cidr> without(SortedSet<Cidr> all, Set<Cidr> some) {
        SortedSet<Cidr> left = new TreeSet<>(all);
        left.removeAll(some);
        return Collections.unmodifiableSortedSet(left);
    }

    /// What the other hubs send to a hub: its own prefixes, its blocks, and what its spokes have outside them.
    private SortedSet<Cidr> carriedBy(NodeName hub) {
        List<Cidr> blocks = registry.blocks().getOrDefault(hub, List.of()).stream()
                .filter(b -> mesh.networks().stream().anyMatch(n -> n.contains(b)))
                .toList();
        SortedSet<Cidr> prefixes = new TreeSet<>(blocks);
        addOutside(prefixes, blocks, own.getOrDefault(hub, NOTHING));
        activeHubs.forEach((spoke, active) -> {
            if (active.equals(hub)) {
                addOutside(prefixes, blocks, own.getOrDefault(spoke, NOTHING));
            }
        });
        return Collections.unmodifiableSortedSet(prefixes);
    }

    private static void addOutside(SortedSet<Cidr> to, List<Cidr> blocks, Collection<Cidr> prefixes) {
        prefixes.stream()
                .filter(p -> blocks.stream().noneMatch(b -> b.contains(p)))
                .forEach(to::add);
    }

    private void relay(NodeName from, NodeName relay, NodeName to) {
        relayed.computeIfAbsent(from, _ -> new HashMap<>())
                .computeIfAbsent(relay, r -> new TreeSet<>(own.getOrDefault(r, NOTHING)))
                .addAll(own.getOrDefault(to, NOTHING));
    }
}
