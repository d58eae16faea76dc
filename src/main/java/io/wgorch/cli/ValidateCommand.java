package io.wgorch.cli;

import io.wgorch.inventory.HostPattern;
import io.wgorch.inventory.Inventory;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.proof.WhatIf;
import io.wgorch.report.ProofView;
import io.wgorch.report.ProofView.Proven;
import io.wgorch.run.Project;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `wgorch validate`
@Command(
        name = "validate",
        description =
                "Reads everything, proves on paper who reaches whom, renders every host's files; contacts nobody.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    private static final String ANY = "any";

    @ParentCommand
    @Nullable
    Main main;

    @Option(
            names = "--without",
            paramLabel = "PATTERN",
            description = "say who would lose whom if these nodes were down; 'any': each node in turn")
    @Nullable
    String without;

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        return bench.rehearse(new ApplyOptions(), Set.of(), opened -> {
                    Project project = opened.project();
                    Optional<HostPattern> down = Optional.ofNullable(without)
                            .filter(w -> !w.equals(ANY))
                            .map(HostPattern::new);
                    List<String> unknown =
                            down.map(d -> d.unmatchedTerms(project.inventory())).orElse(List.of());
                    if (!unknown.isEmpty()) {
                        return bench.fail(
                                ExitCode.BAD_INPUT,
                                "--without: '" + String.join("', '", unknown) + "' matches no node.");
                    }
                    List<Proven> meshes = project.meshes().all().stream()
                            .map(m -> new Proven(m, losses(m, project.inventory(), down)))
                            .toList();
                    if (bench.global().json) {
                        bench.terminal().document(ProofView.json(meshes, project.notes()));
                    }
                    ProofView.show(bench.people(), meshes, project.notes());
                    return ExitCode.OK;
                })
                .status();
    }

    private List<WhatIf> losses(Mesh mesh, Inventory inventory, Optional<HostPattern> down) {
        return down.map(d -> List.of(WhatIf.without(mesh, d.select(inventory))))
                .orElseGet(() -> without == null ? List.of() : WhatIf.withoutAny(mesh));
    }
}
