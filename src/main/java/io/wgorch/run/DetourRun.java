package io.wgorch.run;

import io.wgorch.apply.Crossing;
import io.wgorch.apply.Crossings;
import io.wgorch.apply.DetourEnd;
import io.wgorch.apply.NewKeys;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.Detour;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
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
/// back. What cannot be led around is known before anything is changed. What cannot be taken away afterwards is said.
final class DetourRun {
    private final Fleet fleet;
    private final DetourEnds all;
    private final SortedMap<TunnelId, DetourEnd> ends;
    private final SortedSet<TunnelId> leftBehind = new TreeSet<>();

    /// Ends at which something did not work: nothing more is asked of them until there is a new connection.
    private final Map<TunnelId, String> broken = new ConcurrentSkipListMap<>();

    private final SortedMap<NodeName, String> left = new TreeMap<>();
    private List<Detour> detours;

    /// @param registry with the keys that are to come as the next ones
    /// @param keys those that the hosts have by now
    DetourRun(PlanRun look, List<Detour> detours, Registry registry, NewKeys keys) {
        this.fleet = look.fleet();
        this.all = new DetourEnds(
                look.project(),
                look.states(),
                registry,
                (tunnel, peer) -> look.assessment().psk(tunnel, peer).flatMap(keys::known));
        this.ends = all.of(detours);
        this.detours = List.copyOf(detours);
        look.states()
                .forEach((host, state) -> state.detours().stream()
                        .map(interfaceName -> new TunnelId(host, interfaceName))
                        .filter(tunnel -> !ends.containsKey(tunnel))
                        .forEach(leftBehind::add));
    }

    /// Switches the traffic.
    ///
    /// @param allowLoss whether pairs that cannot be led around go without
    /// @return why it cannot be done; the traffic is where it was then
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
        List<Detour> lost = apart.stream().filter(all::isAlive).toList();
        detours = detours.stream().filter(d -> !apart.contains(d)).toList();
        if (!lost.isEmpty() && !allowLoss) {
            return Optional.of(abandoned("no handshake over the detour between " + pairs(lost) + reasons()
                    + ". A firewall or a port forward on the way may know the port of the tunnel only: let "
                    + ports(lost) + " through as well."));
        }
        broken.clear();
        Map<TunnelId, Set<NodeName>> before = echoes();
        each((tunnel, end, session) -> {
            Set<NodeName> others = others(tunnel, detours);
            if (!others.isEmpty()) {
                end.switchTo(session, others);
            }
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
    Crossings close(Predicate<NodeName> changed) {
        List<Detour> done = detours.stream()
                .filter(d -> changed.test(d.node()) && changed.test(d.peer()))
                .toList();
        each((tunnel, end, session) -> {
            Set<NodeName> others = others(tunnel, done);
            return others.isEmpty() ? Set.of() : end.settle(session, others);
        });
        List<Detour> measured = detours;
        detours = List.of();
        List<Crossing> crossings = takeAway(measured);
        at(leftBehind, tunnel -> {
            DetourEnd.clear(fleet.observed(tunnel.node()), tunnel.interfaceName());
            return true;
        });
        note();
        return new Crossings(crossings, left);
    }

    private String abandoned(String why) {
        takeAway(List.of());
        ends.clear();
        detours = List.of();
        return why + " Or say --allow-loss: such a pair then stands still for about a second.";
    }

    private List<Crossing> takeAway(List<Detour> measured) {
        renew();
        each((_, end, session) -> {
            end.back(session);
            return true;
        });
        renew();
        List<Crossing> crossings =
                each((tunnel, end, session) -> end.down(session, measuredAt(tunnel, measured))).values().stream()
                        .flatMap(List::stream)
                        .toList();
        note();
        return crossings;
    }

    /// A connection that did not work is made anew: what stays on one end alone swallows what it sends to the others.
    private void renew() {
        Set<NodeName> hosts = hosts(broken.keySet());
        Fleet.atOnce(hosts, host -> {
            try {
                fleet.reconnect(host);
                broken.keySet().removeIf(tunnel -> tunnel.node().equals(host));
            } catch (SshException e) {
                broken.replaceAll((tunnel, why) -> tunnel.node().equals(host) ? e.message() : why);
            }
            return host;
        });
    }

    private void note() {
        broken.forEach((tunnel, why) -> left.put(
                tunnel.node(),
                "the detour beside " + tunnel.interfaceName() + " could not be taken away (" + why
                        + "). Some of its pairs may be down until it ends by itself, "
                        + DetourEnd.LEASE.toMinutes() + " minutes after it was made."));
        broken.clear();
    }

    /// What is done at one end.
    private interface Step<T> {
        T at(TunnelId tunnel, DetourEnd end, Session session) throws SshException;
    }

    /// The same at all ends at once.
    private <T> SortedMap<TunnelId, T> each(Step<T> step) {
        return at(
                ends.keySet(),
                tunnel -> step.at(
                        tunnel, Optional.ofNullable(ends.get(tunnel)).orElseThrow(), fleet.observed(tunnel.node())));
    }

    /// What is done beside one tunnel.
    private interface Deed<T> {
        T at(TunnelId tunnel) throws SshException;
    }

    /// One where it does not work is left out, and remembered.
    private <T> SortedMap<TunnelId, T> at(Set<TunnelId> tunnels, Deed<T> deed) {
        SortedMap<TunnelId, T> results = new ConcurrentSkipListMap<>();
        Fleet.atOnce(hosts(tunnels), host -> {
            for (TunnelId tunnel : tunnels) {
                if (tunnel.node().equals(host) && !broken.containsKey(tunnel)) {
                    try {
                        results.put(tunnel, deed.at(tunnel));
                    } catch (SshException e) {
                        broken.put(tunnel, e.message());
                    }
                }
            }
            return host;
        });
        return results;
    }

    private static Set<NodeName> hosts(Set<TunnelId> tunnels) {
        return tunnels.stream().map(TunnelId::node).collect(Collectors.toSet());
    }

    private Map<TunnelId, Set<NodeName>> echoes() {
        return each((tunnel, end, session) -> measuredAt(tunnel, detours).isEmpty() ? Set.of() : end.alive(session));
    }

    private static List<Detour> measuredAt(TunnelId tunnel, List<Detour> detours) {
        return detours.stream().filter(d -> d.near().equals(tunnel)).toList();
    }

    private static boolean both(Detour d, Map<TunnelId, Set<NodeName>> met) {
        return met.getOrDefault(d.near(), Set.of()).contains(d.peer())
                && met.getOrDefault(d.far(), Set.of()).contains(d.node());
    }

    private static boolean answers(Detour d, Map<TunnelId, Set<NodeName>> echoes) {
        return echoes.getOrDefault(d.near(), Set.of()).contains(d.peer());
    }

    private static Set<NodeName> others(TunnelId tunnel, Collection<Detour> detours) {
        Set<NodeName> others = new HashSet<>();
        for (Detour d : detours) {
            if (d.near().equals(tunnel)) {
                others.add(d.peer());
            } else if (d.far().equals(tunnel)) {
                others.add(d.node());
            }
        }
        return others;
    }

    private String reasons() {
        return broken.isEmpty()
                ? ""
                : " ("
                        + broken.entrySet().stream()
                                .map(e -> e.getKey().node() + ": " + e.getValue())
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
                .flatMap(d -> Stream.of(d.near(), d.far()))
                .map(t -> "udp/" + all.beside(t).port())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
