package io.wgorch.plan;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.json.Json;
import io.wgorch.plan.Change.Action;
import io.wgorch.resource.FieldChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The plan as one versioned document. Keys appear as public keys; there is no secret to leave out.
public final class PlanJson {
    /// Grows in the first number when a reader of the old form would misread the new one.
    static final String FORMAT_VERSION = "1.0";

    private PlanJson() {}

    public static String write(Plan plan) {
        return Json.write(document(plan));
    }

    /// The plan as plain values, for documents that contain one.
    public static Map<String, Object> document(Plan plan) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format_version", FORMAT_VERSION);
        out.put("complete", plan.complete());
        out.put("summary", summary(plan));
        out.put("interrupts", plan.interrupts());
        out.put("debts", debts(plan.debts()));
        out.put("due", due(plan.due()));
        out.put(
                "order",
                plan.order().stream()
                        .map(batch -> batch.stream().map(NodeName::value).toList())
                        .toList());
        out.put("notes", plan.notes());
        out.put("detours", plan.detours().stream().map(PlanJson::detour).toList());
        out.put("punches", plan.punches().stream().map(PlanJson::punch).toList());
        out.put("hosts", plan.hosts().stream().map(PlanJson::host).toList());
        return out;
    }

    /// Debts, as every document has them.
    public static List<Map<String, String>> debts(List<Debt> debts) {
        return debts.stream()
                .map(d -> Map.of("host", d.host().value(), "public_key", d.key().base64()))
                .toList();
    }

    /// Keys that are due to be replaced, as every document has them.
    public static List<Map<String, Object>> due(List<DueKey> keys) {
        return keys.stream()
                .map(d -> {
                    Map<String, Object> out = new LinkedHashMap<>();
                    out.put("node", d.tunnel().node().value());
                    out.put("interface", d.tunnel().interfaceName());
                    out.put("public_key", d.key().base64());
                    out.put("age_s", d.age().toSeconds());
                    out.put("rotate_after", d.rotateAfter().text());
                    return out;
                })
                .toList();
    }

    /// A pair that is tried to be joined directly, as every document has it.
    public static Map<String, Object> punch(Punch punch) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("interface", punch.interfaceName());
        out.put("between", List.of(punch.one().value(), punch.other().value()));
        out.put("joined_by", punch.learner().value());
        return out;
    }

    /// A pair that is led around the change of a key, as every document has it.
    public static Map<String, Object> detour(Detour detour) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("interface", detour.over().name());
        out.put("beside", detour.interfaceName());
        out.put("node", detour.node().value());
        out.put("peer", detour.peer().value());
        return out;
    }

    private static Map<String, Object> summary(Plan plan) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (Action action : Action.values()) {
            long count = plan.hosts().stream()
                    .mapToLong(h -> h.counts().getOrDefault(action, 0L))
                    .sum();
            out.put(action == Action.NO_OP ? "unchanged" : action.keyword(), count);
        }
        out.put(
                "unreachable",
                plan.hosts().stream()
                        .filter(h -> h.status() == HostPlan.Status.UNREACHABLE)
                        .count());
        return out;
    }

    private static Map<String, Object> host(HostPlan host) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", host.name().value());
        out.put("status", host.status().name().toLowerCase(Locale.ROOT));
        host.error().ifPresent(e -> out.put("error", e));
        out.put("notes", host.notes());
        out.put("changes", host.changes().stream().map(PlanJson::change).toList());
        return out;
    }

    private static Map<String, Object> change(Change change) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("resource", change.id().toString());
        out.put("action", change.action().keyword());
        out.put("reason", change.reason());
        out.put("drift", change.drift());
        out.put("undone", change.undone());
        out.put("fields", change.fields().stream().map(PlanJson::field).toList());
        return out;
    }

    private static Map<String, Object> field(FieldChange field) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("path", List.copyOf(field.path()));
        field.before().ifPresent(b -> out.put("before", b));
        field.after().ifPresent(a -> out.put("after", a));
        out.put("after_unknown", field.afterUnknown());
        return out;
    }
}
