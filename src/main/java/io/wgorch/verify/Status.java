package io.wgorch.verify;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Peering;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Plan;
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
    /// @param endpoint where the peer's last packet came from
    /// @param handshakeAge seconds since the latest handshake, on the host's own clock; empty for never
    /// @param received bytes
    /// @param sent bytes
    /// @param drift whether an apply would change something about it on this host
    public record Link(
            NodeName node,
            NodeName peer,
            State state,
            Optional<Endpoint> endpoint,
            Optional<Long> handshakeAge,
            long received,
            long sent,
            boolean drift) {}

    /// The links of a mesh, from the side of every host that answered.
    ///
    /// @param states every host that answered
    public static Status of(Plan plan, Mesh mesh, Map<NodeName, HostState> states) {
        List<Link> links = new ArrayList<>();
        mesh.tunnels().forEach((node, tunnel) -> {
            HostState state = states.get(node);
            if (state != null) {
                Optional<TunnelSeen.Live> live =
                        state.tunnel(mesh.interfaceName()).flatMap(TunnelSeen::live);
                long now = state.facts().time();
                tunnel.peers().values().forEach(p -> links.add(link(node, p, live, now, plan)));
            }
        });
        return new Status(plan, links);
    }

    private static Link link(NodeName node, Peering peering, Optional<TunnelSeen.Live> live, long now, Plan plan) {
        Optional<PeerSettings> peer = live.flatMap(l -> l.peers().values().stream()
                .filter(p -> p.allowedIps().equals(peering.allowedIps()))
                .findFirst());
        Optional<PeerStats> stats = peer.flatMap(p -> live.map(l -> l.stats().get(p.key())));
        boolean drift = plan.hosts().stream()
                .filter(h -> h.name().equals(node))
                .map(HostPlan::effective)
                .flatMap(List::stream)
                .flatMap(c -> c.fields().stream())
                .anyMatch(f -> f.path().contains(peering.peer().value()));
        Optional<Long> age =
                stats.filter(s -> s.latestHandshake() > 0).map(s -> Math.max(0, now - s.latestHandshake()));
        State state = peer.isEmpty()
                ? State.MISSING
                : age.isEmpty() ? State.NEVER : age.get() <= PeerStats.SESSION_LIFETIME ? State.UP : State.IDLE;
        return new Link(
                node,
                peering.peer(),
                state,
                stats.flatMap(PeerStats::endpoint),
                age,
                stats.map(PeerStats::received).orElse(0L),
                stats.map(PeerStats::sent).orElse(0L),
                drift);
    }
}
