package io.wgorch.run;

import io.wgorch.apply.Applier;
import io.wgorch.apply.Event;
import io.wgorch.apply.HostResult;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.apply.PunchResult;
import io.wgorch.apply.RunId;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Peering;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.KeyDecision;
import io.wgorch.plan.Plan;
import io.wgorch.plan.Punch;
import io.wgorch.resource.Tunnel;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.ssh.SshException;
import io.wgorch.verify.LinkCheck;
import io.wgorch.verify.Links;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        Map<TunnelId, PublicKey> keys = makeKeys(new Applier(look.fleet(), events, runId(ledger)));
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
        ledger.close(cleaned(), gone(), this::isFree, this::isClear);
        ApplyReport report = new ApplyReport(
                plan, results, links, List.of(), ledger.registry().debts());
        List<Punch> possible = plan.punches().stream()
                .filter(p -> isOk(p.one()) && isOk(p.other()) && isOk(p.learner()))
                .toList();
        return possible.isEmpty() ? report : punch(possible, ledger, report);
    }

    /// Joins pairs behind NATs directly where that works: those that meet move by a second plan, like any other change.
    private ApplyReport punch(List<Punch> punches, Ledger ledger, ApplyReport first) {
        List<PunchResult> tried = new PunchRun(
                        look.fleet(), ledger.registry(), project.inventory().carried())
                .run(punches);
        Set<NodeName> movers = tried.stream()
                .filter(PunchResult::met)
                .flatMap(t -> Stream.of(t.punch().one(), t.punch().other()))
                .collect(Collectors.toSet());
        if (movers.isEmpty()) {
            return first.and(told(tried, punched(tried), ledger));
        }
        List<Punched> met = punched(tried);
        Registry changed =
                ledger.registry().withPunched(Punches.replaced(ledger.registry().punched(), met));
        Diagnostics refused = new Diagnostics();
        Project next = project.with(Optional.of(changed), changed, List.of(), refused);
        if (!refused.isEmpty()) {
            String why = refused.sorted().getFirst().message();
            List<PunchResult> parted = tried.stream().map(t -> t.refused(why)).toList();
            return first.and(told(parted, punched(parted), ledger));
        }
        ApplyReport report = first.and(told(tried, met, ledger));
        PlanRun again = look.again(next, movers);
        return report.then(new ApplyRun(again, again.plan(), events, clock, who).apply());
    }

    private List<PunchResult> told(List<PunchResult> tried, List<Punched> record, Ledger ledger) {
        tried.forEach(t -> events.on(new Event.Tried(t)));
        ledger.punched(record);
        return tried;
    }

    private List<Punched> punched(List<PunchResult> tried) {
        return tried.stream()
                .map(t -> new Punched(
                        t.punch().interfaceName(),
                        t.punch().one(),
                        t.punch().other(),
                        t.endpoints(),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS)))
                .toList();
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

    private boolean isRecorded(TunnelId tunnel, KeyDecision decision) {
        KeyState state = project.registry().key(tunnel);
        return !(decision instanceof KeyDecision.Use(PublicKey key, String _, boolean _))
                || (state.publicKey().equals(Optional.of(key))
                        && state.nextKey().isEmpty());
    }

    private List<LinkCheck> change(Ledger ledger, Map<TunnelId, PublicKey> keys) {
        Map<TunnelId, KeyDecision> decisions = look.assessment().decisions();
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

    private void settle(List<NodeName> hosts, Ledger ledger, Map<TunnelId, KeyDecision> decisions) {
        hosts.stream()
                .filter(this::isOk)
                .flatMap(host -> project.tunnels(host).stream())
                .filter(tunnel -> sets(tunnel) || ledger.runsNext(tunnel, key(tunnel)))
                .forEach(tunnel -> ledger.settle(tunnel, decisions));
    }

    /// The key that a tunnel was seen to run before this run changed anything.
    private Optional<PublicKey> key(TunnelId tunnel) {
        return Optional.ofNullable(look.states().get(tunnel.node()))
                .flatMap(s -> s.tunnel(tunnel.interfaceName()))
                .flatMap(TunnelSeen::key);
    }

    private boolean isOk(NodeName host) {
        return Optional.ofNullable(results.get(host)).map(HostResult::ok).orElse(false);
    }

    /// Whether a transaction of this run on a host has been confirmed.
    private boolean isApplied(NodeName host) {
        return Optional.ofNullable(results.get(host))
                .map(r -> r.outcome() == Outcome.APPLIED)
                .orElse(false);
    }

    /// Whether a transaction that set a tunnel, or took it away, has been confirmed.
    private boolean sets(TunnelId tunnel) {
        return isApplied(tunnel.node())
                && plan.host(tunnel.node()).tunnel(tunnel.interfaceName()).isPresent();
    }

    private RunId runId(Ledger ledger) {
        return new RunId(
                project.registry().meshId(),
                ledger.registry().serial(),
                UUID.randomUUID().toString().substring(0, 8),
                who,
                look.options().window());
    }

    private Map<TunnelId, PublicKey> makeKeys(Applier applier) {
        List<NodeName> makers = plan.hosts().stream()
                .filter(h -> !h.makesKeys().isEmpty())
                .map(HostPlan::name)
                .toList();
        Map<TunnelId, PublicKey> keys = new ConcurrentSkipListMap<>();
        Map<NodeName, String> failed = new ConcurrentSkipListMap<>();
        look.fleet().forEach(makers, host -> {
            try {
                keys.putAll(applier.makeKeys(plan.host(host)));
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
        List<NodeName> changed = project.inventory().nodes().keySet().stream()
                .filter(this::isApplied)
                .filter(n -> Optional.ofNullable(look.states().get(n))
                        .map(s -> s.facts().tools().contains("ping"))
                        .orElse(false))
                .toList();
        Map<NodeName, List<LinkCheck>> checks = look.fleet().forEach(changed, host -> {
            List<Links.Target> targets = targets(host, registry);
            try {
                return Links.check(look.fleet().observed(host), targets);
            } catch (SshException e) {
                return targets.stream().map(t -> t.result(false, false)).toList();
            }
        });
        return checks.values().stream().flatMap(List::stream).toList();
    }

    private List<Links.Target> targets(NodeName host, Registry registry) {
        return project.meshes().of(host).stream()
                .flatMap(mesh -> targets(host, mesh, registry).stream())
                .toList();
    }

    /// The peers that can answer: those that are as the mesh wants them, as far as this run has seen. A hub that stands
    /// by is sent nothing, so nothing can come back.
    private List<Links.Target> targets(NodeName host, Mesh mesh, Registry registry) {
        TunnelId tunnel = new TunnelId(host, mesh.interfaceName());
        long since = plan.host(host).replacesKey(mesh.interfaceName())
                ? Optional.ofNullable(look.states().get(host))
                        .map(s -> s.facts().time())
                        .orElse(0L)
                : 0;
        List<Links.Target> targets = new ArrayList<>();
        for (Peering peering : mesh.tunnel(host).peers().values()) {
            NodeName peer = peering.peer();
            Optional<PublicKey> key =
                    registry.key(new TunnelId(peer, mesh.interfaceName())).publicKey();
            Optional<InetAddress> address = mesh.tunnel(peer).addresses().stream()
                    .map(Cidr::address)
                    .filter(a -> peering.allowedIps().stream().anyMatch(p -> p.contains(a)))
                    .findFirst();
            if (isOk(peer) && key.isPresent() && address.isPresent()) {
                targets.add(new Links.Target(tunnel, peer, key.get(), address.get(), since));
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

    /// Tunnels of meshes that their nodes have left, and that their hosts have no more.
    private Set<TunnelId> gone() {
        Set<TunnelId> gone = new HashSet<>();
        project.registry()
                .nodes()
                .forEach((node, entry) -> entry.keys().keySet().stream()
                        .map(interfaceName -> new TunnelId(node, interfaceName))
                        .filter(tunnel -> !project.tunnels(node).contains(tunnel))
                        .filter(tunnel -> sets(tunnel) || isWithout(tunnel))
                        .forEach(gone::add));
        return gone;
    }

    /// Whether a host was seen to have nothing of a tunnel that is of ours.
    private boolean isWithout(TunnelId tunnel) {
        return Optional.ofNullable(look.states().get(tunnel.node()))
                .map(state -> state.manifest()
                        .map(m -> !m.resources().containsKey(Tunnel.id(tunnel.interfaceName())))
                        .orElse(!state.foreignManifest()))
                .orElse(false);
    }

    /// A host is clear of a key when it was seen without it, or when a transaction that set one of its tunnels has been
    /// confirmed: what is set is set on all of them, and no desired tunnel has a revoked key.
    private boolean isClear(Debt debt) {
        return look.assessment().isClear(debt) || setsTunnels(debt.host());
    }

    /// A host is without an address that it had when it was seen so, or by such a transaction.
    private boolean isFree(NodeName host, InetAddress address) {
        return setsTunnels(host)
                || Optional.ofNullable(look.states().get(host))
                        .map(s -> s.tunnels().stream().noneMatch(t -> t.holds(address)))
                        .orElse(false);
    }

    private boolean setsTunnels(NodeName host) {
        return isApplied(host) && plan.host(host).effective().stream().anyMatch(c -> c.id().isTunnel());
    }
}
