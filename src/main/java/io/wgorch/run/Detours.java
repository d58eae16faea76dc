package io.wgorch.run;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.DetourInterface;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.Peering;
import io.wgorch.plan.Detour;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Plan;
import io.wgorch.resource.HostState;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.resource.TunnelSeen.Live;
import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pairs that have to be led around a plan: those that carry traffic now, and of which a key is replaced.
final class Detours {
    private final Map<NodeName, HostState> states;
    private final Plan plan;

    private Detours(Map<NodeName, HostState> states, Plan plan) {
        this.states = Map.copyOf(states);
        this.plan = plan;
    }

    static List<Detour> due(Meshes meshes, Map<NodeName, HostState> states, Plan plan) {
        Detours detours = new Detours(states, plan);
        List<Detour> due = new ArrayList<>();
        for (Mesh mesh : meshes.all()) {
            mesh.tunnels().keySet().stream()
                    .filter(node -> detours.replacesKey(node, mesh))
                    .forEach(node -> due.addAll(detours.of(node, mesh)));
        }
        return due;
    }

    private List<Detour> of(NodeName node, Mesh mesh) {
        MeshTunnel tunnel = mesh.tunnel(node);
        Optional<DetourInterface> over = DetourInterface.beside(mesh.interfaceName(), tunnel.listenPort());
        return over.isEmpty()
                ? List.of()
                : tunnel.peers().values().stream()
                        .filter(peering ->
                                isOpen(peering, mesh.tunnel(peering.peer()).peering(node)))
                        .map(Peering::peer)
                        .filter(peer -> isPlanned(peer) && knowEachOther(node, peer, mesh))
                        .filter(peer -> !replacesKey(peer, mesh) || node.compareTo(peer) < 0)
                        .map(peer -> new Detour(mesh.interfaceName(), over.get(), node, peer))
                        .toList();
    }

    private boolean replacesKey(NodeName node, Mesh mesh) {
        return isPlanned(node) && plan.host(node).replacesKey(mesh.interfaceName());
    }

    private boolean isPlanned(NodeName node) {
        return plan.hosts().stream()
                .anyMatch(h -> h.name().equals(node) && h.status() == HostPlan.Status.OK && !h.leaves());
    }

    /// Whether somebody dials, and something is routed, as the mesh wants it.
    private static boolean isOpen(Peering there, Peering back) {
        return !there.allowedIps().isEmpty()
                && !back.allowedIps().isEmpty()
                && (there.endpoint().isPresent() || back.endpoint().isPresent());
    }

    /// Whether both run the key that the other expects. A pair that is torn already has nothing to lose.
    private boolean knowEachOther(NodeName one, NodeName other, Mesh mesh) {
        Optional<Live> here = live(one, mesh);
        Optional<Live> there = live(other, mesh);
        return here.flatMap(Live::key).map(key -> expects(there, key)).orElse(false)
                && there.flatMap(Live::key).map(key -> expects(here, key)).orElse(false);
    }

    private static boolean expects(Optional<Live> live, PublicKey key) {
        return live.map(l -> l.up() && l.peers().containsKey(key)).orElse(false);
    }

    private Optional<Live> live(NodeName node, Mesh mesh) {
        return Optional.ofNullable(states.get(node))
                .flatMap(s -> s.tunnel(mesh.interfaceName()))
                .flatMap(TunnelSeen::live);
    }
}
