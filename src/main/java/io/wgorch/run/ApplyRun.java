package io.wgorch.run;

import io.wgorch.apply.Applier;
import io.wgorch.apply.Event;
import io.wgorch.apply.HostResult;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.apply.RunId;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.mesh.Peering;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.KeyDecision;
import io.wgorch.plan.Plan;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.ssh.SshException;
import io.wgorch.verify.LinkCheck;
import io.wgorch.verify.Links;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/// Carries out the plan of a [PlanRun]: keys, registry, waves, links, registry. A host that fails stops only those that
/// depend on it: the peers of a node whose key was to be replaced.
public final class ApplyRun {
    private PlanRun look;
    private final Project project;
    private Plan plan;
    private final Event.Sink events;
    private final Clock clock;
    private final String who;
    private final SortedMap<NodeName, HostResult> results = new TreeMap<>();

    /// @param plan the one that was shown
    /// @param who user and machine, for locks and journals
    public ApplyRun(PlanRun look, Plan plan, Event.Sink events, Clock clock, String who) {
        this.look = look;
        this.project = look.project();
        this.plan = plan;
        this.events = events;
        this.clock = clock;
        this.who = who;
    }

    /// To the end, whatever happens on single hosts. The plan in the report is the one that was carried out: without
    /// what depends on a host that could not make its key.
    public ApplyReport apply() {
        Ledger ledger = new Ledger(project, clock);
        Map<NodeName, PublicKey> keys = makeKeys(new Applier(look.fleet(), events, runId(ledger)));
        for (HostPlan host : plan.hosts()) {
            switch (host.status()) {
                case OK -> {
                    if (!host.hasChanges()) {
                        results.put(host.name(), HostResult.UNCHANGED);
                    }
                }
                case UNREACHABLE -> results.put(host.name(), failed(Outcome.UNREACHABLE, host));
                case FAILED -> results.put(host.name(), failed(Outcome.FAILED, host));
            }
        }
        List<LinkCheck> links = List.of();
        if (plan.hasChanges() || needsRecord()) {
            links = change(ledger, keys);
        }
        ledger.close(cleaned(), this::isClear);
        return new ApplyReport(plan, results, links, ledger.registry().debts());
    }

    private static HostResult failed(Outcome outcome, HostPlan host) {
        return new HostResult(outcome, host.error().orElse(""));
    }

    /// Whether there is something to write down although no host changes: a key that was switched in a run that was cut
    /// off, or one that was accepted.
    private boolean needsRecord() {
        return !project.recorded().equals(Optional.of(project.registry()))
                || look.assessment().decisions().entrySet().stream()
                        .anyMatch(e -> !isRecorded(e.getKey(), e.getValue()));
    }

    private boolean isRecorded(NodeName node, KeyDecision decision) {
        Optional<Registry.Entry> entry =
                Optional.ofNullable(project.registry().nodes().get(node));
        return !(decision instanceof KeyDecision.Use(PublicKey key, String _, boolean _))
                || (entry.flatMap(Registry.Entry::publicKey).equals(Optional.of(key))
                        && entry.flatMap(Registry.Entry::nextKey).isEmpty());
    }

    private List<LinkCheck> change(Ledger ledger, Map<NodeName, PublicKey> keys) {
        Map<NodeName, KeyDecision> decisions = look.assessment().decisions();
        ledger.open(decisions, keys);
        Applier applier = new Applier(look.fleet(), events, runId(ledger));
        settle(List.copyOf(results.keySet()), ledger, decisions);
        for (List<NodeName> batch : plan.order()) {
            results.putAll(look.fleet().forEach(runnable(batch), host -> applier.apply(plan.host(host), keys)));
            settle(batch, ledger, decisions);
            ledger.save();
        }
        return verify(ledger.registry());
    }

    private void settle(List<NodeName> hosts, Ledger ledger, Map<NodeName, KeyDecision> decisions) {
        hosts.stream()
                .filter(host -> results.containsKey(host) && results.get(host).ok())
                .filter(host -> setsTunnel(host) || ledger.runsNext(host, key(host)))
                .forEach(host -> ledger.settle(host, decisions));
    }

    /// The key that a host was seen to run before this run changed anything.
    private Optional<PublicKey> key(NodeName host) {
        return Optional.ofNullable(look.states().get(host))
                .flatMap(s -> s.tunnel(project.mesh().interfaceName()))
                .flatMap(TunnelSeen::key);
    }

    /// Whether a transaction that set the tunnel of a host has been confirmed.
    private boolean setsTunnel(NodeName host) {
        HostResult result = results.get(host);
        return result != null
                && result.outcome() == Outcome.APPLIED
                && plan.host(host).effective().stream()
                        .anyMatch(c -> c.id().kind().equals("tunnel"));
    }

