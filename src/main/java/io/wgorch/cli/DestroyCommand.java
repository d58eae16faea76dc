package io.wgorch.cli;

import io.wgorch.run.Goal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `wgorch destroy [PATTERN]`
@Command(
        name = "destroy",
        description = "Takes everything that wgorch has made off the hosts, which are then as they were found. Their"
                + " keys are revoked; the inventory stays as it is.",
        mixinStandardHelpOptions = true)
final class DestroyCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Mixin
    RolloutOptions options = new RolloutOptions();

    @Parameters(paramLabel = "PATTERN", arity = "0..1", description = "which hosts, as with --limit (default: all)")
    @Nullable
    String pattern;

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        if (pattern != null) {
            if (bench.global().limit != null) {
                return bench.fail(ExitCode.BAD_INPUT, "the hosts are given twice, by --limit and by " + pattern + ".")
                        .status();
            }
            bench.global().limit = pattern;
        }
        return new Rollout(bench, ApplyOptions.of(options))
                .run(new Goal.Destroy())
                .status();
    }
}
