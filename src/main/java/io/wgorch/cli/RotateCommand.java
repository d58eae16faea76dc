package io.wgorch.cli;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.run.Goal;
import java.util.List;
import java.util.Optional;
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

    @Option(
            names = "--compromised",
            description = "the keys are in somebody else's hands: they leave every host at once, their nodes are out of"
                    + " the mesh, and their hosts are not contacted")
    boolean compromised;

    @Option(
            names = "--readmit",
            description =
                    "have a node back that was evicted, under a new key; its host has to be known by SSH host keys"
                            + " that it did not have before")
    boolean readmit;

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
        Optional<String> contradiction = contradiction(bench.global());
        if (contradiction.isPresent()) {
            return bench.fail(ExitCode.BAD_INPUT, "rotate: " + contradiction.get())
                    .status();
        }
        ExitCode ended =
                compromised ? new Evicting(bench, apply).run(names) : new Rollout(bench, apply).run(goal(names));
        return ended.status();
    }

    private Goal goal(Set<NodeName> names) {
        return readmit ? new Goal.Readmit(names) : all ? new Goal.RotateAll() : new Goal.Rotate(names);
    }

    private Optional<String> contradiction(GlobalOptions global) {
        if (compromised && readmit) {
            return Optional.of(
                    "--readmit comes after --compromised: once the host is rebuilt and its new SSH host key is"
                            + " known.");
        }
        if ((compromised || readmit) && all) {
            return Optional.of(
                    (compromised ? "--compromised" : "--readmit") + " is for nodes that are named: leave out --all.");
        }
        if ((compromised || readmit) && apply.allowLoss) {
            return Optional.of("--allow-loss is for keys that are replaced while they are in use: leave it out.");
        }
        if (compromised && (global.limit != null || !global.tags.isEmpty() || !global.skipTags.isEmpty())) {
            return Optional.of("--compromised concerns every host, and tunnels whatever their tags: leave out --limit,"
                    + " --tags and --skip-tags.");
        }
        return Optional.empty();
    }
}
