package io.wgorch.cli;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.run.Goal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `wgorch rotate NODE...`
@Command(
        name = "rotate",
        description = "Gives nodes new keys, which are then told to every peer; the old keys are revoked."
                + " Whatever else is due is applied with it.",
        mixinStandardHelpOptions = true)
final class RotateCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Mixin
    ApplyOptions apply = new ApplyOptions();

    @Option(names = "--all", description = "every node that is managed, one after the other (or --serial N at a time)")
    boolean all;

    @Parameters(paramLabel = "NODE", arity = "0..*", description = "whose keys")
    List<String> nodes = List.of();

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        Diagnostics diagnostics = new Diagnostics();
        Set<NodeName> names = GlobalOptions.nodes("rotate", nodes, diagnostics);
        if (!diagnostics.isEmpty()) {
            return bench.badInput(diagnostics).status();
        }
        if (all != names.isEmpty()) {
            return bench.fail(ExitCode.BAD_INPUT, "rotate: say which nodes, or --all.")
                    .status();
        }
        return new Rollout(bench, apply)
                .run(all ? new Goal.RotateAll() : new Goal.Rotate(names))
                .status();
    }
}
