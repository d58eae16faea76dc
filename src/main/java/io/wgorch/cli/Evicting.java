package io.wgorch.cli;

import io.wgorch.apply.EvictionReport;
import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.report.ApplyView;
import io.wgorch.report.EvictionView;
import io.wgorch.report.Paint;
import io.wgorch.run.EvictionRun;
import io.wgorch.run.Goal;
import io.wgorch.run.Options;
import io.wgorch.run.Project;
import io.wgorch.run.Rehearsal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// `rotate NODE... --compromised`: takes the keys of nodes away from all others, then has the others
/// converge. Only what cannot be read at all keeps it from the first; only the second asks whether the mesh
/// still holds on paper.
final class Evicting {
    private final Workbench bench;
    private final ApplyOptions options;

    Evicting(Workbench bench, ApplyOptions options) {
        this.bench = bench;
        this.options = options;
    }

    ExitCode run(Set<NodeName> nodes) {
        Instant begun = bench.clock().instant();
        if (!options.rollout.yes && !bench.terminal().interactive()) {
            return bench.fail(ExitCode.BAD_INPUT, "nobody is there to be asked: say --yes.");
        }
        return bench.alone(() -> bench.open(options, nodes, Project.OnPaper.ANY, opened -> {
            Diagnostics diagnostics = new Diagnostics();
            return EvictionRun.of(opened.project(), opened.options(), nodes, diagnostics)
                    .map(run -> decide(opened, run, nodes, begun))
                    .orElseGet(() -> bench.badInput(diagnostics));
        }));
    }

    private ExitCode decide(Workbench.Opened opened, EvictionRun run, Set<NodeName> nodes, Instant begun) {
        if (options.rollout.yes) {
            return evict(opened, run, begun);
        }
        String who = nodes.stream().sorted().map(NodeName::value).collect(Collectors.joining(", "));
        return bench.terminal()
                        .confirms(
                                bench.people(),
                                "Evict " + who + " from " + run.hosts().size() + " hosts?")
                ? evict(opened, run, bench.clock().instant())
                : bench.fail(ExitCode.FAILED, "declined; nothing was changed.");
    }

    private ExitCode evict(Workbench.Opened opened, EvictionRun run, Instant begun) {
        Paint paint = bench.terminal().paint(bench.global());
        EvictionReport report = run.evict(
                bench.connector(opened.options()),
                bench.hostKeys(opened.options()),
                new ApplyView(bench.people(), paint, bench.global().verbose, Optional.empty()),
                bench.clock(),
                Workbench.who(),
                begun);
        EvictionView.end(bench.people(), paint, report);
        return converge(bench.after(report), opened.options());
    }

    /// The project is read anew, as it is after the eviction.
    private ExitCode converge(Workbench after, Options read) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Project> project = Project.read(read, Project.OnPaper.PROVEN, bench.clock(), diagnostics);
        project.ifPresent(p -> Rehearsal.check(p, diagnostics));
        return project.filter(_ -> diagnostics.isEmpty())
                .map(p -> new Rollout(after, options).look(new Workbench.Opened(p, read), new Goal.Converge()))
                .orElseGet(() -> after.fail(
                        ExitCode.FAILED,
                        "the rest is not brought into line, as the project has errors:\n"
                                + diagnostics.sorted().stream()
                                        .map(Diagnostic::toString)
                                        .collect(Collectors.joining("\n"))));
    }
}
