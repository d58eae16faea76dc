package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.TunnelId;
import io.wgorch.render.Renderer.Rendered;
import io.wgorch.resource.Resource.HostFile;
import io.wgorch.wireguard.PeerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes every file that would be pushed, without looking at a host: one host after the other, so that it takes no
/// more memory for a thousand hosts than for ten. Keys are placeholders, and facts stand for any host.
public final class RenderRun {
    private RenderRun() {}

    /// How much was written.
    ///
    /// @param files their number
    /// @param bytes their size
    public record Written(long files, long bytes) {}

    /// Writes `DIR/NODE/PATH-ON-THE-HOST` for each managed node.
    ///
    /// @throws IOException when a file cannot be written
    public static Written write(Project project, Path folder) throws IOException {
        Map<TunnelId, PeerKey> keys = project.pendingKeys();
        long files = 0;
        long bytes = 0;
        for (Node node : project.inventory().nodes().values()) {
            if (!node.managed()) {
                continue;
            }
            Optional<Rendered> rendered =
                    project.renderer().render(project.rehearsal(node.name(), keys), new Diagnostics());
            List<HostFile> own = rendered.stream()
                    .flatMap(r -> r.resources().stream())
                    .flatMap(r -> r.file().stream())
                    .toList();
            for (HostFile file : own) {
                Path path =
                        folder.resolve(node.name().value()).resolve(file.path().substring(1));
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.text());
                files++;
                bytes += file.text().length();
            }
        }
        return new Written(files, bytes);
    }
}
