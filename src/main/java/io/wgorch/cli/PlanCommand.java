package io.wgorch.cli;

import io.wgorch.plan.Plan;
import io.wgorch.plan.PlanJson;
import io.wgorch.report.PlanView;
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

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        return bench.rehearse(
                        new ApplyOptions(),
                        Set.of(),
                        opened -> bench.look(opened, Set.of(), look -> {
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
                            if (!plan.complete()) {
                                return ExitCode.FAILED;
                            }
                            return detailedExitCode && plan.hasChanges() ? ExitCode.CHANGES : ExitCode.OK;
                        }))
                .status();
    }
}
