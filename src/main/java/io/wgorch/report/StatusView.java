package io.wgorch.report;

import io.wgorch.json.Json;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.PlanJson;
import io.wgorch.verify.Status;
import io.wgorch.verify.Status.Link;
import io.wgorch.wireguard.Endpoint;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The mesh as a table, and as a document.
public final class StatusView {
    private static final List<String> HEADER =
            List.of("NODE", "PEER", "STATE", "ENDPOINT", "HANDSHAKE", "RECEIVED", "SENT", "DRIFT");

    private StatusView() {}

    public static void show(PrintWriter out, Paint paint, Status status) {
        List<List<String>> rows = new ArrayList<>();
        SeveralTunnels several =
                new SeveralTunnels(status.links().stream().map(Link::tunnel).toList());
        rows.add(row(HEADER, several, "INTERFACE"));
        status.links().forEach(l -> rows.add(row(row(l), several, l.tunnel().interfaceName())));
        Table.print(out, rows);
        out.println();
        for (HostPlan host : status.plan().hosts()) {
            if (host.status() != HostPlan.Status.OK) {
                out.println(paint.red(host.name() + " " + host.status().name().toLowerCase(Locale.ROOT)) + ": "
                        + host.error().orElse(""));
            } else if (host.hasChanges()) {
                out.println(paint.yellow(host.name() + " differs") + " in "
                        + host.effective().stream()
                                .map(c -> c.id().toString())
                                .reduce((a, b) -> a + ", " + b)
                                .orElse("")
                        + ": see wgorch plan");
            }
        }
        DebtView.show(out, paint, status.plan().debts());
        DueView.show(out, paint, status.plan().due());
        long up = status.links().stream()
                .filter(l -> l.state() == Status.State.UP)
                .count();
        out.println(up + " of " + status.links().size() + " links up.");
        out.flush();
    }

    private static List<String> row(List<String> cells, SeveralTunnels several, String interfaceName) {
        List<String> row = new ArrayList<>(cells);
        if (several.any()) {
            row.add(1, interfaceName);
        }
        return row;
    }

    private static List<String> row(Link link) {
        return List.of(
                link.tunnel().node().value(),
                link.peer().value(),
                link.state().keyword(),
                link.endpoint().map(Endpoint::toString).orElse("-"),
                link.handshakeAge().map(StatusView::age).orElse("never"),
                bytes(link.received()),
                bytes(link.sent()),
                link.drift() ? "yes" : "-");
    }

    private static String age(long seconds) {
        return seconds < 120
                ? seconds + " s ago"
                : seconds < 7200 ? seconds / 60 + " min ago" : seconds / 3600 + " h ago";
    }

    /// As `wg show` prints them: powers of 1024.
    private static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    public static String json(Status status) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format_version", "1.0");
        out.put("complete", status.plan().complete());
        out.put(
                "hosts",
                status.plan().hosts().stream()
                        .map(h -> {
                            Map<String, Object> host = new LinkedHashMap<>();
                            host.put("name", h.name().value());
                            host.put("status", h.status().name().toLowerCase(Locale.ROOT));
                            h.error().ifPresent(e -> host.put("error", e));
                            host.put("drift", h.hasChanges());
                            return host;
                        })
                        .toList());
        out.put("links", status.links().stream().map(StatusView::link).toList());
        out.put("debts", PlanJson.debts(status.plan().debts()));
        out.put("due", PlanJson.due(status.plan().due()));
        return Json.write(out);
    }

    private static Map<String, Object> link(Link link) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("node", link.tunnel().node().value());
        out.put("interface", link.tunnel().interfaceName());
        out.put("peer", link.peer().value());
        out.put("state", link.state().keyword());
        link.endpoint().ifPresent(e -> out.put("endpoint", e.toString()));
        link.handshakeAge().ifPresent(a -> out.put("handshake_age_s", a));
        out.put("received_bytes", link.received());
        out.put("sent_bytes", link.sent());
        out.put("drift", link.drift());
        return out;
    }
}
