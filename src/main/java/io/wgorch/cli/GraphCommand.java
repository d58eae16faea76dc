package io.wgorch.cli;

import io.wgorch.report.graph.GraphFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `wgorch graph`
@Command(
        name = "graph",
        description = "Draws the mesh as the inventory wants it; contacts nobody.",
        mixinStandardHelpOptions = true)
final class GraphCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "svg, mermaid or dot (default: what the extension of FILE says; mermaid without FILE)")
    @Nullable
    GraphFormat format;

    @Option(names = "--out", paramLabel = "FILE", description = "write to a file: .svg, .mmd, .dot")
    @Nullable
    Path out;

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        Optional<Path> file = Optional.ofNullable(out);
        Optional<GraphFormat> wanted = Optional.ofNullable(format)
                .or(() -> file.isEmpty() ? Optional.of(GraphFormat.MERMAID) : file.flatMap(GraphFormat::of));
        if (wanted.isEmpty()) {
            return bench.fail(
                            ExitCode.BAD_INPUT,
                            out + ": the extension does not say the format; use .svg, .mmd or .dot, or say --format.")
                    .status();
        }
        if (bench.global().json && file.isEmpty()) {
            return bench.fail(ExitCode.BAD_INPUT, "a picture is no JSON document: say --out FILE, or leave out --json.")
                    .status();
        }
        return bench.open(new ApplyOptions(), Set.of(), opened -> {
                    String picture = wanted.get()
                            .draw(opened.project().inventory(), opened.project().meshes());
                    return file.map(f -> write(bench, f, picture)).orElseGet(() -> {
                        bench.terminal().document(picture);
                        return ExitCode.OK;
                    });
                })
                .status();
    }

    private static ExitCode write(Workbench bench, Path file, String picture) {
        try {
            Files.writeString(file, picture);
        } catch (IOException e) {
            return bench.fail(ExitCode.FAILED, file + " cannot be written: " + e.getMessage());
        }
        bench.people().println("Written: " + file);
        return ExitCode.OK;
    }
}
