package io.wgorch.run;

import io.wgorch.inventory.NodeName;
import io.wgorch.plan.Planner;
import io.wgorch.resource.HostFacts;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Manifest;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.TunnelSeen;
import java.util.Map;
import java.util.Optional;

/// Why a host that answers is not touched all the same: it is somebody else's, or another node's.
final class Obstacles {
    private final Project project;
    private final Map<NodeName, HostState> states;

    Obstacles(Project project, Map<NodeName, HostState> states) {
        this.project = project;
        this.states = Map.copyOf(states);
    }

    Optional<String> of(NodeName node, HostState state) {
        return running(state)
                .or(() -> newerVersion(state))
                .or(() -> twin(node, state.facts()))
                .or(() -> otherNode(node, state))
                .or(() -> foreignTunnel(state));
    }

    /// What an open transaction shows is not what the host will keep.
    private static Optional<String> running(HostState state) {
        return state.interrupted().stream()
                .map(t -> t.split(" by ", 2))
                .filter(t -> t.length == 2)
                .findFirst()
                .map(t -> "another run holds this host: " + t[1] + ". If it was cut off, the host puts the old"
                        + " configuration back by itself; then run this again.");
    }

    private static Optional<String> newerVersion(HostState state) {
        return state.foreignManifest()
                ? Optional.of(
                        "/var/lib/wgorch/manifest on this host is of a newer wgorch, or damaged. Use the version that"
                                + " wrote it; /var/lib/wgorch/journal says who that was.")
                : Optional.empty();
    }

    private Optional<String> twin(NodeName node, HostFacts facts) {
        return states.entrySet().stream()
                .filter(e -> !e.getKey().equals(node))
                .filter(e -> e.getValue().facts().machineId().equals(facts.machineId())
                        && e.getValue().facts().bootId().equals(facts.bootId()))
                .findFirst()
                .filter(e -> project.inventory().nodes().containsKey(e.getKey()))
                .map(e -> "this is the same host as " + e.getKey() + " (machine-id " + facts.machineId()
                        + "): correct the ssh or endpoint settings of one of them.");
    }

    private static Optional<String> otherNode(NodeName node, HostState state) {
        return state.manifest()
                .map(Manifest::node)
                .filter(name -> !name.equals(node.value()))
                .map(name ->
                        "this host is already in the mesh as '" + name + "'. Correct the ssh or endpoint settings of "
                                + node + ", or, if it was renamed, call it '" + name + "' again.");
    }

    /// A tunnel that was there before us is neither changed nor taken over.
    private Optional<String> foreignTunnel(HostState state) {
        String name = project.mesh().interfaceName();
        boolean ours = state.manifest()
                .map(m -> m.resources().keySet().stream()
                        .anyMatch(id -> id.kind().equals("tunnel") && id.name().equals(name)))
                .orElse(false);
        Optional<String> other = state.manifest().stream()
                .flatMap(m -> m.resources().keySet().stream())
                .filter(id -> id.kind().equals("tunnel") && !id.name().equals(name))
                .map(ResourceId::name)
                .findFirst();
        if (other.isPresent()) {
            return Optional.of("this host is in the mesh with " + other.get()
                    + ", and an interface cannot be renamed while" + " it runs: write 'interface: " + other.get()
                    + "' again, or take the node out, apply, and put it back.");
        }
        boolean known = state.tunnel(name)
                .flatMap(TunnelSeen::key)
                .map(Planner.names(project.registry())::containsKey)
                .orElse(false);
        boolean there = state.tunnel(name).map(TunnelSeen::present).orElse(false);
        return ours || known || !there
                ? Optional.empty()
                : Optional.of(name + " on this host was not made by wgorch, so it is left alone. Choose another"
                        + " 'interface:' for the mesh, or take that tunnel away first: systemctl disable --now wg-quick@"
                        + name + " and move /etc/wireguard/" + name + ".conf");
    }
}
