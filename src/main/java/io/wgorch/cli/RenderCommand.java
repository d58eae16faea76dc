package io.wgorch.cli;

import io.wgorch.diag.Diagnostics;
import io.wgorch.run.RenderRun;
import io.wgorch.run.RenderRun.Written;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `wgorch render --out DIR`
@Command(
        name = "render",
        description = "Writes every file it would push as DIR/NODE/PATH; contacts nobody. Keys are placeholders, and"
                + " what templates ask of a host (facts) is answered as for a plain Debian.",
        mixinStandardHelpOptions = true)
final class RenderCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "where; files there are overwritten")
    Path out = Path.of(".");

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        return bench.open(new ApplyOptions(), Set.of(), opened -> {
                    Diagnostics diagnostics = new Diagnostics();
                    try {
                        Written written = RenderRun.write(opened.project(), out, diagnostics);
                        bench.people()
                                .println("Written: " + written.files() + " files, " + written.bytes() + " bytes, below "
                                        + out);
                    } catch (UncheckedIOException e) {
                        return bench.fail(ExitCode.FAILED, out + " cannot be written: " + e.getMessage());
                    }
                    return diagnostics.isEmpty() ? ExitCode.OK : bench.badInput(diagnostics);
                })
                .status();
    }
}
