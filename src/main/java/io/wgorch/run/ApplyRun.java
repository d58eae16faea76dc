package io.wgorch.run;

import io.wgorch.apply.Applier;
import io.wgorch.apply.Crossings;
import io.wgorch.apply.Event;
import io.wgorch.apply.KeyPhase;
import io.wgorch.apply.NewKeys;
import io.wgorch.apply.RunId;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.inventory.TunnelId;
import io.wgorch.keys.KeyHomeException;
import io.wgorch.plan.Detour;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.KeyDecision;
import io.wgorch.plan.Plan;
import io.wgorch.plan.Punch;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.verify.LinkCheck;
import io.wgorch.wireguard.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/// Carries out the plan of a [PlanRun]: keys, registry, waves, links, registry. A host that fails stops only those that
/// depend on it: the peers of a node whose key was to be replaced.
public final class ApplyRun {
    private PlanRun look;
    private final Project project;
    private Plan plan;
    private final Homes homes;
    private final Event.Sink events;
    private final Clock clock;
    private final String who;
    private final String transaction = UUID.randomUUID().toString().substring(0, 8);
    private final Pace pace;
    private final Ledger ledger;

    /// @param plan the one that was shown
    /// @param homes those that it needs
    /// @param who user and machine, for locks and journals
    public ApplyRun(PlanRun look, Plan plan, Homes homes, Event.Sink events, Clock clock, String who) {
        this(
                look,
                plan,
                homes,
                events,
                clock,
                who,
                new Pace(look.project().playbook().maxFailPercentage()));
    }

    private ApplyRun(PlanRun look, Plan plan, Homes homes, Event.Sink events, Clock clock, String who, Pace pace) {
        this.look = look;
        this.project = look.project();
        this.plan = plan;
        this.homes = homes;
        this.events = events;
        this.clock = clock;
        this.who = who;
        this.pace = pace;
        this.ledger = new Ledger(project, clock);
    }

    /// No further host is begun, unless it has to follow a peer that has changed already; those that have begun are
    /// finished. Callable from another thread.
    public void stop(String why) {
        pace.stop(why);
    }

    /// To the end, whatever happens on single hosts. The plan in the report is the one that was carried out: without
    /// what depends on a host that could not make its key.
    public ApplyReport apply() {
        evictFirst();
        List<Set<NodeName>> turns = look.goal().turns(look.options().serial());
        if (turns.size() < 2) {
            return once();
        }
        ApplyReport report = towards(look.towards(new Goal.Rotate(turns.getFirst())));
        for (int i = 1; i < turns.size(); i++) {
            Set<NodeName> left =
                    turns.subList(i, turns.size()).stream().flatMap(Set::stream).collect(Collectors.toSet());
            if (!report.ok() || pace.isStopped()) {
                return report.without(left, "its key was not replaced: what came before it has to be right first");
            }
            report = report.then(
                    towards(look.again(project.reread(), look.states().keySet(), new Goal.Rotate(turns.get(i)))));
        }
        return report;
    }

    /// Hosts that owe the proof that they are without a compromised key are rid of it before anything else.
    /// The plan has it; what is left of it is the rest.
    private void evictFirst() {
        Registry registry = project.registry();
        List<Revoked> keys = Evictions.owed(registry);
        Set<NodeName> owing = registry.debts().stream()
                .filter(d -> keys.stream().anyMatch(k -> k.key().equals(d.key())))
                .map(Debt::host)
                .filter(look.states()::containsKey)
                .collect(Collectors.toSet());
        if (!owing.isEmpty() && !look.goal().destroys()) {
            new Evictions(look.fleet(), registry, who, events).of(owing, keys);
            look = look.renewed(owing);
            plan = look.plan();
        }
    }

    private ApplyReport towards(PlanRun turn) {
        return next(turn).once();
    }

    private ApplyReport once() {
        Optional<String> notReady =
                homes.ready(project.registry(), look.assessment().decisions(), plan);
        if (notReady.isPresent()) {
            return ApplyReport.refused(plan, notReady.get(), project.registry().debts());
        }
        NewKeys keys = bringKeys();
        Outcomes outcomes = new Outcomes(plan);
        Felt felt = plan.hasChanges() || needsRecord() ? change(outcomes, keys) : new Felt(List.of(), Crossings.NONE);
        Shown shown = new Shown(look, outcomes);
        ledger.close(shown.cleaned(), shown.gone(), shown::isFree, shown::isClear);
        ApplyReport report = new ApplyReport(
                plan,
                outcomes.all(),
                felt.links(),
                List.of(),
                felt.crossings(),
                ledger.registry().debts());
        List<Punch> possible = plan.punches().stream()
                .filter(p -> outcomes.isOk(p.one()) && outcomes.isOk(p.other()) && outcomes.isOk(p.learner()))
                .toList();
        return possible.isEmpty() || pace.isStopped()
                ? report
                : new Joining(look, ledger, pace, events, clock).join(possible, report, this::next);
    }

