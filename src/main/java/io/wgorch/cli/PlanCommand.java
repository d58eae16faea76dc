package io.wgorch.cli;

import io.wgorch.plan.Plan;
import io.wgorch.plan.PlanJson;
import io.wgorch.report.PlanView;
import io.wgorch.run.Goal;
import io.wgorch.run.Options;
import io.wgorch.run.SavedPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `wgorch plan`
@Command(
        name = "plan",
        description = "Shows what would change on the live hosts. Changes nothing, neither there nor here.",
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Option(names = "--detailed-exitcode", description = "exit with 2 when there are changes")
    boolean detailedExitCode;

    @Option(names = "--out", paramLabel = "FILE", description = "write the plan to a file, for: wgorch apply FILE")
    @Nullable
    Path out;

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        return bench.rehearse(
                        new ApplyOptions(),
                        Set.of(),
                        opened -> bench.look(opened, new Goal.Converge(), look -> {
                            Plan plan = look.plan();
                            if (bench.global().json) {
                                bench.terminal().document(PlanJson.write(plan));
                            } else {
                                new PlanView(
                                                bench.people(),
                                                bench.terminal().paint(bench.global()),
                                                opened.project().addresses())
                                        .show(plan);
                            }
                            if (out != null && !save(bench, out, opened.options(), plan)) {
                                return ExitCode.FAILED;
                            }
                            if (!plan.complete()) {
                                return ExitCode.FAILED;
                            }
                            return detailedExitCode && plan.hasChanges() ? ExitCode.CHANGES : ExitCode.OK;
                        }))
                .status();
    }

    private static boolean save(Workbench bench, Path file, Options options, Plan plan) {
        try {
            Instant now = bench.clock().instant().truncatedTo(ChronoUnit.SECONDS);
            SavedPlan.write(file, options, plan, Workbench.who(), now);
            bench.people().println("Written: " + file + ". To do just this: wgorch apply " + file);
            bench.people().flush();
            return true;
        } catch (IOException e) {
            bench.warn(file + " cannot be written: " + e.getMessage());
            return false;
        }
    }
}
