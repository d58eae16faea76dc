package io.wgorch.cli;

import io.wgorch.mesh.MeshTunnel;
import io.wgorch.report.DiagnosticsView;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `wgorch validate`
@Command(
        name = "validate",
        description = "Reads inventory, playbook and templates, renders every host's files; contacts nobody.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        return bench.open(new ApplyOptions(), Set.of(), opened -> {
                    var tunnels = opened.project().mesh().tunnels().values();
                    int links = tunnels.stream()
                                    .map(MeshTunnel::peers)
                                    .mapToInt(p -> p.size())
                                    .sum()
                            / 2;
                    if (bench.global().json) {
                        bench.terminal().document(DiagnosticsView.json(List.of()));
                    }
                    bench.people()
                            .println("Valid: " + tunnels.size() + " nodes, " + links + " links, "
                                    + opened.project()
                                            .mesh()
                                            .definition()
                                            .topology()
                                            .keyword() + ".");
                    return ExitCode.OK;
                })
                .status();
    }
}
