package io.wgorch.render;

import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.resource.HostFacts;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.WgQuickFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Everything a host's files are made from.
///
/// @param models what all hosts have in common
/// @param keys the public key of every tunnel that has one, or will have one after apply; a peer without is left out
/// @param names whose key is whose, old ones included
public record HostContext(
        MeshModels models, NodeName node, HostFacts facts, Map<TunnelId, PeerKey> keys, Map<PublicKey, String> names) {
    public HostContext {
        keys = Map.copyOf(keys);
        names = Map.copyOf(names);
    }

    Node self() {
        return models.inventory().node(node);
    }

    /// The meshes that it is a member of: one tunnel each.
    List<Mesh> meshes() {
        return models.meshes().of(node);
    }

    /// Whose file it is, for messages; with the interface where there is a choice.
    String subject(Mesh mesh) {
        return node + (meshes().size() > 1 ? " on " + mesh.interfaceName() : "");
    }

    Optional<PeerKey> key(NodeName owner, Mesh mesh) {
        return Optional.ofNullable(keys.get(new TunnelId(owner, mesh.interfaceName())));
    }

    /// The peers in a mesh whose keys are known or will be.
    List<Peering> peers(Mesh mesh) {
        return mesh.tunnel(node).peers().values().stream()
                .filter(p -> key(p.peer(), mesh).isPresent())
                .toList();
    }

    /// The peers in a mesh that have to wait for a key.
    public List<NodeName> waitingFor(Mesh mesh) {
        return mesh.tunnel(node).peers().keySet().stream()
                .filter(p -> key(p, mesh).isEmpty())
                .toList();
    }

    /// What `when` and the files of the host as a whole see: maps, lists, strings, numbers, booleans.
    Map<String, Object> model() {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("node", models.node(node));
        model.put("tunnels", meshes().stream().map(this::tunnel).toList());
        model.put("forwards", Map.of("ipv4", forwards(32), "ipv6", forwards(128)));
        model.put("vars", self().settings().vars());
        model.put("facts", facts.asMap());
        return model;
    }

    /// What the file of one tunnel sees.
    Map<String, Object> model(Mesh mesh) {
        Map<String, Object> model = new LinkedHashMap<>(tunnel(mesh));
        model.put("node", models.member(mesh, node));
        model.put("private_key", WgQuickFile.PRIVATE_KEY);
        model.put("vars", self().settings().vars());
        model.put("facts", facts.asMap());
        return model;
    }

    private Map<String, Object> tunnel(Mesh mesh) {
        MeshTunnel tunnel = mesh.tunnel(node);
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("name", mesh.interfaceName());
        own.put("addresses", MeshModels.strings(tunnel.addresses()));
        listenPort(mesh).ifPresent(port -> own.put("listen_port", port));
        own.put("mtu", tunnel.mtu());
        own.put("forwards", tunnel.forwards());
        own.put("dns", dns(mesh));
        return Map.of(
                "interface",
                own,
                "mesh",
                models.mesh(mesh),
                "peers",
                peers(mesh).stream().map(p -> peer(p, mesh)).toList(),
                "behind",
                MeshModels.strings(tunnel.behind()),
                "routed",
                MeshModels.strings(routed(mesh)));
    }

    /// What is routed to the peers besides the mesh networks: the subnets behind them.
    private SortedSet<Cidr> routed(Mesh mesh) {
        SortedSet<Cidr> routed = new TreeSet<>();
        for (Peering peering : mesh.tunnel(node).peers().values()) {
            peering.allowedIps().stream()
                    .filter(p -> mesh.networks().stream().noneMatch(n -> n.contains(p)))
                    .forEach(routed::add);
        }
        return routed;
    }

    /// The UDP port to listen on. A phone that nobody dials takes any: two of them behind one NAT with the same port
    /// would be in each other's way.
    Optional<Integer> listenPort(Mesh mesh) {
        boolean dialled = self().managed() || !self().endpoints().isEmpty();
        return Optional.of(mesh.tunnel(node).listenPort()).filter(_ -> dialled);
    }

    /// What a node that is not managed asks for names; on a managed host that is the host's own affair.
    List<String> dns(Mesh mesh) {
        return self().managed() ? List.of() : mesh.definition().dns();
    }

    /// Whether a tunnel passes on packets of the family with that many bits in an address.
    private boolean forwards(int bits) {
        return meshes().stream()
                .map(m -> m.tunnel(node))
                .anyMatch(t -> t.forwards() && t.addresses().stream().anyMatch(a -> a.bits() == bits));
    }

    private Map<String, Object> peer(Peering peering, Mesh mesh) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", peering.peer().value());
        out.put("public_key", key(peering.peer(), mesh).orElseThrow().text());
        out.put("allowed_ips", MeshModels.strings(peering.allowedIps()));
        peering.endpoint().ifPresent(e -> out.put("endpoint", e.toString()));
        out.put("keepalive", peering.keepalive());
        return out;
    }
}
