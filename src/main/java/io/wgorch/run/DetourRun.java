package io.wgorch.run;

import io.wgorch.apply.Crossing;
import io.wgorch.apply.DetourEnd;
import io.wgorch.apply.DetourEnd.Other;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.DetourInterface;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.plan.Detour;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Leads pairs around the change of a key: a second interface on both ends with the keys that are to come, handshakes
/// over it, the traffic switched to it; then the tunnels change while they are idle, shake hands, and take the traffic
/// back. What cannot be led around is known before anything is changed.
final class DetourRun {
    private final PlanRun look;
    private final Registry registry;
    private final SortedMap<TunnelId, DetourEnd> ends = new TreeMap<>();
    private final SortedSet<TunnelId> leftBehind = new TreeSet<>();
    private final Map<NodeName, String> broken = new ConcurrentSkipListMap<>();
    private List<Detour> detours;

    /// @param registry with the keys that are to come as the next ones
    DetourRun(PlanRun look, List<Detour> detours, Registry registry) {
        this.look = look;
        this.registry = registry;
        this.detours = List.copyOf(detours);
        detours.stream()
                .flatMap(d -> Stream.of(end(d, d.node()), end(d, d.peer())))
                .distinct()
                .forEach(tunnel -> ends.put(tunnel, end(tunnel)));
        look.states()
                .forEach((host, state) -> state.detours().stream()
                        .map(interfaceName -> new TunnelId(host, interfaceName))
                        .filter(tunnel -> !ends.containsKey(tunnel))
                        .forEach(leftBehind::add));
    }

    /// Switches the traffic.
    ///
    /// @param allowLoss whether pairs that cannot be led around go without
    /// @return why it cannot be done; nothing is left of it on any host then
    Optional<String> open(boolean allowLoss) {
        if (detours.isEmpty()) {
            return Optional.empty();
        }
        each((_, end, session) -> {
            end.up(session);
            return true;
        });
        Map<TunnelId, Set<NodeName>> met = each((_, end, session) -> end.meet(session));
        List<Detour> apart = detours.stream().filter(d -> !both(d, met)).toList();
        List<Detour> lost = apart.stream().filter(this::isAlive).toList();
        detours = detours.stream().filter(d -> !apart.contains(d)).toList();
        if (!lost.isEmpty() && !allowLoss) {
            return Optional.of(abandoned("no handshake over the detour between " + pairs(lost) + reasons()
                    + ". A firewall or a port forward on the way may know the port of the tunnel only: let "
                    + ports(lost) + " through as well."));
        }
        broken.clear();
        Map<TunnelId, Set<NodeName>> before = echoes();
        each((tunnel, end, session) -> {
            end.switchTo(session, others(tunnel, detours));
            return true;
        });
        Map<TunnelId, Set<NodeName>> after = echoes();
        List<Detour> silent = detours.stream()
                .filter(d -> answers(d, before) && !answers(d, after))
                .toList();
        if (silent.isEmpty() && broken.isEmpty()) {
            return Optional.empty();
        }
        String why = abandoned(
                silent.isEmpty()
                        ? "the traffic could not be switched to the detour" + reasons() + "."
                        : "nothing comes back over the detour between " + pairs(silent)
                                + ". A firewall on one of the hosts lets through what comes from the tunnel, but not"
                                + " from " + names(silent) + ": name that interface beside the tunnel's there.");
        return allowLoss ? Optional.empty() : Optional.of(why);
    }

    /// Gives the traffic back to the tunnels, and takes everything away, what an earlier run has left included.
    ///
    /// @param changed whether a host is as the plan wants it
    List<Crossing> close(Predicate<NodeName> changed) {
        List<Detour> done = detours.stream()
                .filter(d -> changed.test(d.node()) && changed.test(d.peer()))
                .toList();
        each((tunnel, end, session) -> {
            Set<NodeName> others = others(tunnel, done);
            return others.isEmpty() ? Set.of() : end.settle(session, others);
        });
        List<Detour> measured = detours;
        detours = List.of();
        Fleet.atOnce(leftBehind.stream().map(TunnelId::node).collect(Collectors.toSet()), host -> {
            leftBehind.stream().filter(t -> t.node().equals(host)).forEach(this::clear);
            return host;
        });
        return takeAway(measured);
    }

    private void clear(TunnelId tunnel) {
        try {
            DetourEnd.clear(look.fleet().observed(tunnel.node()), tunnel.interfaceName());
        } catch (SshException e) {
            broken.putIfAbsent(tunnel.node(), e.message());
        }
    }

    private String abandoned(String why) {
        takeAway(List.of());
        ends.clear();
        detours = List.of();
        return why + " Or say --allow-loss: such a pair then stands still for about a second.";
    }

