package io.wgorch.cli;

import io.wgorch.inventory.Registry;
import io.wgorch.run.Goal;
import io.wgorch.run.ImportRun;
import io.wgorch.run.PlanRun;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `wgorch import --registry`
@Command(name = "import", description = "Takes over what hosts already have.", mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Option(
            names = "--registry",
            required = true,
            description = "make a lost registry anew from the hosts: mesh id, keys, addresses, revoked keys")
    boolean registry;

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask")
    boolean yes;

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        return bench.alone(() -> bench.open(new ApplyOptions(), Set.of(), opened -> {
                    try (PlanRun look = PlanRun.look(
                            opened.project(),
                            opened.options(),
                            bench.connector(opened.options()),
                            new Goal.Converge())) {
                        return importRegistry(
                                bench, new ImportRun(look.project(), look.states(), bench.clock()), opened);
                    }
                }))
                .status();
    }

    private ExitCode importRegistry(Workbench bench, ImportRun run, Workbench.Opened opened) {
        ImportRun.Found found = run.gather();
        if (found.registry().isEmpty() || !found.problems().isEmpty()) {
            return bench.fail(ExitCode.FAILED, String.join("\n", found.problems()));
        }
        Registry made = found.registry().get();
        bench.people()
                .println("Mesh " + made.meshId() + ", serial " + made.serial() + ", "
                        + made.nodes().size() + " nodes, " + made.revoked().size() + " revoked keys.");
        made.nodes()
                .forEach((node, entry) -> bench.people()
                        .println("  " + node + "  "
                                + (entry.keys().isEmpty()
                                        ? "no key"
                                        : entry.allKeys().map(Object::toString).collect(Collectors.joining(" ")))));
        String file = opened.project().registryFile().toString();
        if (!yes
                && !(bench.terminal().interactive()
                        && bench.terminal().confirms(bench.people(), "Write this to " + file + "?"))) {
            return bench.fail(ExitCode.FAILED, "not written; say --yes where nobody is there to be asked.");
        }
        try {
            run.write(made);
        } catch (IOException e) {
            return bench.fail(ExitCode.FAILED, file + " cannot be written: " + e.getMessage());
        }
        bench.people().println("Written: " + file);
        return ExitCode.OK;
    }
}
