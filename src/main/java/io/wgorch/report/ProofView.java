package io.wgorch.report;

import io.wgorch.inventory.NodeName;
import io.wgorch.json.Json;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Wanted;
import io.wgorch.mesh.proof.Loss;
import io.wgorch.mesh.proof.WhatIf;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was proven of the meshes on paper, and what would be left of them without some nodes.
public final class ProofView {
    private ProofView() {}

    /// A mesh that was proven, and what would be left of it.
    public record Proven(Mesh mesh, List<WhatIf> without) {
        public Proven {
            without = List.copyOf(without);
        }

        private int links() {
            return mesh.tunnels().values().stream()
                            .map(MeshTunnel::peers)
                            .mapToInt(Map::size)
                            .sum()
                    / 2;
        }
    }

    /// What a person is told.
    ///
    /// @param notes what is no error and yet should be known
    public static void show(PrintWriter out, List<Proven> meshes, List<String> notes) {
        for (Proven proven : meshes) {
            Mesh mesh = proven.mesh();
            String name = meshes.size() == 1 ? "" : mesh.definition().name() + ": ";
            String reach = mesh.wanted().equals(Wanted.EVERYONE)
                    ? "every pair reaches each other"
                    : "every pair that is meant to reaches each other";
            out.println("Valid: " + name + mesh.tunnels().size()
                    + (mesh.tunnels().size() == 1 ? " node, " : " nodes, ") + proven.links()
                    + (proven.links() == 1 ? " link, " : " links, ")
                    + mesh.definition().topology().keyword() + "; " + reach + ".");
            proven.without().forEach(w -> out.println(name + w));
        }
        notes.forEach(note -> out.println("Note: " + note));
        out.flush();
    }

    public static String json(List<Proven> meshes, List<String> notes) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format_version", "1.0");
        out.put("diagnostics", List.of());
        out.put("meshes", meshes.stream().map(ProofView::proven).toList());
        out.put("notes", notes);
        return Json.write(out);
    }

    private static Map<String, Object> proven(Proven proven) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", proven.mesh().definition().name());
        out.put("topology", proven.mesh().definition().topology().keyword());
        out.put("nodes", proven.mesh().tunnels().size());
        out.put("links", proven.links());
        out.put("without", proven.without().stream().map(ProofView::whatIf).toList());
        return out;
    }

    private static Map<String, Object> whatIf(WhatIf whatIf) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("down", names(whatIf.down()));
        out.put("pairs", whatIf.pairs());
        out.put("losses", whatIf.losses().stream().map(ProofView::loss).toList());
        return out;
    }

    private static Map<String, Object> loss(Loss loss) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("nodes", names(loss.nodes()));
        out.put("lose_each_other", loss.eachOther());
        out.put("lose", names(loss.others()));
        return out;
    }

    private static List<String> names(Collection<NodeName> nodes) {
        return nodes.stream().map(NodeName::value).toList();
    }
}
