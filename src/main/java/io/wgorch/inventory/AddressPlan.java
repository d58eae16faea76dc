package io.wgorch.inventory;

import io.wgorch.inventory.Registry.Entry;
import io.wgorch.wireguard.Cidr;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Which address each node has in each network of its meshes: the one the inventory gives; the one recorded before; the
/// lowest free one in the block of its hub; the lowest free one. So a node keeps its address for as long as it is in
/// the
/// mesh, whatever is added or removed around it. What another host may still have is not given away.
final class AddressPlan {
    private final Inventory inventory;
    private final Function<NodeName, Optional<Entry>> recorded;
    private final Set<InetAddress> held;
    private final Map<NodeName, Map<Cidr, InetAddress>> chosen = new HashMap<>();
    private final SortedMap<NodeName, List<Cidr>> blocks = new TreeMap<>();

    /// A plan.
    ///
    /// @param recorded what a node had before
    /// @param held addresses that hosts may have, whoever they are to be given to
    /// @param blocksBefore see [Blocks]
    AddressPlan(
            Inventory inventory,
            Function<NodeName, Optional<Entry>> recorded,
            Collection<InetAddress> held,
            Map<NodeName, List<Cidr>> blocksBefore) {
        this.inventory = inventory;
        this.recorded = recorded;
        this.held = Set.copyOf(held);
        inventory.meshes().values().forEach(m -> choose(m, blocksBefore));
    }

    /// The addresses of a node, in the order of the networks; one is missing where its network is full.
    List<InetAddress> addresses(NodeName node) {
        Map<Cidr, InetAddress> own = chosen.getOrDefault(node, Map.of());
        return inventory.networks().stream()
                .flatMap(n -> Optional.ofNullable(own.get(n)).stream())
                .toList();
    }

    SortedMap<NodeName, List<Cidr>> blocks() {
        return blocks;
    }

    private void choose(MeshDefinition mesh, Map<NodeName, List<Cidr>> blocksBefore) {
        Map<Cidr, Set<InetAddress>> taken = new HashMap<>();
        for (Cidr network : mesh.networks()) {
            Set<InetAddress> inNetwork = taken.computeIfAbsent(network, _ -> new HashSet<>());
            mesh.members().forEach(n -> fix(n, network, inventory.node(n).addresses(), inNetwork));
            mesh.members().forEach(n -> fix(n, network, recorded(n, Entry::addresses), inNetwork));
            mesh.members().forEach(n -> fix(n, network, recorded(n, Entry::former), inNetwork));
        }
        SortedMap<NodeName, List<Cidr>> own = Blocks.of(
                inventory,
                mesh,
                blocksBefore,
                n -> chosen.getOrDefault(n, Map.of()).values());
        own.forEach((hub, b) -> blocks.merge(hub, b, AddressPlan::both));
        for (Cidr network : mesh.networks()) {
            allocate(mesh, network, taken.getOrDefault(network, new HashSet<>()), own);
        }
    }

    private List<InetAddress> recorded(NodeName node, Function<Entry, List<InetAddress>> addresses) {
        return recorded.apply(node).map(addresses).orElse(List.of());
    }

    private void fix(NodeName node, Cidr network, List<InetAddress> candidates, Set<InetAddress> taken) {
        for (InetAddress address : candidates) {
            Map<Cidr, InetAddress> own = chosen.computeIfAbsent(node, _ -> new HashMap<>());
            if (!own.containsKey(network) && network.isHostAddress(address) && taken.add(address)) {
                own.put(network, address);
            }
        }
    }

    private void allocate(
            MeshDefinition mesh, Cidr network, Set<InetAddress> taken, SortedMap<NodeName, List<Cidr>> own) {
        taken.addAll(held);
        Map<NodeName, FreeAddresses> inBlocks = new LinkedHashMap<>();
        Set<Cidr> apart = new LinkedHashSet<>();
        own.forEach((hub, b) -> b.stream().filter(network::contains).forEach(block -> {
            inBlocks.put(hub, new FreeAddresses(network, block, taken, Set.of()));
            apart.add(block);
        }));
        FreeAddresses outside = new FreeAddresses(network, taken, apart);
        FreeAddresses anywhere = new FreeAddresses(network, taken, Set.of());
        for (NodeName node : mesh.members()) {
            Map<Cidr, InetAddress> addresses = chosen.computeIfAbsent(node, _ -> new HashMap<>());
            if (!addresses.containsKey(network)) {
                NodeName hub = mesh.hubOf(inventory.node(node)).orElse(node);
                Optional.ofNullable(inBlocks.get(hub))
                        .flatMap(FreeAddresses::next)
                        .or(outside::next)
                        .or(anywhere::next)
                        .ifPresent(a -> addresses.put(network, a));
            }
        }
    }

    private static List<Cidr> both(List<Cidr> some, List<Cidr> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
