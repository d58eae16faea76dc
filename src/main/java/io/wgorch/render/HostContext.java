package io.wgorch.render;

import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.DetourInterface;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.resource.HostFacts;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.WgQuickFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything a host's files are made from.
public final class HostContext {
    private final MeshModels models;
    private final NodeName node;
    private final HostFacts facts;
    private final Map<TunnelId, PeerKey> keys;
    private final Map<TunnelId, Map<NodeName, Psk>> psks;
    private final Map<PublicKey, String> names;
    private final Map<String, List<SharedPeer>> peers = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> tunnels = new LinkedHashMap<>();

    /// @param models what all hosts have in common
    /// @param keys the public key of every tunnel that has one or will have one; a peer without is left out
    /// @param psks by tunnel, the preshared keys for its peers
    /// @param names whose key is whose, old ones included
    public HostContext(
            MeshModels models,
            NodeName node,
            HostFacts facts,
            Map<TunnelId, PeerKey> keys,
            Map<TunnelId, Map<NodeName, Psk>> psks,
            Map<PublicKey, String> names) {
        this.models = models;
        this.node = node;
        this.facts = facts;
        this.keys = Map.copyOf(keys);
        this.psks = Map.copyOf(psks);
        this.names = Map.copyOf(names);
        for (Mesh mesh : meshes()) {
            peers.put(mesh.interfaceName(), withKeys(mesh));
            tunnels.put(mesh.interfaceName(), tunnel(mesh));
        }
    }

    private List<SharedPeer> withKeys(Mesh mesh) {
        List<SharedPeer> known = new ArrayList<>();
        for (Peering peering : mesh.tunnel(node).peers().values()) {
            key(peering.peer(), mesh)
                    .ifPresent(key -> known.add(models.peer(mesh, peering, key, psk(mesh, peering.peer()))));
        }
        return List.copyOf(known);
    }

    NodeName node() {
        return node;
    }

    Map<PublicKey, String> names() {
        return names;
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

    private Optional<Psk> psk(Mesh mesh, NodeName peer) {
        return Optional.ofNullable(psks.getOrDefault(new TunnelId(node, mesh.interfaceName()), Map.of())
                .get(peer));
    }

    /// The peers in a mesh whose keys are known or will be.
    List<SharedPeer> peers(Mesh mesh) {
        return peers.getOrDefault(mesh.interfaceName(), List.of());
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
        model.put("tunnels", List.copyOf(tunnels.values()));
        model.put("forwards", Map.of("ipv4", forwards(32), "ipv6", forwards(128)));
        model.put("vars", self().settings().vars());
        model.put("facts", facts.asMap());
        return model;
    }

    /// What the file of one tunnel sees.
    Map<String, Object> model(Mesh mesh) {
        Map<String, Object> model = new LinkedHashMap<>(tunnels.getOrDefault(mesh.interfaceName(), Map.of()));
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
        own.put(
                "names",
                Stream.concat(
                                Stream.of(mesh.interfaceName()),
                                DetourInterface.beside(mesh.interfaceName(), tunnel.listenPort()).stream()
                                        .map(DetourInterface::name))
                        .toList());
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
                peers(mesh).stream().map(SharedPeer::model).toList(),
                "behind",
                MeshModels.strings(tunnel.behind()),
                "routed",
                MeshModels.strings(models.routed(mesh, node)));
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

    private boolean forwards(int bits) {
        return meshes().stream().anyMatch(m -> m.tunnel(node).forwards(bits));
    }
}
