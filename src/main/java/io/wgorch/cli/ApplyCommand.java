package io.wgorch.cli;

import io.wgorch.diag.Diagnostics;
import io.wgorch.run.Goal;
import io.wgorch.run.SavedPlan;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `wgorch apply`
@Command(
        name = "apply",
        description = "Shows the plan, asks, and carries it out. A host that is not confirmed undoes it by itself.",
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Mixin
    ApplyOptions apply = new ApplyOptions();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "a plan of plan --out: carried out without a question if it is still what the plan would be,"
                    + " else refused. It fixes -i, -p, -l, --tags and --skip-tags.")
    @Nullable
    Path file;

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        if (file == null) {
            return new Rollout(bench, apply).run(new Goal.Converge()).status();
        }
        Diagnostics diagnostics = new Diagnostics();
        if (bench.global().scoped()) {
            diagnostics.error("a saved plan says itself for which inventory, playbook, hosts and tags it is: leave out"
                    + " -i, -p, -l, --tags and --skip-tags.");
        }
        Optional<SavedPlan> saved = SavedPlan.read(file, diagnostics);
        if (saved.isEmpty() || !diagnostics.isEmpty()) {
            return bench.badInput(diagnostics).status();
        }
        bench.global().scope(saved.get().scope());
        return new Rollout(bench, apply, saved).run(new Goal.Converge()).status();
    }
}
