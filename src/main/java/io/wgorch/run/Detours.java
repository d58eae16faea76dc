package io.wgorch.run;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.DetourInterface;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Peering;
import io.wgorch.plan.Detour;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Plan;
import io.wgorch.resource.HostState;
import io.wgorch.resource.TunnelSeen.Live;
import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the pairs of a plan feel of a new key: those that carry traffic now are led around it, where that is possible.
final class Detours {
    private final Project project;
    private final Map<NodeName, HostState> states;
    private final Plan plan;
    private final List<Detour> led = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    /// @param states of the hosts that have answered
    Detours(Project project, Map<NodeName, HostState> states, Plan plan) {
        this.project = project;
        this.states = Map.copyOf(states);
        this.plan = plan;
        for (Mesh mesh : project.meshes().all()) {
            mesh.tunnels().keySet().stream()
                    .filter(node -> replacesKey(node, mesh))
                    .forEach(node -> mesh.tunnel(node).peers().values().forEach(peering -> add(node, peering, mesh)));
        }
    }

    /// The pairs that are led around.
    List<Detour> led() {
        return led;
    }

    /// What the others feel, in words.
    List<String> others() {
        return others;
    }

    private void add(NodeName node, Peering peering, Mesh mesh) {
        NodeName peer = peering.peer();
        Peering back = mesh.tunnel(peer).peering(node);
        if (peering.allowedIps().isEmpty() || back.allowedIps().isEmpty()) {
            // A hub that stands by is sent nothing.
            return;
        }
        String pair =
                node + " with " + peer + (project.meshes().of(node).size() > 1 ? " on " + mesh.interfaceName() : "");
        Optional<DetourInterface> over = DetourInterface.beside(
                        mesh.interfaceName(), mesh.tunnel(node).listenPort())
                .filter(_ -> !isPunched(node, peer, mesh));
        if (!isPlanned(peer)) {
            others.add(pair + " (until it learns the new key)");
        } else if (knowEachOther(node, peer, mesh) && (!replacesKey(peer, mesh) || node.compareTo(peer) < 0)) {
            over.ifPresentOrElse(
                    o -> led.add(new Detour(mesh.interfaceName(), o, node, peer)),
                    () -> others.add(pair + " (about 1 s: new key)"));
        }
    }

    /// Whether the two meet through their NATs, which know the ports of the tunnels only.
    private boolean isPunched(NodeName one, NodeName other, Mesh mesh) {
        return project.registry().punched().stream()
                .anyMatch(p -> p.met()
                        && p.interfaceName().equals(mesh.interfaceName())
                        && Set.of(p.one(), p.other()).equals(Set.of(one, other)));
    }

    private boolean replacesKey(NodeName node, Mesh mesh) {
        return isPlanned(node) && plan.host(node).replacesKey(mesh.interfaceName());
    }

    private boolean isPlanned(NodeName node) {
        return plan.hosts().stream()
                .anyMatch(h -> h.name().equals(node) && h.status() == HostPlan.Status.OK && !h.leaves());
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
        return Optional.ofNullable(states.get(node)).flatMap(s -> s.live(mesh.interfaceName()));
    }
}
