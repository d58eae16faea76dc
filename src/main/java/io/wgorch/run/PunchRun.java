package io.wgorch.run;

import io.wgorch.apply.HolePunch;
import io.wgorch.apply.HolePunch.Trial;
import io.wgorch.apply.PunchResult;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.Punch;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Tries to join pairs behind NATs directly, all at one time: asks who sees them where they are seen, lets both ends of
/// each pair dial each other there, and tells who has met. A host that cannot be asked has met nobody. What is changed
/// on the hosts for it is gone at the end.
final class PunchRun {
    private final Fleet fleet;
    private final Registry registry;
    private final List<Cidr> carried;
    private final Map<TunnelId, Map<PublicKey, Endpoint>> seen = new HashMap<>();

    /// @param registry which key is whose
    /// @param carried networks that the tunnels carry: nobody is dialled there
    PunchRun(Fleet fleet, Registry registry, List<Cidr> carried) {
        this.fleet = fleet;
        this.registry = registry;
        this.carried = List.copyOf(carried);
    }

    List<PunchResult> run(List<Punch> punches) {
        look(punches);
        List<Attempt> attempts = punches.stream().map(this::attempt).toList();
        Map<NodeName, Set<Trial>> trials = new TreeMap<>();
        attempts.stream()
                .filter(Attempt::possible)
                .forEach(a -> a.trials()
                        .forEach((node, trial) -> trials.computeIfAbsent(node, _ -> new HashSet<>())
                                .add(trial)));
        Map<NodeName, Set<Trial>> met =
                Fleet.atOnce(trials.keySet(), node -> meet(node, trials.getOrDefault(node, Set.of())));
        return attempts.stream().map(a -> a.result(met)).toList();
    }

    /// Asks every learner once for each of its tunnels.
    private void look(List<Punch> punches) {
        Map<TunnelId, Set<PublicKey>> wanted = new TreeMap<>();
        for (Punch p : punches) {
            Set<PublicKey> keys =
                    wanted.computeIfAbsent(new TunnelId(p.learner(), p.interfaceName()), _ -> new HashSet<>());
            key(p, p.one()).ifPresent(keys::add);
            key(p, p.other()).ifPresent(keys::add);
        }
        Set<NodeName> learners = new TreeSet<>();
        wanted.keySet().forEach(t -> learners.add(t.node()));
        fleet.forEach(learners, node -> {
                    Map<TunnelId, Map<PublicKey, Endpoint>> own = new HashMap<>();
                    wanted.forEach((tunnel, keys) -> {
                        if (tunnel.node().equals(node)) {
                            own.put(tunnel, seen(tunnel, keys));
                        }
                    });
                    return own;
                })
                .values()
                .forEach(seen::putAll);
    }

    private Map<PublicKey, Endpoint> seen(TunnelId tunnel, Set<PublicKey> keys) {
        try {
            return HolePunch.seen(fleet.observed(tunnel.node()), tunnel.interfaceName(), keys);
        } catch (SshException e) {
            return Map.of();
        }
    }

    private Set<Trial> meet(NodeName node, Set<Trial> trials) {
        try {
            return HolePunch.met(fleet.observed(node), trials);
        } catch (SshException e) {
            return Set.of();
        }
    }

    private Optional<PublicKey> key(Punch punch, NodeName node) {
        return registry.key(new TunnelId(node, punch.interfaceName())).publicKey();
    }

    /// Where a node is seen, if it can be dialled there.
    private Optional<Endpoint> at(Punch punch, NodeName node) {
        Map<PublicKey, Endpoint> all =
                seen.getOrDefault(new TunnelId(punch.learner(), punch.interfaceName()), Map.of());
        return key(punch, node)
                .flatMap(k -> Optional.ofNullable(all.get(k)))
                .filter(at -> Ip.parse(at.host())
                        .map(a -> carried.stream().noneMatch(c -> c.contains(a)))
                        .orElse(false));
    }

    private Attempt attempt(Punch punch) {
        List<Endpoint> endpoints = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        for (NodeName node : List.of(punch.one(), punch.other())) {
            at(punch, node).ifPresentOrElse(endpoints::add, () -> unseen.add(node.value()));
        }
        if (!unseen.isEmpty()) {
            return new Attempt(
                    punch, List.of(), Map.of(), punch.learner() + " does not see " + String.join(", ", unseen));
        }
        return new Attempt(
                punch,
                endpoints,
                Map.of(
                        punch.one(),
                        trial(punch, punch.other(), endpoints.getLast(), true),
                        punch.other(),
                        trial(punch, punch.one(), endpoints.getFirst(), false)),
                "no handshake at " + endpoints.getFirst() + " and " + endpoints.getLast());
    }

    private Trial trial(Punch punch, NodeName peer, Endpoint at, boolean leads) {
        return new Trial(punch.interfaceName(), key(punch, peer).orElseThrow(), at, leads);
    }

    /// @param trials by host
    /// @param failure what is said when they do not meet
    private record Attempt(Punch punch, List<Endpoint> endpoints, Map<NodeName, Trial> trials, String failure) {
        boolean possible() {
            return !trials.isEmpty();
        }

        PunchResult result(Map<NodeName, Set<Trial>> met) {
            boolean both = possible()
                    && trials.entrySet().stream()
                            .allMatch(
                                    t -> met.getOrDefault(t.getKey(), Set.of()).contains(t.getValue()));
            return both ? new PunchResult(punch, endpoints, "") : new PunchResult(punch, List.of(), failure);
        }
    }
}
