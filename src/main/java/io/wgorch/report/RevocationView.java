package io.wgorch.report;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.json.Json;
import io.wgorch.plan.PlanJson;
import io.wgorch.verify.Evidence;
import io.wgorch.verify.Finding;
import io.wgorch.verify.Revocation;
import io.wgorch.verify.Trace;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which host has shown what of revoked keys, as a table and as a document.
public final class RevocationView {
    private static final List<String> HEADER = List.of("HOST", "KERNEL", "FILES", "ANSWER", "AT");

    /// What a host is asked for, in the order of the columns.
    private static final Map<String, Function<Evidence, Finding>> RESPECTS = respects();

    private RevocationView() {}

    private static Map<String, Function<Evidence, Finding>> respects() {
        Map<String, Function<Evidence, Finding>> respects = new LinkedHashMap<>();
        respects.put("kernel", Evidence::kernel);
        respects.put("files", Evidence::files);
        respects.put("answer", Evidence::answer);
        return respects;
    }

    public static void show(PrintWriter out, Paint paint, Revocation revocation) {
        for (Revoked key : revocation.keys()) {
            List<Evidence> evidence = revocation.of(key.key());
            out.println(paint.bold(revocation.node() + " " + key.key()) + "  " + key.why() + " " + key.since());
            List<List<String>> rows = new ArrayList<>(List.of(HEADER));
            evidence.forEach(e -> rows.add(row(e)));
            Table.print(out, rows);
            reasons(evidence, paint).forEach((reason, hosts) -> out.println("  " + hosts + ": " + reason));
            out.println();
        }
        revocation.notAsked().forEach(n -> out.println(paint.yellow("evicted: ") + n + " was not asked"));
        DebtView.show(out, paint, revocation.debts());
        out.println(
                revocation.isShown()
                        ? paint.green("Shown") + ": no host has a revoked key of " + revocation.node() + "."
                        : paint.red("Not shown") + ": clear what is named above, then run it again.");
        out.flush();
    }

    private static List<String> row(Evidence evidence) {
        List<String> row = new ArrayList<>(List.of(evidence.host().value()));
        RESPECTS.values().forEach(r -> row.add(word(r.apply(evidence)).replace('_', ' ')));
        row.add(evidence.at().toString());
        return row;
    }

    /// What is behind the words of the table: by reason the hosts that it is the same for.
    private static Map<String, String> reasons(List<Evidence> evidence, Paint paint) {
        Map<String, Set<NodeName>> hosts = new LinkedHashMap<>();
        for (Evidence e : evidence) {
            for (Function<Evidence, Finding> respect : RESPECTS.values()) {
                reasons(respect.apply(e), paint)
                        .forEach(reason -> hosts.computeIfAbsent(reason, _ -> new TreeSet<>())
                                .add(e.host()));
            }
        }
        Map<String, String> reasons = new LinkedHashMap<>();
        hosts.forEach((reason, names) ->
                reasons.put(reason, names.stream().map(NodeName::value).collect(Collectors.joining(", "))));
        return reasons;
    }

    private static List<String> reasons(Finding finding, Paint paint) {
        return switch (finding) {
            case Finding.Shown() -> List.of();
            case Finding.Found(List<Trace> traces) ->
                traces.stream().map(t -> paint.red(text(t))).toList();
            case Finding.NotShown(String why) -> List.of(why.replace("\n", " "));
            case Finding.NotTried(String why) -> List.of(why);
        };
    }

    /// `found`, as in the document.
    private static String word(Finding finding) {
        return switch (finding) {
            case Finding.Shown _ -> "shown";
            case Finding.Found _ -> "found";
            case Finding.NotShown _ -> "not_shown";
            case Finding.NotTried _ -> "not_tried";
        };
    }

    private static String text(Trace trace) {
        return switch (trace.kind()) {
            case OWN -> "interface " + trace.place() + " runs it";
            case PEER -> "a peer of interface " + trace.place();
            case PUBLIC -> "in " + trace.place();
            case PRIVATE -> "its private half in " + trace.place();
            case ANSWER -> trace.place() + " answers it";
        };
    }

    public static String json(Revocation revocation) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format_version", "1.0");
        out.put("node", revocation.node().value());
        out.put("shown", revocation.isShown());
        out.put("keys", revocation.keys().stream().map(k -> key(revocation, k)).toList());
        out.put("not_asked", revocation.notAsked().stream().map(NodeName::value).toList());
        out.put("debts", PlanJson.debts(revocation.debts()));
        return Json.write(out);
    }

    private static Map<String, Object> key(Revocation revocation, Revoked key) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("public_key", key.key().base64());
        out.put("why", key.why());
        out.put("since", key.since().toString());
        out.put("shown", revocation.isShown(key.key()));
        out.put(
                "hosts",
                revocation.of(key.key()).stream().map(RevocationView::host).toList());
        return out;
    }

    private static Map<String, Object> host(Evidence evidence) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("host", evidence.host().value());
        out.put("at", evidence.at().toString());
        RESPECTS.forEach((name, respect) -> out.put(name, finding(respect.apply(evidence))));
        return out;
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("state", word(finding));
        switch (finding) {
            case Finding.Shown() -> {}
            case Finding.Found(List<Trace> traces) ->
                out.put(
                        "traces",
                        traces.stream()
                                .map(t -> Map.of("kind", t.kind().keyword(), "place", t.place()))
                                .toList());
            case Finding.NotShown(String why) -> out.put("why", why);
            case Finding.NotTried(String why) -> out.put("why", why);
        }
        return out;
    }
}
