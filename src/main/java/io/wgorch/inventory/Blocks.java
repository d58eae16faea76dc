package io.wgorch.inventory;

import io.wgorch.wireguard.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
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

/// Sets a part of each network apart for each hub and its spokes, aligned, so that the other hubs need one route for
/// all of them. A block that was set apart stays. With one hub there is nobody who would need one.
///
/// The size leaves room for as many hubs again: of a /24, two hubs get a /26 each. Where that is too small for a hub's
/// spokes, it gets a larger one; where none is free, none, and its spokes are routed one by one.
final class Blocks {
    private final Inventory inventory;
    private final MeshDefinition mesh;
    private final Function<NodeName, Collection<InetAddress>> fixed;
    private final SortedMap<NodeName, List<Cidr>> blocks = new TreeMap<>();

    private Blocks(Inventory inventory, MeshDefinition mesh, Function<NodeName, Collection<InetAddress>> fixed) {
        this.inventory = inventory;
        this.mesh = mesh;
        this.fixed = fixed;
    }

    /// The blocks of a mesh.
    ///
    /// @param before those that were set apart before
    /// @param fixed the addresses that a node has already
    static SortedMap<NodeName, List<Cidr>> of(
            Inventory inventory,
            MeshDefinition mesh,
            Map<NodeName, List<Cidr>> before,
            Function<NodeName, Collection<InetAddress>> fixed) {
        Blocks blocks = new Blocks(inventory, mesh, fixed);
        if (mesh.hubs().size() > 1) {
            mesh.hubs().forEach(hub -> blocks.keep(hub, before.getOrDefault(hub, List.of())));
            mesh.networks().forEach(blocks::complete);
        }
        return blocks.blocks;
    }

    private void keep(NodeName hub, List<Cidr> before) {
        List<Cidr> kept = new ArrayList<>(before.stream()
                .filter(b -> mesh.networks().stream().anyMatch(n -> n.contains(b)))
                .toList());
        blocks.put(hub, kept);
    }

    private void complete(Cidr network) {
        Map<NodeName, Set<NodeName>> groups = groups();
        for (NodeName hub : mesh.hubs()) {
            List<Cidr> own = blocks.computeIfAbsent(hub, _ -> new ArrayList<>());
            if (own.stream().noneMatch(network::contains)) {
                block(network, groups.getOrDefault(hub, Set.of())).ifPresent(own::add);
            }
        }
    }

    private Map<NodeName, Set<NodeName>> groups() {
        Map<NodeName, Set<NodeName>> groups = new LinkedHashMap<>();
        for (NodeName member : mesh.members()) {
            NodeName hub = mesh.hubOf(inventory.node(member)).orElse(member);
            groups.computeIfAbsent(hub, _ -> new LinkedHashSet<>()).add(member);
        }
        return groups;
    }

    private Optional<Cidr> block(Cidr network, Set<NodeName> group) {
        int prefix = network.prefix() + bits(2 * mesh.hubs().size());
        while (prefix > network.prefix() && network.bits() - prefix < bits(group.size() + 2)) {
            prefix--;
        }
        int length = prefix;
        if (length == network.prefix() || length > network.bits()) {
            return Optional.empty();
        }
        List<InetAddress> others = mesh.members().stream()
                .filter(n -> !group.contains(n))
                .flatMap(n -> fixed.apply(n).stream())
                .toList();
        List<InetAddress> own =
                group.stream().flatMap(n -> fixed.apply(n).stream()).toList();
        Stream<Cidr> around =
                own.stream().map(a -> new Cidr(a, Math.min(length, Cidr.host(a).bits())).network());
        return Stream.concat(around, candidates(network, length))
                .filter(network::contains)
                .filter(b -> blocks.values().stream().flatMap(List::stream).noneMatch(b::overlaps))
                .filter(b -> others.stream().noneMatch(b::contains))
                .findFirst();
    }

    private static Stream<Cidr> candidates(Cidr network, int prefix) {
        BigInteger size = BigInteger.ONE.shiftLeft(network.bits() - prefix);
        return Stream.iterate(BigInteger.ZERO, o -> o.add(size))
                .map(network::at)
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .map(a -> new Cidr(a, prefix));
    }

    /// How many bits it takes to number so many things.
    private static int bits(int things) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, things) - 1);
    }
}
