package io.wgorch.report;

import io.wgorch.apply.Crossing;
import io.wgorch.apply.Crossings;
import io.wgorch.apply.EvictionReport;
import io.wgorch.apply.HostResult;
import io.wgorch.apply.PunchResult;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.json.Json;
import io.wgorch.plan.Plan;
import io.wgorch.plan.PlanJson;
import io.wgorch.verify.LinkCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a run has ended, as one versioned document.
public final class ApplyJson {
    private ApplyJson() {}

    /// The whole document.
    ///
    /// @param eviction what was done before, of a run that has begun with that
    public static String write(
            Plan plan,
            Map<NodeName, HostResult> results,
            List<LinkCheck> links,
            List<PunchResult> punches,
            Crossings crossings,
            List<Debt> debts,
            Optional<EvictionReport> eviction) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format_version", "1.0");
        out.put("plan", PlanJson.document(plan));
        Map<String, Object> hosts = new LinkedHashMap<>();
        results.forEach((host, result) ->
                hosts.put(host.value(), Map.of("outcome", result.outcome().keyword(), "detail", result.detail())));
        out.put("results", hosts);
        out.put(
                "links",
                links.stream()
                        .map(l -> Map.of(
                                "from", l.from().node().value(),
                                "interface", l.from().interfaceName(),
                                "to", l.to().value(),
                                "handshake", l.handshake(),
                                "ping", l.ping()))
                        .toList());
        out.put("punches", punches.stream().map(ApplyJson::punch).toList());
        out.put(
                "crossings",
                crossings.measured().stream().map(ApplyJson::crossing).toList());
        out.put(
                "warnings",
                crossings.left().entrySet().stream()
                        .map(e -> Map.of("host", e.getKey().value(), "warning", e.getValue()))
                        .toList());
        out.put("debts", PlanJson.debts(debts));
        eviction.ifPresent(e -> out.put("eviction", EvictionView.document(e)));
        return Json.write(out);
    }

    private static Map<String, Object> crossing(Crossing crossing) {
        Map<String, Object> out = PlanJson.detour(crossing.detour());
        out.put("sent", crossing.sent());
        out.put("lost", crossing.lost());
        out.put("longest_gap_ms", crossing.longestGap().toMillis());
        return out;
    }

    private static Map<String, Object> punch(PunchResult result) {
        Map<String, Object> out = PlanJson.punch(result.punch());
        out.put("outcome", result.met() ? "direct" : "relayed");
        out.put("detail", result.detail());
        return out;
    }
}
