package io.wgorch.run;

import io.wgorch.apply.DetourEnd;
import io.wgorch.apply.DetourEnd.Other;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.DetourInterface;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.plan.Detour;
import io.wgorch.resource.HostState;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PeerStats;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/// What each end of the detours of a plan has to be told: of itself, and of those that it meets. Pure.
///
/// @param states of the hosts that have answered
/// @param registry with the keys that are to come as the next ones
/// @param psks of a tunnel with a peer, the preshared key that both are to have
record DetourEnds(
        Project project,
        Map<NodeName, HostState> states,
        Registry registry,
        BiFunction<TunnelId, NodeName, Optional<PskHash>> psks) {
    SortedMap<TunnelId, DetourEnd> of(List<Detour> detours) {
        SortedMap<TunnelId, List<Other>> others = new TreeMap<>();
        for (Detour d : detours) {
            others.computeIfAbsent(d.near(), _ -> new ArrayList<>()).add(other(d.near(), d.far(), true));
            others.computeIfAbsent(d.far(), _ -> new ArrayList<>()).add(other(d.far(), d.near(), false));
        }
        SortedMap<TunnelId, DetourEnd> ends = new TreeMap<>();
        others.forEach((tunnel, all) -> ends.put(tunnel, end(tunnel, all)));
        return ends;
    }

    /// Whether the pair has had a session lately: then somebody may miss it.
    boolean isAlive(Detour detour) {
        return live(detour.near())
                .flatMap(here -> stats(here, detour.far()).map(stats -> stats.isAlive(here.now())))
                .orElse(false);
    }

    /// The interface beside a tunnel.
    DetourInterface beside(TunnelId tunnel) {
        return DetourInterface.beside(tunnel.interfaceName(), own(tunnel).listenPort())
                .orElseThrow();
    }

    private DetourEnd end(TunnelId tunnel, List<Other> others) {
        MeshTunnel own = own(tunnel);
        return new DetourEnd(
                tunnel.interfaceName(),
                beside(tunnel),
                key(tunnel),
                own.mtu(),
                own.addresses(),
                registry.meshId(),
                others);
    }

    private Other other(TunnelId tunnel, TunnelId peer, boolean echo) {
        Peering there = own(tunnel).peering(peer.node());
        Peering back = own(peer).peering(tunnel.node());
        int port = beside(peer).port();
        boolean first = tunnel.node().compareTo(peer.node()) < 0;
        boolean leads =
                there.endpoint().isPresent() && (first || back.endpoint().isEmpty());
        Optional<InetAddress> address = own(peer).addresses().stream()
                .map(Cidr::address)
                .filter(a -> there.allowedIps().stream().anyMatch(p -> p.contains(a)))
                .findFirst();
        return new Other(
                peer.node(),
                key(peer),
                psks.apply(tunnel, peer.node()),
                there.endpoint().map(declared -> new Endpoint(host(tunnel, peer, declared), port)),
                leads,
                echo,
                there.allowedIps(),
                address);
    }

    /// Where the tunnel reaches the peer now, which needs no name to be looked up; else where it is declared.
    private String host(TunnelId tunnel, TunnelId peer, Endpoint declared) {
        return live(tunnel)
                .flatMap(here -> stats(here, peer))
                .flatMap(PeerStats::endpoint)
                .map(Endpoint::host)
                .orElse(declared.host());
    }

    /// What one end has measured of the other, if it knows the key that the other runs.
    private Optional<PeerStats> stats(TunnelSeen.Live here, TunnelId peer) {
        return live(peer)
                .flatMap(TunnelSeen.Live::key)
                .flatMap(key -> Optional.ofNullable(here.stats().get(key)));
    }

    private Optional<TunnelSeen.Live> live(TunnelId tunnel) {
        return Optional.ofNullable(states.get(tunnel.node())).flatMap(s -> s.live(tunnel.interfaceName()));
    }

    private MeshTunnel own(TunnelId tunnel) {
        return project.meshes().of(tunnel).orElseThrow().tunnel(tunnel.node());
    }

    private PublicKey key(TunnelId tunnel) {
        return registry.key(tunnel)
                .nextKey()
                .or(() -> registry.key(tunnel).publicKey())
                .orElseThrow();
    }
}
