package io.wgorch.cli;

import io.wgorch.report.StatusView;
import io.wgorch.run.Goal;
import io.wgorch.run.Project;
import io.wgorch.verify.Status;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `wgorch status`
@Command(
        name = "status",
        description = "Shows every link: endpoint, latest handshake, transfer, drift.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        return bench.open(
                        new ApplyOptions(),
                        Set.of(),
                        opened -> bench.look(opened, new Goal.Converge(), look -> {
                            Project project = opened.project();
                            Status status = Status.of(look.plan(), project.meshes(), project.registry(), look.states());
                            if (bench.global().json) {
                                bench.terminal().document(StatusView.json(status));
                            } else {
                                StatusView.show(bench.people(), bench.terminal().paint(bench.global()), status);
                            }
                            return status.plan().complete() ? ExitCode.OK : ExitCode.FAILED;
                        }))
                .status();
    }
}
