package io.wgorch.report;

import io.wgorch.apply.EvictionReport;
import io.wgorch.apply.EvictionResult;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.json.Json;
import io.wgorch.plan.PlanJson;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What came of an eviction, a line for each host and in a document.
public final class EvictionView {
    private EvictionView() {}

    /// `nodeA      gone (wg0, /etc/wireguard/wg0.conf)`
    static String line(NodeName host, EvictionResult result, Paint paint) {
        String what = switch (result) {
            case EvictionResult.Gone(List<String> places) ->
                paint.green("gone")
                        + (places.isEmpty() ? " (there was nothing of it)" : " (" + String.join(", ", places) + ")");
            case EvictionResult.Left(List<String> _, List<String> left) ->
                paint.red("not gone") + ": not ours, and left alone: " + String.join(", ", left);
            case EvictionResult.Failed(List<String> _, String why) -> paint.red("not finished") + ": " + why;
            case EvictionResult.Unreachable(String why) ->
                paint.red("unreachable") + ", so it owes: "
                        + why.lines().findFirst().orElse("");
        };
        return "%-10s ".formatted(host) + what;
    }

    /// The closing line.
    public static void end(PrintWriter out, Paint paint, EvictionReport report) {
        long gone =
                report.hosts().values().stream().filter(EvictionResult::isGone).count();
        String who = report.nodes().stream().map(NodeName::value).collect(Collectors.joining(", "));
        out.println(paint.bold("Evicted") + ": " + who + " is gone from " + gone + " of "
                + report.hosts().size() + " hosts, "
                + String.format(Locale.ROOT, "%.1f", report.took().toMillis() / 1000.0) + " s after the command.");
        out.flush();
    }

    /// The document of a command that has evicted, and has come to nothing else.
    public static String json(EvictionReport report, int exitCode, String message) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format_version", "1.0");
        out.put("error", DiagnosticsView.error(exitCode, message));
        out.put("diagnostics", List.of());
        out.put("eviction", document(report));
        out.put("debts", PlanJson.debts(report.debts()));
        return Json.write(out);
    }

    /// As every document has it.
    static Map<String, Object> document(EvictionReport report) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("nodes", report.nodes().stream().map(NodeName::value).toList());
        out.put("keys", report.keys().stream().map(EvictionView::key).toList());
        out.put("seconds", report.took().toMillis() / 1000.0);
        Map<String, Object> hosts = new LinkedHashMap<>();
        report.hosts().forEach((host, result) -> hosts.put(host.value(), host(result)));
        out.put("hosts", hosts);
        return out;
    }

    private static Map<String, Object> key(Revoked key) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("node", key.node().value());
        out.put("public_key", key.key().base64());
        out.put("since", key.since().toString());
        return out;
    }

    private static Map<String, Object> host(EvictionResult result) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("outcome", result.keyword());
        switch (result) {
            case EvictionResult.Gone(List<String> places) -> out.put("places", places);
            case EvictionResult.Left(List<String> places, List<String> left) -> {
                out.put("places", places);
                out.put("left", left);
            }
            case EvictionResult.Failed(List<String> places, String why) -> {
                out.put("places", places);
                out.put("why", why);
            }
            case EvictionResult.Unreachable(String why) -> out.put("why", why);
        }
        return out;
    }
}
