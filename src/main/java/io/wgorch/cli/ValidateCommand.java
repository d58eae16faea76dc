package io.wgorch.cli;

import io.wgorch.mesh.Mesh;
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
                    if (bench.global().json) {
                        bench.terminal().document(DiagnosticsView.json(List.of()));
                    }
                    List<Mesh> meshes = opened.project().meshes().all();
                    meshes.forEach(mesh -> bench.people()
                            .println("Valid: "
                                    + (meshes.size() > 1 ? mesh.definition().name() + ": " : "") + words(mesh)));
                    return ExitCode.OK;
                })
                .status();
    }

    private static String words(Mesh mesh) {
        int ends =
                mesh.tunnels().values().stream().mapToInt(t -> t.peers().size()).sum();
        return mesh.tunnels().size() + " nodes, " + ends / 2 + " links, "
                + mesh.definition().topology().keyword() + ".";
    }
}
