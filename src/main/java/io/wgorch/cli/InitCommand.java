package io.wgorch.cli;

import io.wgorch.run.Starter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `wgorch init DIR`
@Command(
        name = "init",
        description =
                "Starts a project folder: an inventory to edit, copies of the built-in playbook and templates, and JSON"
                        + " schemas of both for editors.",
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Parameters(paramLabel = "DIR", description = "where; files that are there already are left as they are")
    Path folder = Path.of(".");

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        try {
            new Starter(new SecureRandom())
                    .write(folder)
                    .forEach(file -> bench.people().println("Written: " + file));
            bench.people()
                    .println("Next: name your hosts in " + folder.resolve("inventory/mesh.yml") + ", then run in "
                            + folder + ": wgorch validate, wgorch trust, wgorch plan");
            return ExitCode.OK.status();
        } catch (IOException e) {
            return bench.fail(ExitCode.FAILED, folder + " cannot be written: " + e.getMessage())
                    .status();
        }
    }
}
