package io.wgorch.cli;

import io.wgorch.report.TrustView;
import io.wgorch.run.TrustRun;
import io.wgorch.ssh.Introduction;
import io.wgorch.ssh.SshException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `wgorch trust`
@Command(
        name = "trust",
        description = "First contact: shows the SSH host keys of all nodes in one table, asks once, writes known_hosts."
                + " Everything else is strict.",
        mixinStandardHelpOptions = true)
final class TrustCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Option(
            names = {"-y", "--yes"},
            description = "accept every new key without being asked; a changed one is never accepted")
    boolean yes;

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        return bench.open(
                        new ApplyOptions(),
                        Set.of(),
                        opened -> trust(
                                bench,
                                new TrustRun(opened.project(), opened.options(), bench.hostKeys(opened.options()))))
                .status();
    }

    private ExitCode trust(Workbench bench, TrustRun run) {
        try {
            List<Introduction> all = new ArrayList<>();
            List<Introduction> jumps = run.jumps();
            boolean decided = jumps.stream().noneMatch(Introduction::isNew) || accept(bench, run, jumps);
            all.addAll(jumps);
            if (decided) {
                List<Introduction> nodes = run.nodes();
                decided = accept(bench, run, nodes);
                all.addAll(nodes);
            }
            if (bench.global().json) {
                bench.terminal().document(TrustView.json(all));
            }
            boolean clean = all.stream().allMatch(i -> i.isTrusted() || i.isNew());
            return decided && clean ? ExitCode.OK : ExitCode.FAILED;
        } catch (SshException e) {
            return bench.fail(ExitCode.FAILED, e.explanation(""));
        }
    }

    private boolean accept(Workbench bench, TrustRun run, List<Introduction> introductions) throws SshException {
        TrustView.show(bench.people(), introductions);
        List<Introduction> fresh =
                introductions.stream().filter(Introduction::isNew).toList();
        if (fresh.isEmpty()) {
            return true;
        }
        if (!yes && !bench.terminal().interactive()) {
            bench.warn("nobody is there to be asked; compare the fingerprints, then say --yes.");
            return false;
        }
        if (!yes && !bench.terminal().confirms(bench.people(), "Trust the " + fresh.size() + " new keys?")) {
            bench.warn("declined; nothing was written.");
            return false;
        }
        for (Path file : run.remember(fresh)) {
            bench.people().println("Written: " + file);
        }
        return true;
    }
}
