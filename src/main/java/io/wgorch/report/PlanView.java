package io.wgorch.report;

import io.wgorch.inventory.NodeName;
import io.wgorch.plan.Change;
import io.wgorch.plan.Change.Action;
import io.wgorch.plan.Detour;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Plan;
import io.wgorch.resource.FieldChange;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The plan as a person reads it: what, why, and what it means for the traffic.
public final class PlanView {
    private static final int COLUMN = 42;

    private final PrintWriter out;
    private final Paint paint;
    private final Map<NodeName, String> addresses;

    /// @param addresses of the nodes, to be shown beside their names
    public PlanView(PrintWriter out, Paint paint, Map<NodeName, String> addresses) {
        this.out = out;
        this.paint = paint;
        this.addresses = Map.copyOf(addresses);
    }

    public void show(Plan plan) {
        plan.hosts().forEach(this::host);
        Detour.lines(plan.detours())
                .forEach(d -> out.println(paint.bold("led around ") + d + " while the key changes"));
        plan.punches()
                .forEach(p -> out.println(paint.bold("%-25s ".formatted(p)) + "joined by " + p.learner()
                        + "; apply tries a direct path (known after apply)"));
        plan.notes().forEach(n -> out.println(paint.yellow("note: ") + n));
        DebtView.show(out, paint, plan.debts());
        DueView.show(out, paint, plan.due());
        if (plan.hosts().stream()
                .anyMatch(h -> !h.changes().isEmpty() || h.error().isPresent())) {
            out.println();
        }
        out.println(summary(plan));
        if (plan.order().size() > 1) {
            out.println("Order: " + plan.order().stream().map(PlanView::batch).collect(Collectors.joining(", then "))
                    + ".");
        }
        out.flush();
    }

    private static String batch(List<NodeName> batch) {
        if (batch.size() == 1 || batch.size() > 4) {
            return batch.size() == 1 ? batch.getFirst().value() : hosts(batch.size());
        }
        return batch.subList(0, batch.size() - 1).stream().map(NodeName::value).collect(Collectors.joining(", "))
                + " and " + batch.getLast();
    }

    private void host(HostPlan host) {
        String name = "%-10s %-14s ".formatted(host.name(), addresses.getOrDefault(host.name(), ""));
        if (host.status() != HostPlan.Status.OK) {
            String word = host.status() == HostPlan.Status.FAILED
                    ? "cannot be planned"
                    : host.status().name().toLowerCase(Locale.ROOT);
            out.println(paint.bold(name) + paint.red(word));
            host.error().ifPresent(e -> e.lines().forEach(l -> out.println("    " + l)));
            return;
        }
        if (host.hasChanges() || !host.notes().isEmpty()) {
            out.println(paint.bold(name) + word(host));
        }
        host.notes().forEach(n -> out.println("  " + paint.yellow("!") + " " + n));
        host.effective().forEach(this::change);
    }

    private static String word(HostPlan host) {
        if (!host.hasChanges()) {
            return "no changes";
        }
        List<Change> tunnels =
                host.changes().stream().filter(c -> c.id().isTunnel()).toList();
        boolean fresh = !tunnels.isEmpty() && tunnels.stream().allMatch(c -> c.action() == Action.CREATE);
        return host.leaves() ? "leaves the mesh" : fresh ? "new" : "update";
    }

    private void change(Change change) {
        String reason = change.drift() ? "drift: " + change.reason() : change.reason();
        String suffix = change.undone() ? "" : reason.isEmpty() ? "not undone" : "; not undone";
        out.println(("  " + paint.sign(change.action()) + " " + pad(change.id().toString(), COLUMN - 2)
                        + paint.faint(reason + suffix))
                .stripTrailing());
        change.fields().forEach(this::field);
    }

    private void field(FieldChange field) {
        Action action = field.before().isEmpty()
                ? Action.CREATE
                : field.after().isEmpty() && !field.afterUnknown() ? Action.DELETE : Action.UPDATE;
        String after =
                field.afterUnknown() ? "(known after apply)" : field.after().orElse("");
        String value = action == Action.UPDATE
                ? field.before().orElse("") + " -> " + after
                : field.before().orElse(after);
        out.println("      " + paint.sign(action) + " " + pad(String.join(".", field.path()), COLUMN - 6) + value);
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text + "  " : text + " ".repeat(width - text.length());
    }

    private static String summary(Plan plan) {
        long reached = plan.hosts().stream()
                .filter(h -> h.status() == HostPlan.Status.OK)
                .count();
        String hosts = reached == plan.hosts().size()
                ? hosts(plan.hosts().size())
                : reached + " of " + hosts(plan.hosts().size());
        if (!plan.hasChanges()) {
            return plan.complete()
                    ? "No changes: " + hosts
                            + (plan.hosts().size() == 1
                                    ? " is as the inventory wants it."
                                    : " are as the inventory wants them.")
                    : "No changes on " + hosts + "; the others could not be planned.";
        }
        List<String> all = new ArrayList<>(plan.interrupts());
        if (!plan.punches().isEmpty()) {
            all.add("pairs that a direct path is found for (another way)");
        }
        String interrupts = all.isEmpty() ? "no pair" : String.join("; ", all);
        return "Plan: " + count(plan, Action.CREATE) + " to create, " + count(plan, Action.UPDATE) + " to update, "
                + count(plan, Action.DELETE) + " to delete on " + hosts + ". Interrupts: " + interrupts + ".";
    }

    private static String hosts(int count) {
        return count == 1 ? "1 host" : count + " hosts";
    }

    private static long count(Plan plan, Action action) {
        return plan.hosts().stream()
                .mapToLong(h -> h.counts().getOrDefault(action, 0L))
                .sum();
    }
}
