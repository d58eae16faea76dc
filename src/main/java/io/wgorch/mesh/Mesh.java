package io.wgorch.mesh;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.mesh.Topology.Link;
import io.wgorch.wireguard.Cidr;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The mesh on paper: from the inventory and the addresses in the registry to the tunnel of every node. Which hosts are
/// reached or limited to plays no part here, so a run on a subset can never shrink it.
///
/// @param interfaceName on every node
/// @param networks the mesh networks
/// @param tunnels by node
public record Mesh(String interfaceName, List<Cidr> networks, SortedMap<NodeName, MeshTunnel> tunnels) {
    public Mesh {
        networks = List.copyOf(networks);
        tunnels = Collections.unmodifiableSortedMap(new TreeMap<>(tunnels));
    }

    /// The mesh that an inventory asks for.
    ///
    /// @param registry must have the addresses of every node (see `Allocation`)
    public static Mesh of(Inventory inventory, Registry registry) {
        Map<NodeName, SortedMap<NodeName, Peering>> peers = new TreeMap<>();
        inventory.nodes().keySet().forEach(n -> peers.put(n, new TreeMap<>()));
        for (Link link : Topology.of(inventory.topology()).links(inventory)) {
            join(inventory, registry, peers, link.one(), link.other());
            join(inventory, registry, peers, link.other(), link.one());
        }
        SortedMap<NodeName, MeshTunnel> tunnels = new TreeMap<>();
        for (Node node : inventory.nodes().values()) {
            SortedSet<Cidr> addresses = new TreeSet<>();
            for (InetAddress address : addresses(registry, node.name())) {
                inventory.networks().stream()
                        .filter(n -> n.contains(address))
                        .findFirst()
                        .ifPresent(n -> addresses.add(new Cidr(address, n.prefix())));
            }
            tunnels.put(
                    node.name(),
                    new MeshTunnel(
                            node.name(),
                            addresses,
                            node.listenPort(),
                            node.mtu(),
                            peers.getOrDefault(node.name(), new TreeMap<>())));
        }
        return new Mesh(inventory.interfaceName(), inventory.networks(), tunnels);
    }

    private static void join(
            Inventory inventory,
            Registry registry,
            Map<NodeName, SortedMap<NodeName, Peering>> peers,
            NodeName from,
            NodeName to) {
        SortedSet<Cidr> allowed = new TreeSet<>();
        addresses(registry, to).forEach(a -> allowed.add(Cidr.host(a)));
        Node peer = node(inventory, to);
        int keepalive =
                peer.endpoint().isPresent() ? node(inventory, from).keepalive().orElse(0) : 0;
        Peering peering = new Peering(to, allowed, peer.endpoint(), keepalive);
        peers.computeIfAbsent(from, n -> new TreeMap<>()).put(to, peering);
    }

    private static Node node(Inventory inventory, NodeName name) {
        return Optional.ofNullable(inventory.nodes().get(name)).orElseThrow();
    }

    private static List<InetAddress> addresses(Registry registry, NodeName node) {
        return Optional.ofNullable(registry.nodes().get(node))
                .map(Registry.Entry::addresses)
                .orElse(List.of());
    }

    /// The tunnel of a node.
    ///
    /// @throws java.util.NoSuchElementException when the inventory has no such node
    public MeshTunnel tunnel(NodeName node) {
        return Optional.ofNullable(tunnels.get(node)).orElseThrow();
    }
}
