package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.render.Renderer.Rendered;
import io.wgorch.resource.Resource;
import io.wgorch.resource.Resource.HostFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Writes every file that would be pushed, without looking at a host: a [Rehearsal] of which something is left.
public final class RenderRun {
    private final Path folder;
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    private RenderRun(Path folder) {
        this.folder = folder;
    }

    /// How much was written.
    ///
    /// @param files their number
    /// @param bytes their size
    public record Written(long files, long bytes) {}

    /// Writes `DIR/NODE/PATH-ON-THE-HOST` for each managed node that has no errors; those go to `diagnostics`.
    ///
    /// @throws UncheckedIOException when a file cannot be written
    public static Written write(Project project, Path folder, Diagnostics diagnostics) {
        RenderRun run = new RenderRun(folder);
        Rehearsal.forEach(project, run::write, diagnostics);
        return new Written(run.files.sum(), run.bytes.sum());
    }

    private void write(NodeName node, Rendered rendered) {
        rendered.resources().stream()
                .map(Resource::file)
                .flatMap(Optional::stream)
                .forEach(file -> write(folder.resolve(node.value()), file));
    }

    private void write(Path host, HostFile file) {
        Path path = host.resolve(file.path().substring(1));
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.increment();
        bytes.add(file.text().length());
    }
}
