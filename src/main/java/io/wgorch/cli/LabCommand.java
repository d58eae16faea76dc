package io.wgorch.cli;

import io.wgorch.inventory.InventoryReader;
import io.wgorch.inventory.NodeName;
import io.wgorch.lab.Engine;
import io.wgorch.lab.Lab;
import io.wgorch.lab.LabException;
import io.wgorch.lab.LabHost;
import io.wgorch.lab.LabNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `wgorch lab ...`
@Command(
        name = "lab",
        description = "Real Debian hosts on this machine, one container for each node of the inventory, to learn and to"
                + " rehearse. Use them with: wgorch -F .wgorch/lab/ssh_config COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {LabCommand.Up.class, LabCommand.Down.class, LabCommand.Status.class, LabCommand.Ssh.class})
final class LabCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Override
    public Integer call() {
        return Main.workbench(main)
                .fail(ExitCode.BAD_INPUT, "say what to do with the lab: up, down, status or ssh NODE.")
                .status();
    }

    /// Work on a lab.
    private interface Work {
        ExitCode on(Lab lab) throws LabException;
    }

    /// The lab of a project stands beside its inventory folder.
    private static ExitCode with(Workbench bench, Work work) {
        try {
            Path inventory = InventoryReader.file(bench.global().inventory())
                    .toAbsolutePath()
                    .normalize();
            Path root = Optional.ofNullable(inventory.getParent())
                    .map(Path::getParent)
                    .orElse(Path.of("/"));
            return work.on(new Lab(root.resolve(".wgorch/lab"), Engine.find(System.getenv()), line -> {
                bench.people().println(line);
                bench.people().flush();
            }));
        } catch (LabException e) {
            return bench.fail(
                    ExitCode.FAILED, Optional.ofNullable(e.getMessage()).orElse("the lab failed"));
        }
    }

    private static Workbench bench(@Nullable LabCommand lab) {
        return Main.workbench(lab == null ? null : lab.main);
    }

    private static void table(Workbench bench, List<LabNode> nodes) {
        nodes.forEach(n -> bench.people()
                .println("%-10s %-10s %-15s 127.0.0.1:%d".formatted(n.host().name(), n.state(), n.ip(), n.port())));
    }

    /// `wgorch lab up`
    @Command(
            name = "up",
            description = "Makes and starts what is missing; removes nothing.",
            mixinStandardHelpOptions = true)
    static final class Up implements Callable<Integer> {
        @ParentCommand
        @Nullable
        LabCommand lab;

        @Override
        public Integer call() {
            Workbench bench = bench(lab);
            return bench.open(
                            new ApplyOptions(),
                            Set.of(),
                            opened -> with(bench, l -> {
                                var inventory = opened.project().inventory();
                                table(bench, l.up(LabHost.of(inventory), inventory.carried()));
                                bench.people().println("Use it with: wgorch -F " + shown(l.sshConfig()) + " plan");
                                return ExitCode.OK;
                            }))
                    .status();
        }

        private static Path shown(Path file) {
            Path here = Path.of("").toAbsolutePath();
            return file.startsWith(here) ? here.relativize(file) : file;
        }
    }

    /// `wgorch lab down`
    @Command(
            name = "down",
            description = "Removes its hosts, their network and its files.",
            mixinStandardHelpOptions = true)
    static final class Down implements Callable<Integer> {
        @ParentCommand
        @Nullable
        LabCommand lab;

        @Override
        public Integer call() {
            return with(bench(lab), l -> {
                        l.down();
                        return ExitCode.OK;
                    })
                    .status();
        }
    }

    /// `wgorch lab status`
    @Command(name = "status", description = "Lists its hosts.", mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {
        @ParentCommand
        @Nullable
        LabCommand lab;

        @Override
        public Integer call() {
            Workbench bench = bench(lab);
            return with(bench, l -> {
                        table(bench, l.status());
                        return ExitCode.OK;
                    })
                    .status();
        }
    }

    /// `wgorch lab ssh NODE [COMMAND...]`
    @Command(
            name = "ssh",
            description = "Opens a shell on a host, or runs a command there.",
            mixinStandardHelpOptions = true)
    static final class Ssh implements Callable<Integer> {
        @ParentCommand
        @Nullable
        LabCommand lab;

        @Parameters(index = "0", paramLabel = "NODE", description = "which host")
        String node = "";

        @Parameters(index = "1..*", paramLabel = "COMMAND", description = "what to run; a shell when left out")
        List<String> command = List.of();

        @Override
        public Integer call() throws LabException {
            Workbench bench = bench(lab);
            Optional<NodeName> name = NodeName.parse(node);
            if (name.isEmpty()) {
                return bench.fail(ExitCode.BAD_INPUT, "'" + node + "' is no node name.")
                        .status();
            }
            int[] status = {ExitCode.FAILED.status()};
            with(bench, l -> {
                status[0] = l.ssh(name.get(), command);
                return ExitCode.OK;
            });
            return status[0];
        }
    }
}