    private List<Crossing> takeAway(List<Detour> measured) {
        each((_, end, session) -> {
            end.back(session);
            return true;
        });
        return each((tunnel, end, session) -> end.down(session, measuredAt(tunnel, measured))).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    /// What is done at one end.
    private interface Step<T> {
        T at(TunnelId tunnel, DetourEnd end, Session session) throws SshException;
    }

    /// The same at all ends at once. One where it does not work is left out, and remembered.
    private <T> SortedMap<TunnelId, T> each(Step<T> step) {
        SortedMap<TunnelId, T> results = new ConcurrentSkipListMap<>();
        Set<NodeName> hosts = ends.keySet().stream().map(TunnelId::node).collect(Collectors.toSet());
        Fleet.atOnce(hosts, host -> {
            ends.forEach((tunnel, end) -> {
                if (tunnel.node().equals(host)) {
                    try {
                        results.put(tunnel, step.at(tunnel, end, look.fleet().observed(host)));
                    } catch (SshException e) {
                        broken.putIfAbsent(host, e.message());
                    }
                }
            });
            return host;
        });
        return results;
    }

    private Map<TunnelId, Set<NodeName>> echoes() {
        return each((tunnel, end, session) -> measuredAt(tunnel, detours).isEmpty() ? Set.of() : end.alive(session));
    }

    private static List<Detour> measuredAt(TunnelId tunnel, List<Detour> detours) {
        return detours.stream().filter(d -> end(d, d.node()).equals(tunnel)).toList();
    }

    private static boolean both(Detour d, Map<TunnelId, Set<NodeName>> met) {
        return met.getOrDefault(end(d, d.node()), Set.of()).contains(d.peer())
                && met.getOrDefault(end(d, d.peer()), Set.of()).contains(d.node());
    }

    private static boolean answers(Detour d, Map<TunnelId, Set<NodeName>> echoes) {
        return echoes.getOrDefault(end(d, d.node()), Set.of()).contains(d.peer());
    }

    private static TunnelId end(Detour detour, NodeName node) {
        return new TunnelId(node, detour.interfaceName());
    }

    private static Set<NodeName> others(TunnelId tunnel, Collection<Detour> detours) {
        Set<NodeName> others = new HashSet<>();
        for (Detour d : detours) {
            if (end(d, d.node()).equals(tunnel)) {
                others.add(d.peer());
            } else if (end(d, d.peer()).equals(tunnel)) {
                others.add(d.node());
            }
        }
        return others;
    }

    /// Whether the pair has had a session lately: then somebody may miss it.
    private boolean isAlive(Detour d) {
        return live(end(d, d.node()))
                .flatMap(here -> live(end(d, d.peer()))
                        .flatMap(TunnelSeen.Live::key)
                        .flatMap(key -> Optional.ofNullable(here.stats().get(key)))
                        .map(stats -> stats.isAlive(here.now())))
                .orElse(false);
    }

    private Optional<TunnelSeen.Live> live(TunnelId tunnel) {
        return Optional.ofNullable(look.states().get(tunnel.node()))
                .flatMap(s -> s.tunnel(tunnel.interfaceName()))
                .flatMap(TunnelSeen::live);
    }

    private DetourEnd end(TunnelId tunnel) {
        MeshTunnel own = mesh(tunnel).tunnel(tunnel.node());
        List<Other> others = new ArrayList<>();
        for (Detour d : detours) {
            if (end(d, d.node()).equals(tunnel)) {
                others.add(other(tunnel, d.peer(), true));
            } else if (end(d, d.peer()).equals(tunnel)) {
                others.add(other(tunnel, d.node(), false));
            }
        }
        return new DetourEnd(tunnel.interfaceName(), beside(tunnel), key(tunnel), own.mtu(), own.addresses(), others);
    }

    private Other other(TunnelId tunnel, NodeName node, boolean echo) {
        Mesh mesh = mesh(tunnel);
        Peering there = mesh.tunnel(tunnel.node()).peering(node);
        Peering back = mesh.tunnel(node).peering(tunnel.node());
        int port = beside(new TunnelId(node, tunnel.interfaceName())).port();
        boolean first = tunnel.node().compareTo(node) < 0;
        boolean leads =
                there.endpoint().isPresent() && (first || back.endpoint().isEmpty());
        Optional<InetAddress> address = mesh.tunnel(node).addresses().stream()
                .map(Cidr::address)
                .filter(a -> there.allowedIps().stream().anyMatch(p -> p.contains(a)))
                .findFirst();
        TunnelId peer = new TunnelId(node, tunnel.interfaceName());
        return new Other(
                node,
                key(peer),
                there.endpoint().map(declared -> new Endpoint(host(tunnel, peer, declared), port)),
                leads,
                echo,
                there.allowedIps(),
                address);
    }

    /// Where the tunnel reaches the peer now, which needs no name to be looked up; else where it is declared.
    private String host(TunnelId tunnel, TunnelId peer, Endpoint declared) {
        return live(tunnel)
                .flatMap(here -> live(peer)
                        .flatMap(TunnelSeen.Live::key)
                        .flatMap(key -> Optional.ofNullable(here.stats().get(key)))
                        .flatMap(stats -> stats.endpoint()))
                .map(Endpoint::host)
                .orElse(declared.host());
    }

    private DetourInterface beside(TunnelId tunnel) {
        return DetourInterface.beside(
                        tunnel.interfaceName(),
                        mesh(tunnel).tunnel(tunnel.node()).listenPort())
                .orElseThrow();
    }

    private PublicKey key(TunnelId tunnel) {
        return registry.key(tunnel)
                .nextKey()
                .or(() -> registry.key(tunnel).publicKey())
                .orElseThrow();
    }

    private Mesh mesh(TunnelId tunnel) {
        return look.project().meshes().of(tunnel.node()).stream()
                .filter(m -> m.interfaceName().equals(tunnel.interfaceName()))
                .findFirst()
                .orElseThrow();
    }

    private String reasons() {
        return broken.isEmpty()
                ? ""
                : " ("
                        + broken.entrySet().stream()
                                .map(e -> e.getKey() + ": " + e.getValue())
                                .collect(Collectors.joining("; "))
                        + ")";
    }

    private static String pairs(List<Detour> detours) {
        return detours.stream().map(d -> d.node() + " and " + d.peer()).collect(Collectors.joining(", "));
    }

    private static String names(List<Detour> detours) {
        return detours.stream().map(d -> d.over().name()).distinct().collect(Collectors.joining(", "));
    }

    private String ports(List<Detour> lost) {
        return lost.stream()
                .flatMap(d -> Stream.of(end(d, d.node()), end(d, d.peer())))
                .map(t -> "udp/" + beside(t).port())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
