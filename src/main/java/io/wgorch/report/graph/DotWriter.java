package io.wgorch.report.graph;

import io.wgorch.report.graph.MeshGraph.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Meshes in the DOT language of Graphviz.
final class DotWriter {
    private final StringBuilder out = new StringBuilder();
    private int clusters;

    private DotWriter() {}

    static String write(List<MeshGraph> graphs) {
        DotWriter writer = new DotWriter();
        writer.out.append("""
                graph wgorch {
                  graph [rankdir=LR, ranksep=1.5, nodesep=0.3, fontname="sans-serif", fontsize=12];
                  node [fontname="sans-serif", fontsize=11, shape=box];
                  edge [fontname="sans-serif", fontsize=9];
                """);
        graphs.forEach(writer::mesh);
        return writer.out.append("}\n").toString();
    }

    private void mesh(MeshGraph graph) {
        open("  ", graph.title() + ": " + graph.about());
        List<String> ids = new ArrayList<>();
        for (Group group : graph.groups()) {
            ids.add(graph.name() + "/" + group.first().name() + (group.single() ? "" : " and its like"));
        }
        Sites.of(graph).forEach((site, groups) -> {
            site.ifPresent(s -> open("    ", "site " + s));
            groups.forEach(g -> group(graph.groups().get(g), ids.get(g)));
            site.ifPresent(_ -> out.append("    }\n"));
        });
        graph.lines().forEach(l -> line(l, ids));
        out.append("  }\n");
    }

    private void open(String indent, String label) {
        out.append(indent)
                .append("subgraph cluster_")
                .append(clusters++)
                .append(" {\n")
                .append(indent)
                .append("  label=")
                .append(quoted(List.of(label)))
                .append(";\n");
    }

    private void group(Group group, String id) {
        if (!group.single()) {
            node(id, GroupText.lines(group), ", peripheries=2");
            return;
        }
        GraphNode node = group.first();
        List<String> label = new ArrayList<>(List.of(node.name().value()));
        label.addAll(node.details());
        String shape = switch (node.kind()) {
            case HUB -> ", shape=hexagon, penwidth=2.5";
            case OUTSIDER -> ", shape=ellipse";
            case RELAY -> ", shape=octagon";
            case MEMBER -> "";
        };
        node(id, label, shape + (node.nat() ? ", style=dashed" : ""));
        if (!node.subnets().isEmpty()) {
            String subnets = id + " routes";
            node(subnets, node.subnets(), ", shape=cylinder");
            out.append("      ")
                    .append(quoted(List.of(id)))
                    .append(" -- ")
                    .append(quoted(List.of(subnets)))
                    .append(" [penwidth=3];\n");
        }
    }

    private void node(String id, List<String> label, String attributes) {
        out.append("      ")
                .append(quoted(List.of(id)))
                .append(" [label=")
                .append(quoted(label))
                .append(attributes)
                .append("];\n");
    }

    private void line(Line line, List<String> ids) {
        List<String> attributes = new ArrayList<>();
        switch (line.look().dial()) {
            case BOTH -> {}
            case FORTH -> attributes.add("dir=forward");
            case BACK -> attributes.add("dir=back");
            case NOBODY -> attributes.add("dir=both, arrowhead=tee, arrowtail=tee");
        }
        line.look().remark().ifPresent(r -> attributes.add("label=" + quoted(List.of(r))));
        if (line.look().standby()) {
            attributes.add("style=dashed");
        }
        out.append("    ")
                .append(quoted(List.of(ids.get(line.one()))))
                .append(" -- ")
                .append(quoted(List.of(ids.get(line.other()))))
                .append(attributes.isEmpty() ? "" : " [" + String.join(", ", attributes) + "]")
                .append(";\n");
    }

    /// A quoted string, its lines centred.
    private static String quoted(List<String> lines) {
        return lines.stream()
                .map(l -> l.replace("\\", "\\\\").replace("\"", "\\\""))
                .collect(Collectors.joining("\\n", "\"", "\""));
    }
}
