package io.wgorch.mesh;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.Registry;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// From a definition to tunnels: who is linked ([Links]), where each dials the other ([Dialling]), what goes over each
/// link ([Routing]).
final class MeshBuilder {
    /// Seconds; keeps the state of most NAT boxes alive, and is what wg(8) recommends.
    private static final int KEEPALIVE = 25;

    /// Bytes that a packet grows by on its way: an IPv6 header (40), UDP (8), WireGuard's header (16) and its tag (16).
    /// An outer IPv4 header is shorter, but which one it will be is known only when the name is looked up.
    private static final int OVERHEAD = 80;

    private final Inventory inventory;
    private final MeshDefinition definition;
    private final Registry registry;
    private final Dialling dialling;
    private final Links links;
    private final Routing routing;
    private final Map<NodeName, List<Peering>> peers = new HashMap<>();
    private final Map<NodeName, Peering> lastTo = new HashMap<>();

    MeshBuilder(Inventory inventory, MeshDefinition definition, Registry registry) {
        this.inventory = inventory;
        this.definition = definition;
        this.registry = registry;
        this.dialling = new Dialling(inventory, definition);
        this.links = Links.of(inventory, definition, registry.punched(), dialling);
        this.routing = new Routing(inventory, definition, registry, links);
    }

    Mesh build() {
        links.direct().forEach((pair, tuning) -> {
            peer(pair.one(), pair.other(), tuning);
            peer(pair.other(), pair.one(), tuning);
        });
        SortedMap<NodeName, MeshTunnel> tunnels = new TreeMap<>();
        definition.members().forEach(n -> tunnels.put(n, tunnel(inventory.node(n))));
        return new Mesh(definition, tunnels, links.wanted(), links.punchable());
    }

    private MeshTunnel tunnel(Node node) {
        SortedMap<NodeName, Peering> own = new TreeMap<>();
        peers.getOrDefault(node.name(), List.of()).forEach(p -> own.put(p.peer(), p));
        int smallest = own.values().stream().mapToInt(Peering::mtu).min().orElse(node.pathMtu() - OVERHEAD);
        return new MeshTunnel(
                node.name(),
                addresses(node.name()),
                new TreeSet<>(inventory.routes(node.name(), definition)),
                definition.listenPort(node),
                node.settings().tunnel().mtu().orElse(smallest),
                forwards(node),
                own);
    }

    /// One that is not ours to set up forwards only if it is said to.
    private boolean forwards(Node node) {
        return routing.forwards(node.name()) && node.settings().role().forward().orElse(node.managed());
    }

    private SortedSet<Cidr> addresses(NodeName node) {
        SortedSet<Cidr> addresses = new TreeSet<>();
        for (InetAddress address : Optional.ofNullable(registry.nodes().get(node))
                .map(Registry.Entry::addresses)
                .orElse(List.of())) {
            definition.networks().stream()
                    .filter(n -> n.contains(address))
                    .findFirst()
                    .ifPresent(n -> addresses.add(new Cidr(address, n.prefix())));
        }
        return addresses;
    }

    private void peer(NodeName from, NodeName to, Tuning tuning) {
        Node self = inventory.node(from);
        Node peer = inventory.node(to);
        Optional<Punched> met = Optional.ofNullable(links.punched().get(Pair.of(from, to)));
        Optional<Endpoint> endpoint =
                met.flatMap(m -> m.endpoint(to)).or(() -> dialling.endpoint(from, to, tuning.underlay()));
        int path = Math.min(self.pathMtu(), peer.pathMtu()) - OVERHEAD;
        Peering peering = new Peering(
                to,
                routing.allowedIps(from, to),
                endpoint,
                met.isPresent() ? KEEPALIVE : endpoint.isPresent() ? keepalive(self, to, tuning) : 0,
                tuning.mtu().map(m -> Math.min(m, path)).orElse(path));
        peers.computeIfAbsent(from, _ -> new ArrayList<>()).add(shared(peering));
    }

    /// A node that its peer cannot call has to keep the way open, or the peer could not begin.
    private int keepalive(Node self, NodeName to, Tuning tuning) {
        boolean called = dialling.endpoint(to, self.name(), tuning.underlay()).isPresent();
        return tuning.keepalive().or(() -> self.settings().tunnel().keepalive()).orElse(called ? 0 : KEEPALIVE);
    }

    /// In a large mesh nearly all nodes set the same for a peer, and then one object does for all of them.
    private Peering shared(Peering peering) {
        Peering last = lastTo.get(peering.peer());
        if (last != null && last.equals(peering)) {
            return last;
        }
        lastTo.put(peering.peer(), peering);
        return peering;
    }
}
