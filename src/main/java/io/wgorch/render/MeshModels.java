package io.wgorch.render;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.Peering;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.Psk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// What templates see of the meshes and their members. It names every node, so it is made once for all hosts.
public final class MeshModels {
    private final Inventory inventory;
    private final Meshes meshes;
    private final Map<NodeName, List<String>> groups = new HashMap<>();
    private final Map<String, Map<NodeName, Map<String, Object>>> members = new HashMap<>();
    private final Map<String, Map<String, Object>> models = new HashMap<>();
    private final Map<String, Set<Cidr>> outside = new HashMap<>();
    private final Map<String, Map<NodeName, SharedPeer>> lastPeers = new ConcurrentHashMap<>();

    public MeshModels(Inventory inventory, Meshes meshes) {
        this.inventory = inventory;
        this.meshes = meshes;
        inventory
                .groups()
                .forEach((group, names) -> names.forEach(
                        n -> groups.computeIfAbsent(n, _ -> new ArrayList<>()).add(group)));
        for (Mesh mesh : meshes.all()) {
            Map<NodeName, Map<String, Object>> nodes = new LinkedHashMap<>();
            mesh.definition().members().forEach(n -> nodes.put(n, member(mesh, inventory.node(n))));
            members.put(mesh.definition().name(), nodes);
            outside.put(mesh.definition().name(), outside(mesh));
            models.put(mesh.definition().name(), model(mesh, List.copyOf(nodes.values())));
        }
    }

    Inventory inventory() {
        return inventory;
    }

    Meshes meshes() {
        return meshes;
    }

    /// A mesh: its name, networks, topology and nodes.
    Map<String, Object> mesh(Mesh mesh) {
        return models.getOrDefault(mesh.definition().name(), Map.of());
    }

    /// A node as a member of a mesh.
    Map<String, Object> member(Mesh mesh, NodeName node) {
        return members.getOrDefault(mesh.definition().name(), Map.of()).getOrDefault(node, Map.of());
    }

    /// What is routed to a node's peers besides the mesh networks: the subnets behind them.
    SortedSet<Cidr> routed(Mesh mesh, NodeName node) {
        Set<Cidr> all = outside.getOrDefault(mesh.definition().name(), Set.of());
        SortedSet<Cidr> routed = new TreeSet<>();
        for (Peering peering : mesh.tunnel(node).peers().values()) {
            peering.allowedIps().stream().filter(all::contains).forEach(routed::add);
        }
        return routed;
    }

    /// A peer of a host. In a large mesh nearly all hosts set the same for it, and then one object does for all of
    /// them.
    SharedPeer peer(Mesh mesh, Peering peering, PeerKey key, Optional<Psk> psk) {
        Map<NodeName, SharedPeer> lastPeer =
                lastPeers.computeIfAbsent(mesh.definition().name(), _ -> new ConcurrentHashMap<>());
        SharedPeer last = lastPeer.get(peering.peer());
        if (last != null
                && last.key().equals(key)
                && last.psk().equals(psk)
                && last.peering().equals(peering)) {
            return last;
        }
        SharedPeer peer = SharedPeer.of(peering, key, psk);
        lastPeer.put(peering.peer(), peer);
        return peer;
    }

    /// A node by itself, with its addresses in all meshes.
    Map<String, Object> node(NodeName node) {
        return named(
                node,
                meshes.of(node).stream()
                        .flatMap(m -> addresses(m.tunnel(node)).stream())
                        .toList());
    }

    private static Set<Cidr> outside(Mesh mesh) {
        return mesh.tunnels().values().stream()
                .flatMap(t -> t.behind().stream())
                .filter(p -> mesh.networks().stream().noneMatch(n -> n.contains(p)))
                .collect(Collectors.toSet());
    }

    private static Map<String, Object> model(Mesh mesh, List<Map<String, Object>> nodes) {
        return Map.of(
                "name", mesh.definition().name(),
                "networks", strings(mesh.networks()),
                "topology", mesh.definition().topology().keyword(),
                "nodes", nodes);
    }

    private Map<String, Object> member(Mesh mesh, Node node) {
        MeshTunnel tunnel = mesh.tunnel(node.name());
        Map<String, Object> out = named(node.name(), addresses(tunnel));
        out.put("listen_port", tunnel.listenPort());
        out.put("mtu", tunnel.mtu());
        Optional.ofNullable(node.endpoints().get(Node.PUBLIC))
                .map(a -> a.endpoint(tunnel.listenPort()))
                .ifPresent(e -> out.put("endpoint", e.toString()));
        return Collections.unmodifiableMap(out);
    }

    private Map<String, Object> named(NodeName node, List<String> addresses) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", node.value());
        out.put("address", addresses.isEmpty() ? "" : addresses.getFirst());
        out.put("addresses", addresses);
        out.put("groups", List.copyOf(groups.getOrDefault(node, List.of())));
        return out;
    }

    private static List<String> addresses(MeshTunnel tunnel) {
        return tunnel.addresses().stream().map(a -> Ip.text(a.address())).toList();
    }

    static List<String> strings(Collection<Cidr> cidrs) {
        return cidrs.stream().map(Cidr::toString).toList();
    }
}
