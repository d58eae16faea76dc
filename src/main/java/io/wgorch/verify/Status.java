package io.wgorch.verify;

import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Meshes;
import io.wgorch.plan.Plan;
import io.wgorch.resource.FieldChange;
import io.wgorch.resource.HostState;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.PeerStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How the mesh does right now, as its hosts tell it.
///
/// @param plan what an apply would change: the drift
/// @param links each link from each side that answered
public record Status(Plan plan, List<Link> links) {
    public Status {
        links = List.copyOf(links);
    }

    /// What a link does.
    public enum State {
        /// It has a session.
        UP,
        /// It had one; none since (180 s), which is normal for a pair that has nothing to say.
        IDLE,
        /// It never had one.
        NEVER,
        /// The peer is not set on this host.
        MISSING;

        public String keyword() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One side of a link.
    ///
    /// @param tunnel from whose side
    /// @param endpoint where the peer's last packet came from
    /// @param handshakeAge seconds since the latest handshake, on the host's own clock; empty for never
    /// @param received bytes
    /// @param sent bytes
    /// @param drift whether an apply would change something about it on this host
    public record Link(
            TunnelId tunnel,
            NodeName peer,
            State state,
            Optional<Endpoint> endpoint,
            Optional<Long> handshakeAge,
            long received,
            long sent,
            boolean drift) {}

    /// The links of all meshes, from the side of every host that answered. An evicted node has none.
    ///
    /// @param registry which key is whose
    /// @param states every host that answered
    public static Status of(Plan plan, Meshes meshes, Registry registry, Map<NodeName, HostState> states) {
        List<Link> links = new ArrayList<>();
        for (Mesh mesh : meshes.all()) {
            mesh.tunnels().forEach((node, tunnel) -> {
                HostState state = states.get(node);
                if (state != null) {
                    Seen seen = new Seen(
                            new TunnelId(node, mesh.interfaceName()),
                            state.live(mesh.interfaceName()),
                            state.facts().time(),
                            changes(plan, node, mesh.interfaceName()));
                    tunnel.peers().keySet().stream()
                            .filter(p -> !registry.isEvicted(p))
                            .forEach(p -> links.add(link(seen, p, registry)));
                }
            });
        }
        return new Status(plan, links);
    }

    /// What is known of one side of some links.
    private record Seen(TunnelId tunnel, Optional<TunnelSeen.Live> live, long now, List<FieldChange> changes) {}

    private static List<FieldChange> changes(Plan plan, NodeName node, String interfaceName) {
        return plan.hosts().stream()
                .filter(h -> h.name().equals(node))
                .flatMap(h -> h.tunnel(interfaceName).stream())
                .flatMap(c -> c.fields().stream())
                .toList();
    }

    private static Link link(Seen seen, NodeName node, Registry registry) {
        KeyState keys = registry.key(new TunnelId(node, seen.tunnel().interfaceName()));
        Optional<PeerSettings> peer = seen.live()
                .flatMap(l -> keys.keys()
                        .flatMap(k -> Optional.ofNullable(l.peers().get(k)).stream())
                        .findFirst());
        Optional<PeerStats> stats =
                peer.flatMap(p -> seen.live().map(l -> l.stats().get(p.key())));
        boolean drift = seen.changes().stream().anyMatch(f -> f.path().contains(node.value()));
        Optional<Long> age =
                stats.filter(s -> s.latestHandshake() > 0).map(s -> Math.max(0, seen.now() - s.latestHandshake()));
        State state = peer.isEmpty()
                ? State.MISSING
                : age.isEmpty() ? State.NEVER : age.get() <= PeerStats.SESSION_LIFETIME ? State.UP : State.IDLE;
        return new Link(
                seen.tunnel(),
                node,
                state,
                stats.flatMap(PeerStats::endpoint),
                age,
                stats.map(PeerStats::received).orElse(0L),
                stats.map(PeerStats::sent).orElse(0L),
                drift);
    }
}
