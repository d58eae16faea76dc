package io.wgorch.mesh;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.UnderlayAddress;
import io.wgorch.mesh.Topology.Link;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// From a definition to tunnels.
final class MeshBuilder {
    private static final int KEEPALIVE = 25;
    private static final int OVERHEAD = 80;

    private final Inventory inventory;
    private final MeshDefinition definition;
    private final Registry registry;

    MeshBuilder(Inventory inventory, MeshDefinition definition, Registry registry) {
        this.inventory = inventory;
        this.definition = definition;
        this.registry = registry;
    }

    Mesh build() {
        Map<NodeName, SortedMap<NodeName, Peering>> peers = new TreeMap<>();
        definition.members().forEach(n -> peers.put(n, new TreeMap<>()));
        for (Link link : Topology.of(definition.topology()).links(definition)) {
            join(peers, link.one(), link.other());
            join(peers, link.other(), link.one());
        }
        SortedMap<NodeName, MeshTunnel> tunnels = new TreeMap<>();
        for (NodeName name : definition.members()) {
            Node node = inventory.node(name);
            tunnels.put(
                    name,
                    new MeshTunnel(
                            name,
                            tunnelAddresses(name),
                            new TreeSet<>(node.routes()),
                            definition.listenPort(node),
                            node.settings().tunnel().mtu().orElse(node.pathMtu() - OVERHEAD),
                            false,
                            peers.getOrDefault(name, new TreeMap<>())));
        }
        return new Mesh(definition, tunnels, new Wanted(true, Set.of()));
    }

    private SortedSet<Cidr> tunnelAddresses(NodeName node) {
        SortedSet<Cidr> addresses = new TreeSet<>();
        for (InetAddress address : addresses(node)) {
            definition.networks().stream()
                    .filter(n -> n.contains(address))
                    .findFirst()
                    .ifPresent(n -> addresses.add(new Cidr(address, n.prefix())));
        }
        return addresses;
    }

    private void join(Map<NodeName, SortedMap<NodeName, Peering>> peers, NodeName from, NodeName to) {
        SortedSet<Cidr> allowed = new TreeSet<>();
        addresses(to).forEach(a -> allowed.add(Cidr.host(a)));
        Node peer = inventory.node(to);
        Node self = inventory.node(from);
        Optional<Endpoint> endpoint = endpoint(peer);
        int keepalive = endpoint.isPresent()
                ? self.settings().tunnel().keepalive().orElse(self.endpoints().isEmpty() ? KEEPALIVE : 0)
                : 0;
        Peering peering =
                new Peering(to, allowed, endpoint, keepalive, Math.min(peer.pathMtu(), self.pathMtu()) - OVERHEAD);
        peers.computeIfAbsent(from, _ -> new TreeMap<>()).put(to, peering);
    }

    private Optional<Endpoint> endpoint(Node peer) {
        UnderlayAddress address = peer.endpoints().get(Node.PUBLIC);
        return Optional.ofNullable(address).map(a -> a.endpoint(definition.listenPort(peer)));
    }

    private List<InetAddress> addresses(NodeName node) {
        return Optional.ofNullable(registry.nodes().get(node))
                .map(Registry.Entry::addresses)
                .orElse(List.of());
    }
}
