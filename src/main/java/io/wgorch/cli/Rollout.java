package io.wgorch.cli;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Plan;
import io.wgorch.report.ApplyJson;
import io.wgorch.report.ApplyView;
import io.wgorch.report.Paint;
import io.wgorch.report.PlanView;
import io.wgorch.report.Progress;
import io.wgorch.run.ApplyReport;
import io.wgorch.run.ApplyRun;
import io.wgorch.run.Goal;
import io.wgorch.run.Homes;
import io.wgorch.run.Options;
import io.wgorch.run.Outsiders;
import io.wgorch.run.PlanRun;
import io.wgorch.run.Project;
import io.wgorch.run.Readmission;
import io.wgorch.run.SavedPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Shows a plan, asks, carries it out, shows how it has ended: what apply, rotate and destroy share.
final class Rollout {
    private final Workbench bench;
    private final ApplyOptions options;
    private final Optional<SavedPlan> saved;

    Rollout(Workbench bench, ApplyOptions options) {
        this(bench, options, Optional.empty());
    }

    /// @param saved what is carried out, without a question, if it is still what the plan would be
    Rollout(Workbench bench, ApplyOptions options, Optional<SavedPlan> saved) {
        this.bench = bench;
        this.options = options;
        this.saved = saved;
    }

    /// With new keys asked for, all of their nodes have to answer, or nothing is changed.
    ExitCode run(Goal goal) {
        if (!asked() && !bench.terminal().interactive()) {
            return bench.fail(
                    ExitCode.BAD_INPUT, "nobody is there to be asked. Look at the plan first, then say --yes.");
        }
        if (!(goal instanceof Goal.Converge)
                && !(bench.global().tags.isEmpty() && bench.global().skipTags.isEmpty())) {
            return bench.fail(
                    ExitCode.BAD_INPUT,
                    "rotate and destroy concern tunnels, whatever their tags: leave out --tags and --skip-tags.");
        }
        return bench.alone(() -> goal.destroys()
                ? bench.open(options, goal.named(), Project.OnPaper.ANY, opened -> proceed(opened, goal))
                : bench.rehearse(options, goal.named(), opened -> proceed(opened, goal)));
    }

    private ExitCode proceed(Workbench.Opened opened, Goal goal) {
        List<String> moved = movedFiles(opened.options());
        if (!moved.isEmpty()) {
            return stale("not what it was made from any more: " + String.join(", ", moved));
        }
        Goal whole = goal.in(opened.project());
        Diagnostics diagnostics = new Diagnostics();
        Outsiders.refuse("rotate", goal.named(), opened.project().inventory(), diagnostics);
        Outsiders.refuseEvicted(goal.rotated(), opened.project().registry(), diagnostics);
        if (!goal.readmitted().isEmpty()) {
            Readmission.check(opened.project(), goal.readmitted(), bench.hostKeys(opened.options()), diagnostics);
        }
        return diagnostics.isEmpty() ? look(opened, whole) : bench.badInput(diagnostics);
    }

    /// What is known of the project by now is good enough.
    ExitCode look(Workbench.Opened opened, Goal goal) {
        return bench.look(opened, goal, look -> decide(look, goal.named()));
    }

    private ExitCode decide(PlanRun look, Set<NodeName> rotate) {
        Plan plan = look.plan();
        Paint paint = bench.terminal().paint(bench.global());
        new PlanView(bench.people(), paint, look.project().addresses()).show(plan);
        List<String> moved = saved.map(s -> s.movedHosts(plan)).orElse(List.of());
        if (!moved.isEmpty()) {
            return stale("hosts for which the plan above is another: " + String.join(", ", moved));
        }
        List<String> missing = rotate.stream()
                .filter(n ->
                        plan.hosts().stream().noneMatch(h -> h.name().equals(n) && h.status() == HostPlan.Status.OK))
                .map(NodeName::value)
                .toList();
        if (!missing.isEmpty()) {
            return bench.fail(
                    ExitCode.FAILED,
                    "a new key comes into use on its host first, and " + String.join(", ", missing)
                            + " cannot be reached or planned, or is outside --limit. Nothing was changed.");
        }
        if (plan.hasChanges() && !asked() && !bench.terminal().confirms(bench.people(), "Do this?")) {
            return bench.fail(ExitCode.FAILED, "declined; nothing was changed.");
        }
        return carryOut(look, plan, paint);
    }

    /// Whether there is no question to be asked any more.
    private boolean asked() {
        return options.rollout.yes || saved.isPresent() || bench.eviction().isPresent();
    }

    private List<String> movedFiles(Options of) {
        try {
            return saved.isPresent() ? saved.get().movedFiles(of) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the files that the plan was made from cannot be read", e);
        }
    }

    private ExitCode stale(String why) {
        return bench.fail(
                ExitCode.FAILED,
                "the saved plan is stale; " + why + ". Nothing was changed. Make it anew: wgorch plan --out");
    }

    /// With the homes of keys that it needs, or not at all.
    private ExitCode carryOut(PlanRun look, Plan plan, Paint paint) {
        Diagnostics diagnostics = new Diagnostics();
        try (Homes homes = new Homes(
                new HomeOpener(look.project(), options.rollout.passphrase, bench.terminal()), new SecureRandom())) {
            homes.open(look, plan, diagnostics);
            if (!diagnostics.isEmpty()) {
                String why =
                        diagnostics.sorted().stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
                return bench.fail(ExitCode.FAILED, why + " Nothing was changed.");
            }
            ExitCode ended = carryOut(look, plan, homes, paint);
            homes.problems().forEach(bench::warn);
            return homes.problems().isEmpty() ? ended : ExitCode.FAILED;
        }
    }

    private ExitCode carryOut(PlanRun look, Plan plan, Homes homes, Paint paint) {
        Optional<Progress> progress = bench.terminal().interactive() && !bench.global().json
                ? Optional.of(
                        new Progress(plan.order().stream().mapToInt(List::size).sum()))
                : Optional.empty();
        ApplyView view = new ApplyView(bench.people(), paint, bench.global().verbose, progress);
        ApplyRun run = new ApplyRun(look, plan, homes, view, bench.clock(), Workbench.who());
        ApplyReport report;
        try (Interruption _ = new Interruption(() -> {
            run.stop("not begun: interrupted");
            view.say(
                    "Interrupted. What has begun is finished or undone. No other host is begun, unless it has to follow a"
                            + " peer that has changed already.");
        })) {
            report = run.apply();
            if (bench.global().json) {
                bench.terminal()
                        .document(ApplyJson.write(
                                report.plan(),
                                report.results(),
                                report.links(),
                                report.punches(),
                                report.crossings(),
                                report.debts(),
                                bench.eviction()));
            }
            if (plan.hasChanges() || !report.ok() || bench.eviction().isPresent()) {
                view.end(report.results(), report.links(), report.crossings(), report.debts());
            }
        }
        // A host that cannot be reached is what an eviction has to do with: it owes.
        if (bench.eviction().isPresent() ? !report.okOrOwing() : !report.ok()) {
            return ExitCode.FAILED;
        }
        return report.debts().isEmpty() ? ExitCode.OK : ExitCode.REVOCATION_OPEN;
    }
}