    /// The same kind of run for what follows from this one, stopped by the same hand.
    private ApplyRun next(PlanRun again) {
        return new ApplyRun(again, again.plan(), homes, events, clock, who, pace);
    }

    Ledger ledger() {
        return ledger;
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

    /// What the traffic has felt.
    private record Felt(List<LinkCheck> links, Crossings crossings) {}

    private Felt change(Outcomes outcomes, NewKeys keys) {
        Map<TunnelId, KeyDecision> decisions = look.assessment().decisions();
        ledger.open(decisions, keys.keys());
        RunId run = runId();
        Journal journal = new Journal(StateFolder.of(project.registryFile()).journal(), clock, run);
        journal.begins(
                run, look.goal(), plan.order().stream().mapToInt(List::size).sum());
        outcomes.all().forEach(journal::ended);
        Applier applier = new Applier(look.fleet(), events, run);
        settle(List.copyOf(outcomes.all().keySet()), outcomes, decisions);
        DetourRun detours = new DetourRun(look, plan.detours(), ledger.registry(), keys);
        Optional<String> blocked = detours.open(look.options().allowLoss());
        if (blocked.isPresent()) {
            withdraw(plan.detours().stream().map(Detour::near).collect(Collectors.toSet()));
            pace.stop(blocked.get());
        }
        Crossings crossings;
        try {
            for (List<NodeName> batch : plan.order()) {
                List<NodeName> begun = pace.runnable(batch, outcomes);
                outcomes.putAll(look.fleet().forEach(begun, host -> applier.apply(plan.host(host), keys)));
                settle(batch, outcomes, decisions);
                ledger.save();
                batch.forEach(host -> outcomes.of(host).ifPresent(result -> journal.ended(host, result)));
                pace.judge(begun, outcomes);
            }
        } finally {
            crossings = detours.close(outcomes::isOk);
        }
        return new Felt(new LinkRun(look, outcomes, ledger.registry()).check(), crossings);
    }

    private void withdraw(Set<TunnelId> tunnels) {
        Registry before = ledger.registry();
        ledger.withdraw(tunnels);
        tunnels.forEach(tunnel -> homes.withdraw(tunnel, before.key(tunnel)));
    }

    private void settle(List<NodeName> hosts, Outcomes outcomes, Map<TunnelId, KeyDecision> decisions) {
        hosts.stream()
                .filter(outcomes::isOk)
                .flatMap(host -> project.tunnels(host).stream())
                .filter(tunnel -> outcomes.sets(tunnel) || ledger.runsNext(tunnel, key(tunnel)))
                .filter(tunnel -> homes.forget(tunnel, ledger.registry().key(tunnel)))
                .forEach(tunnel -> ledger.settle(tunnel, decisions));
    }

    /// The key that a tunnel was seen to run before this run changed anything.
    private Optional<PublicKey> key(TunnelId tunnel) {
        return Optional.ofNullable(look.states().get(tunnel.node()))
                .flatMap(s -> s.tunnel(tunnel.interfaceName()))
                .flatMap(TunnelSeen::key);
    }

    private RunId runId() {
        return new RunId(
                project.registry().meshId(),
                ledger.registry().serial(),
                transaction,
                who,
                look.options().window());
    }

    private NewKeys bringKeys() {
        List<NodeName> without = plan.hosts().stream()
                .filter(h -> !h.missingKeys().isEmpty() || !h.missingPsks().isEmpty())
                .map(HostPlan::name)
                .toList();
        KeyPhase phase = homes.phase(look.fleet(), events, project.registry().meshId());
        Map<TunnelId, PublicKey> keys = new ConcurrentSkipListMap<>();
        Map<NodeName, String> failed = new ConcurrentSkipListMap<>();
        look.fleet().forEach(without, host -> {
            try {
                keys.putAll(phase.bring(plan.host(host)));
            } catch (KeyHomeException e) {
                failed.put(host, e.getMessage());
            }
            return host;
        });
        if (!failed.isEmpty()) {
            look = look.without(failed);
            plan = look.plan();
        }
        return new NewKeys(keys, phase.madePsks());
    }
}
