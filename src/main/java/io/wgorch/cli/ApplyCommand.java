package io.wgorch.cli;

import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Override
    public Integer call() {
        return new Rollout(Main.workbench(main), apply).run(Set.of()).status();
    }
}