    private RunId runId(Ledger ledger) {
        return new RunId(
                project.registry().meshId(),
                ledger.registry().serial(),
                UUID.randomUUID().toString().substring(0, 8),
                who,
                look.options().window());
    }

    private Map<NodeName, PublicKey> makeKeys(Applier applier) {
        List<NodeName> makers = plan.hosts().stream()
                .filter(h -> h.basis().flatMap(HostPlan.Basis::makesKey).isPresent())
                .map(HostPlan::name)
                .toList();
        Map<NodeName, PublicKey> keys = new ConcurrentSkipListMap<>();
        Map<NodeName, String> failed = new ConcurrentSkipListMap<>();
        look.fleet().forEach(makers, host -> {
            try {
                keys.put(host, applier.makeKey(plan.host(host)));
            } catch (SshException e) {
                failed.put(host, e.explanation(host.value()));
            }
            return host;
        });
        if (!failed.isEmpty()) {
            look = look.without(failed);
            plan = look.plan();
        }
        return keys;
    }

    /// Those of a batch that can still go: a host whose peer has failed to take its new key must keep the old one.
    private List<NodeName> runnable(Collection<NodeName> batch) {
        List<NodeName> runnable = new ArrayList<>();
        for (NodeName host : batch) {
            if (results.containsKey(host)) {
                continue;
            }
            List<String> stuck = plan.hosts().stream()
                    .filter(HostPlan::replacesKey)
                    .map(HostPlan::name)
                    .filter(n -> !n.equals(host)
                            && results.containsKey(n)
                            && !results.get(n).ok())
                    .map(NodeName::value)
                    .toList();
            if (stuck.isEmpty()) {
                runnable.add(host);
            } else {
                results.put(
                        host,
                        new HostResult(
                                Outcome.NOT_STARTED,
                                String.join(", ", stuck) + " did not take its new key, so its peers keep the old one."
                                        + " To go on without it: --limit '!" + stuck.getFirst() + "'"));
            }
        }
        return runnable;
    }

    /// Every link of a host that was changed, from its side.
    private List<LinkCheck> verify(Registry registry) {
        List<NodeName> changed = results.entrySet().stream()
                .filter(e -> e.getValue().outcome() == Outcome.APPLIED)
                .map(Map.Entry::getKey)
                .filter(n -> project.mesh().tunnels().containsKey(n))
                .filter(n -> Optional.ofNullable(look.states().get(n))
                        .map(s -> s.facts().tools().contains("ping"))
                        .orElse(false))
                .toList();
        Map<NodeName, List<LinkCheck>> checks = look.fleet().forEach(changed, host -> {
            try {
                return Links.check(
                        look.fleet().observed(host), host, project.mesh().interfaceName(), targets(host, registry));
            } catch (SshException e) {
                return targets(host, registry).stream()
                        .map(t -> new LinkCheck(host, t.node(), false, false))
                        .toList();
            }
        });
        return checks.values().stream().flatMap(List::stream).toList();
    }

    /// The peers that can answer: those that are as the mesh wants them, as far as this run has seen.
    private List<Links.Target> targets(NodeName host, Registry registry) {
        List<Links.Target> targets = new ArrayList<>();
        long since = plan.host(host).replacesKey()
                ? Optional.ofNullable(look.states().get(host))
                        .map(s -> s.facts().time())
                        .orElse(0L)
                : 0;
        for (Peering peering : project.mesh().tunnel(host).peers().values()) {
            HostResult result = results.get(peering.peer());
            Optional<PublicKey> key =
                    Optional.ofNullable(registry.nodes().get(peering.peer())).flatMap(Registry.Entry::publicKey);
            if (result != null && result.ok() && key.isPresent()) {
                peering.allowedIps().stream()
                        .findFirst()
                        .map(Cidr::address)
                        .ifPresent(a -> targets.add(new Links.Target(peering.peer(), key.get(), a, since)));
            }
        }
        return targets;
    }

    private Set<NodeName> cleaned() {
        Set<NodeName> cleaned = new HashSet<>();
        for (NodeName node : project.registry().departed().keySet()) {
            boolean answered = look.states().containsKey(node);
            boolean planned = plan.hosts().stream().anyMatch(h -> h.name().equals(node));
            HostResult result = results.get(node);
            if (answered && (!planned || (result != null && result.ok()))) {
                cleaned.add(node);
            }
        }
        return cleaned;
    }

    /// A host is clear of a key when it was seen without it, or when a transaction that set its tunnel has been
    /// confirmed: no desired tunnel has a revoked key.
    private boolean isClear(Debt debt) {
        if (look.assessment().isClear(debt)) {
            return true;
        }
        return setsTunnel(debt.host());
    }
}
