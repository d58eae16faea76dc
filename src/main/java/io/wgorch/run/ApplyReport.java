package io.wgorch.run;

import io.wgorch.apply.Crossings;
import io.wgorch.apply.HostResult;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.apply.PunchResult;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.plan.Plan;
import io.wgorch.verify.LinkCheck;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How a run has ended.
///
/// @param plan what was to be done
/// @param results every host, those that did not answer included
/// @param links both directions of every link that the changes concern
/// @param punches the pairs that were tried to be joined directly
/// @param crossings what has become of the pairs that were led around the change of a key
/// @param debts hosts not yet shown to be without a revoked key
public record ApplyReport(
        Plan plan,
        SortedMap<NodeName, HostResult> results,
        List<LinkCheck> links,
        List<PunchResult> punches,
        Crossings crossings,
        List<Debt> debts) {
    public ApplyReport {
        results = Collections.unmodifiableSortedMap(new TreeMap<>(results));
        links = List.copyOf(links);
        punches = List.copyOf(punches);
    }

    /// Of a plan that nothing could be begun of.
    static ApplyReport refused(Plan plan, String why, List<Debt> debts) {
        Outcomes outcomes = new Outcomes(plan);
        plan.hosts().stream()
                .filter(host -> outcomes.of(host.name()).isEmpty())
                .forEach(host -> outcomes.put(host.name(), Outcome.NOT_STARTED, why));
        return new ApplyReport(plan, outcomes.all(), List.of(), List.of(), Crossings.NONE, debts);
    }

    /// Whether every host is as the plan wants it, and every link that was tried has a session.
    public boolean ok() {
        return results.values().stream().allMatch(HostResult::ok)
                && links.stream().allMatch(LinkCheck::handshake);
    }

    /// The same where a host that was not reached is accounted for by what it owes.
    public boolean okOrOwing() {
        SortedMap<NodeName, HostResult> others = new TreeMap<>(results);
        others.entrySet()
                .removeIf(e -> e.getValue().outcome() == Outcome.UNREACHABLE
                        && debts.stream().anyMatch(d -> d.host().equals(e.getKey())));
        return new ApplyReport(plan, others, links, punches, crossings, debts).ok();
    }

    ApplyReport and(List<PunchResult> tried) {
        return new ApplyReport(plan, results, links, tried, crossings, debts);
    }

    /// The same when hosts were not begun that should have been.
    ApplyReport without(Collection<NodeName> hosts, String why) {
        SortedMap<NodeName, HostResult> all = new TreeMap<>(results);
        hosts.forEach(host -> all.put(host, new HostResult(Outcome.NOT_STARTED, why)));
        return new ApplyReport(plan, all, links, punches, crossings, debts);
    }

    /// With what a second round on some of the hosts has changed: of a host that went through both, the second counts
    /// unless it had nothing to do.
    ApplyReport then(ApplyReport second) {
        SortedMap<NodeName, HostResult> all = new TreeMap<>(results);
        second.results.forEach((host, result) -> {
            if (!result.equals(HostResult.UNCHANGED)) {
                all.put(host, result);
            }
        });
        List<LinkCheck> checks = Stream.concat(
                        links.stream()
                                .filter(l -> second.links.stream()
                                        .noneMatch(s -> s.from().equals(l.from()) && s.to().equals(l.to()))),
                        second.links.stream())
                .toList();
        return new ApplyReport(plan, all, checks, punches, crossings.then(second.crossings), second.debts);
    }

    /// The same with a second round that is an extra: a host that it has not begun is as the first has left it.
    ApplyReport besides(ApplyReport second) {
        SortedMap<NodeName, HostResult> begun = new TreeMap<>(second.results);
        begun.entrySet().removeIf(e -> switch (e.getValue().outcome()) {
            case NOT_STARTED, UNREACHABLE -> results.containsKey(e.getKey());
            case UNCHANGED, APPLIED, ROLLED_BACK, FAILED, UNKNOWN -> false;
        });
        return then(new ApplyReport(second.plan, begun, second.links, second.punches, second.crossings, second.debts));
    }
}
