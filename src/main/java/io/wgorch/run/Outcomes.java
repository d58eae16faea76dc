package io.wgorch.run;

import io.wgorch.apply.HostResult;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Plan;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How far the hosts of a plan have come.
final class Outcomes {
    private final Plan plan;
    private final SortedMap<NodeName, HostResult> results = new TreeMap<>();

    /// Hosts that have nothing to do, or with which nothing can be done, have ended as they begin.
    Outcomes(Plan plan) {
        this.plan = plan;
        for (HostPlan host : plan.hosts()) {
            switch (host.status()) {
                case OK -> {
                    if (!host.hasChanges()) {
                        results.put(host.name(), HostResult.UNCHANGED);
                    }
                }
                case UNREACHABLE ->
                    put(host.name(), Outcome.UNREACHABLE, host.error().orElse(""));
                case EVICTED -> {}
                case FAILED -> put(host.name(), Outcome.FAILED, host.error().orElse(""));
            }
        }
    }

    Plan plan() {
        return plan;
    }

    SortedMap<NodeName, HostResult> all() {
        return Collections.unmodifiableSortedMap(results);
    }

    Optional<HostResult> of(NodeName host) {
        return Optional.ofNullable(results.get(host));
    }

    void put(NodeName host, Outcome outcome, String why) {
        results.put(host, new HostResult(outcome, why));
    }

    void putAll(Map<NodeName, HostResult> others) {
        results.putAll(others);
    }

    boolean isOk(NodeName host) {
        return of(host).map(HostResult::ok).orElse(false);
    }

    /// Whether a transaction of this run on a host has been confirmed.
    boolean isApplied(NodeName host) {
        return of(host).map(r -> r.outcome() == Outcome.APPLIED).orElse(false);
    }

    /// Whether a transaction that set a tunnel, or took it away, has been confirmed.
    boolean sets(TunnelId tunnel) {
        return isApplied(tunnel.node())
                && plan.host(tunnel.node()).tunnel(tunnel.interfaceName()).isPresent();
    }

    /// Whether a transaction that set any tunnel of a host has been confirmed.
    boolean setsTunnels(NodeName host) {
        return isApplied(host) && plan.host(host).effective().stream().anyMatch(c -> c.id().isTunnel());
    }

    /// Whether a host is as the plan wants it, and in the mesh.
    boolean takesPart(NodeName host) {
        return isOk(host) && !plan.host(host).leaves();
    }
}
