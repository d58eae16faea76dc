package io.wgorch.run;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.plan.Preconditions;
import io.wgorch.resource.HostFacts;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Manifest;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Why a host that answers is not touched all the same: it is somebody else's, or another node's.
final class Obstacles {
    private final Project project;
    private final Map<NodeName, HostState> states;
    private final Map<PublicKey, String> names;

    /// @param names whose key is whose
    Obstacles(Project project, Map<NodeName, HostState> states, Map<PublicKey, String> names) {
        this.project = project;
        this.states = Map.copyOf(states);
        this.names = Map.copyOf(names);
    }

    Optional<String> of(NodeName node, HostState state, Goal goal) {
        return running(state)
                .or(() -> newerVersion(state))
                .or(() -> twin(node, state.facts()))
                .or(() -> otherNode(node, state))
                .or(() -> goal.destroys()
                        ? Optional.empty()
                        : renamed(node, state).or(() -> foreignTunnel(node, state)));
    }

    /// A host that is reached through the mesh from an address that its node is to lose. Whichever of the two changed
    /// first would be cut off from the other, and that would be no fault of its own to be undone.
    Optional<String> cutOff(Goal goal) {
        return states.entrySet().stream()
                .filter(e -> Preconditions.isReachedThroughTunnel(e.getValue()))
                .flatMap(e -> e.getValue().facts().sshClient().stream()
                        .flatMap(client -> states.keySet().stream()
                                .filter(way -> loses(way, client, goal))
                                .map(way -> e.getKey() + " is managed through the mesh, from " + Ip.text(client)
                                        + ", which " + way + " would lose: nobody would get to " + e.getKey()
                                        + " any more. Nothing was changed. Until that is done, give " + e.getKey()
                                        + " an 'ssh.host' outside the mesh.")))
                .min(Comparator.naturalOrder());
    }

    private boolean loses(NodeName node, InetAddress address, Goal goal) {
        boolean has = Optional.ofNullable(states.get(node)).stream()
                .flatMap(s -> s.tunnels().stream())
                .anyMatch(tunnel -> tunnel.holds(address));
        boolean keeps = !goal.destroys()
                && project.meshes().of(node).stream()
                        .flatMap(m -> m.tunnel(node).addresses().stream())
                        .anyMatch(a -> a.address().equals(address));
        return has && !keeps;
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

    /// A tunnel that is to go, and whose port or addresses one that is to come would need before it has gone.
    private Optional<String> renamed(NodeName node, HostState state) {
        List<String> interfaces =
                project.tunnels(node).stream().map(TunnelId::interfaceName).toList();
        for (String old : ours(state)) {
            Optional<TunnelSeen.Live> live = state.live(old);
            if (!interfaces.contains(old) && live.isPresent()) {
                if (project.meshes().of(node).stream().anyMatch(m -> takesPlaceOf(live.get(), m.tunnel(node)))) {
                    return Optional.of("this host is in the mesh with " + old + ", and an interface cannot be renamed"
                            + " while it runs: write 'interface: " + old
                            + "' again, or take the node out, apply, and put it back.");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean takesPlaceOf(TunnelSeen.Live old, MeshTunnel tunnel) {
        return old.listenPort() == tunnel.listenPort()
                || tunnel.addresses().stream().anyMatch(old.addresses()::contains);
    }

    /// The interfaces that the manifest says are ours.
    private static List<String> ours(HostState state) {
        return state.manifest().stream()
                .flatMap(m -> m.resources().keySet().stream())
                .filter(ResourceId::isTunnel)
                .map(ResourceId::name)
                .toList();
    }

    /// A tunnel that was there before us is neither changed nor taken over.
    private Optional<String> foreignTunnel(NodeName node, HostState state) {
        List<String> ours = ours(state);
        return project.tunnels(node).stream()
                .map(TunnelId::interfaceName)
                .filter(name -> !ours.contains(name))
                .filter(name -> state.tunnel(name).map(TunnelSeen::present).orElse(false))
                .filter(name -> state.tunnel(name)
                        .flatMap(TunnelSeen::key)
                        .filter(names::containsKey)
                        .isEmpty())
                .findFirst()
                .map(name -> name + " on this host was not made by wgorch, so it is left alone. Choose another"
                        + " 'interface:' for the mesh, or take that tunnel away first: systemctl disable --now"
                        + " wg-quick@" + name + " and move /etc/wireguard/" + name + ".conf");
    }
}
