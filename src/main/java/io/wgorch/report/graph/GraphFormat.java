package io.wgorch.report.graph;

import io.wgorch.inventory.Inventory;
import io.wgorch.mesh.Meshes;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The forms that a picture can have.
public enum GraphFormat {
    /// An image that stands alone.
    SVG,
    /// Text that Markdown viewers draw.
    MERMAID,
    /// Text that Graphviz draws.
    DOT;

    /// The form that goes with the extension of a file; empty when none does.
    public static Optional<GraphFormat> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "svg" -> Optional.of(SVG);
            case "mmd", "mermaid" -> Optional.of(MERMAID);
            case "dot", "gv" -> Optional.of(DOT);
            default -> Optional.empty();
        };
    }

    /// All meshes in one picture.
    public String draw(Inventory inventory, Meshes meshes) {
        List<MeshGraph> graphs =
                meshes.all().stream().map(m -> MeshGraph.of(inventory, m)).toList();
        return switch (this) {
            case SVG -> SvgWriter.write(graphs);
            case MERMAID -> MermaidWriter.write(graphs);
            case DOT -> DotWriter.write(graphs);
        };
    }
}
