package io.wgorch.cli;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Plan;
import io.wgorch.report.ApplyJson;
import io.wgorch.report.ApplyView;
import io.wgorch.report.Paint;
import io.wgorch.report.PlanView;
import io.wgorch.run.ApplyReport;
import io.wgorch.run.ApplyRun;
import io.wgorch.run.Outsiders;
import io.wgorch.run.PlanRun;
import java.util.List;
import java.util.Set;

/// Shows a plan, asks, carries it out, shows how it has ended: what apply and rotate share.
final class Rollout {
    private final Workbench bench;
    private final ApplyOptions options;

    Rollout(Workbench bench, ApplyOptions options) {
        this.bench = bench;
        this.options = options;
    }

    /// @param rotate nodes that get a new key; all of them have to answer, or nothing is changed
    ExitCode run(Set<NodeName> rotate) {
        if (!options.yes && !bench.terminal().interactive()) {
            bench.fail("nobody is there to be asked. Look at the plan first, then say --yes.");
            return ExitCode.BAD_INPUT;
        }
        if (!rotate.isEmpty()
                && !(bench.global().tags.isEmpty() && bench.global().skipTags.isEmpty())) {
            bench.fail("rotate changes tunnels, whatever their tags: leave out --tags and --skip-tags.");
            return ExitCode.BAD_INPUT;
        }
        return bench.rehearse(options, rotate, opened -> {
            Diagnostics diagnostics = new Diagnostics();
            Outsiders.refuse("rotate", rotate, opened.project().inventory(), diagnostics);
            return diagnostics.isEmpty()
                    ? bench.look(opened, rotate, look -> decide(look, rotate))
                    : bench.badInput(diagnostics);
        });
    }

    private ExitCode decide(PlanRun look, Set<NodeName> rotate) {
        Plan plan = look.plan();
        Paint paint = bench.terminal().paint(bench.global());
        new PlanView(bench.people(), paint, look.project().addresses()).show(plan);
        List<String> missing = rotate.stream()
                .filter(n ->
                        plan.hosts().stream().noneMatch(h -> h.name().equals(n) && h.status() == HostPlan.Status.OK))
                .map(NodeName::value)
                .toList();
        if (!missing.isEmpty()) {
            bench.fail("a new key is made on the host itself, and " + String.join(", ", missing)
                    + " cannot be reached or planned, or is outside --limit. Nothing was changed.");
            return ExitCode.FAILED;
        }
        if (plan.hasChanges() && !options.yes && !bench.terminal().confirms(bench.people(), "Do this?")) {
            bench.fail("declined; nothing was changed.");
            return ExitCode.FAILED;
        }
        return carryOut(look, plan, paint);
    }

    private ExitCode carryOut(PlanRun look, Plan plan, Paint paint) {
        ApplyView view = new ApplyView(bench.people(), paint, bench.global().verbose);
        Thread interrupted = new Thread(() -> bench.fail("interrupted. Hosts that were not confirmed put the old"
                + " configuration back by themselves within " + options.confirmTimeout
                + " s; then run wgorch plan to see what is where."));
        Runtime.getRuntime().addShutdownHook(interrupted);
        ApplyReport report;
        try {
            report = new ApplyRun(look, plan, view, bench.clock(), Workbench.who()).apply();
        } finally {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
        if (bench.global().json) {
            bench.terminal()
                    .document(ApplyJson.write(
                            report.plan(), report.results(), report.links(), report.punches(), report.debts()));
        }
        if (plan.hasChanges() || !report.ok()) {
            view.end(report.results(), report.links(), report.debts());
        }
        if (!report.ok()) {
            return ExitCode.FAILED;
        }
        return report.debts().isEmpty() ? ExitCode.OK : ExitCode.REVOCATION_OPEN;
    }
}
