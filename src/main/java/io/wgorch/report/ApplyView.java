package io.wgorch.report;

import io.wgorch.apply.Crossing;
import io.wgorch.apply.Crossings;
import io.wgorch.apply.Event;
import io.wgorch.apply.EvictionResult;
import io.wgorch.apply.HostResult;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.apply.PunchResult;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.verify.LinkCheck;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What happens while a plan is carried out, a line each, and how it has ended.
public final class ApplyView implements Event.Sink {
    private final PrintWriter out;
    private final Paint paint;
    private final boolean verbose;
    private final Optional<Progress> progress;
    private final Set<NodeName> reported = new HashSet<>();

    /// @param progress a last line that says who is at what; empty where nobody watches
    public ApplyView(PrintWriter out, Paint paint, boolean verbose, Optional<Progress> progress) {
        this.out = out;
        this.paint = paint;
        this.verbose = verbose;
        this.progress = progress;
    }

    @Override
    public synchronized void on(Event event) {
        progress.ifPresent(p -> out.print(p.erase()));
        switch (event) {
            case Event.Entered(NodeName host, Event.Phase phase) -> {
                if (verbose) {
                    line(host, phase.name().toLowerCase(Locale.ROOT).replace('_', ' '));
                }
            }
            case Event.Finished(NodeName host, HostResult result) -> {
                reported.add(host);
                result(host, result);
            }
            case Event.Evicted(NodeName host, EvictionResult result) ->
                out.println(EvictionView.line(host, result, paint));
            case Event.Tried(PunchResult tried) -> {
                String word = tried.met()
                        ? paint.green("direct path found")
                        : "no direct path (" + tried.detail() + "); joined by "
                                + tried.punch().learner();
                out.println("%-25s ".formatted(tried.punch()) + word);
            }
        }
        progress.ifPresent(p -> out.print(p.after(event)));
        out.flush();
    }

    /// Something else to be said while hosts are at work.
    public synchronized void say(String text) {
        progress.ifPresent(p -> out.print(p.erase()));
        out.println(text);
        progress.ifPresent(p -> out.print(p.line()));
        out.flush();
    }

    /// The closing table: what is where.
    public synchronized void end(
            Map<NodeName, HostResult> results, List<LinkCheck> links, Crossings crossings, List<Debt> debts) {
        progress.ifPresent(p -> out.print(p.erase()));
        results.forEach((host, result) -> {
            if (!result.ok() && !reported.contains(host)) {
                result(host, result);
            }
        });
        SeveralTunnels several =
                new SeveralTunnels(links.stream().map(LinkCheck::from).toList());
        links.stream().filter(l -> !l.ok()).forEach(l -> link(l, several));
        long up = links.stream().filter(LinkCheck::ok).count();
        if (!links.isEmpty()) {
            out.println("Links: " + up + " of " + links.size() + " checked answer through the tunnel.");
        }
        crossings.measured().forEach(this::crossing);
        crossings.left().forEach((host, why) -> out.println(paint.yellow("warning") + " " + host + ": " + why));
        DebtView.show(out, paint, debts);
        out.println(summary(results));
        out.flush();
    }

    private void crossing(Crossing crossing) {
        String lost = crossing.lost() + " of " + crossing.sent() + " pings lost";
        out.println(crossing.detour().node() + " - " + crossing.detour().peer() + " while the key changed: "
                + (crossing.lost() == 0 ? paint.green(lost) : paint.red(lost)) + ", longest gap "
                + crossing.longestGap().toMillis() + " ms");
    }

    private void link(LinkCheck link, SeveralTunnels several) {
        NodeName from = link.from().node();
        String on = several.of(from) ? " on " + link.from().interfaceName() : "";
        String what = link.handshake() ? "handshake, but no answer to ping" : "no handshake";
        out.println(paint.red("link ") + from + " -> " + link.to() + on + ": " + what);
    }

    private void result(NodeName host, HostResult result) {
        String word = result.outcome().keyword().replace('_', ' ');
        line(host, result.ok() ? paint.green(word) : paint.red(word));
        result.detail().lines().forEach(l -> out.println("    " + l));
    }

    private void line(NodeName host, String text) {
        out.println("%-10s ".formatted(host) + text);
    }

    private static String summary(Map<NodeName, HostResult> results) {
        Map<Outcome, Long> counts = results.values().stream()
                .collect(Collectors.groupingBy(HostResult::outcome, java.util.TreeMap::new, Collectors.counting()));
        return "Done: "
                + counts.entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey().keyword().replace('_', ' '))
                        .collect(Collectors.joining(", "))
                + ".";
    }
}
