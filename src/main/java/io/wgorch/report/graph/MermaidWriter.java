package io.wgorch.report.graph;

import io.wgorch.report.graph.MeshGraph.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Meshes as a Mermaid flowchart, which GitHub and GitLab draw from a ` ```mermaid ` block.
final class MermaidWriter {
    private final StringBuilder out = new StringBuilder("flowchart LR\n");
    private final Map<String, List<String>> classes = new TreeMap<>();
    private int subgraphs;
    private int nodes;

    private MermaidWriter() {}

    static String write(List<MeshGraph> graphs) {
        MermaidWriter writer = new MermaidWriter();
        graphs.forEach(writer::mesh);
        writer.classes.forEach((name, ids) -> writer.out
                .append("  class ")
                .append(String.join(",", ids))
                .append(' ')
                .append(name)
                .append('\n'));
        return writer.out
                .append("  classDef hub stroke-width:4px\n")
                .append("  classDef nat stroke-dasharray:6 3\n")
                .toString();
    }

    private void mesh(MeshGraph graph) {
        open("  ", graph.title() + ": " + graph.about());
        List<String> ids = new ArrayList<>();
        graph.groups().forEach(_ -> ids.add("n" + nodes++));
        Sites.of(graph).forEach((site, groups) -> {
            site.ifPresent(s -> open("    ", "site " + s));
            groups.forEach(g -> group(graph.groups().get(g), ids.get(g)));
            site.ifPresent(_ -> out.append("    end\n"));
        });
        graph.lines().forEach(l -> line(l, ids));
        out.append("  end\n");
    }

    private void open(String indent, String label) {
        out.append(indent)
                .append("subgraph g")
                .append(subgraphs++)
                .append("[\"")
                .append(escape(label))
                .append("\"]\n");
    }

    private void group(Group group, String id) {
        if (!group.single()) {
            node(id, "[[", GroupText.lines(group), "]]");
            return;
        }
        GraphNode node = group.first();
        List<String> label = new ArrayList<>(List.of(node.name().value()));
        label.addAll(node.details());
        switch (node.kind()) {
            case HUB -> node(id, "{{", label, "}}");
            case OUTSIDER -> node(id, "([", label, "])");
            case RELAY -> node(id, "[/", label, "\\]");
            case MEMBER -> node(id, "[", label, "]");
        }
        if (node.kind() == GraphNode.Kind.HUB) {
            classes.computeIfAbsent("hub", _ -> new ArrayList<>()).add(id);
        }
        if (node.nat()) {
            classes.computeIfAbsent("nat", _ -> new ArrayList<>()).add(id);
        }
        if (!node.subnets().isEmpty()) {
            node(id + "s", "[(", node.subnets(), ")]");
            out.append("      ").append(id).append(" === ").append(id).append("s\n");
        }
    }

    private void node(String id, String open, List<String> label, String close) {
        out.append("      ")
                .append(id)
                .append(open)
                .append('"')
                .append(label.stream().map(MermaidWriter::escape).collect(Collectors.joining("<br/>")))
                .append('"')
                .append(close)
                .append('\n');
    }

    private void line(Line line, List<String> ids) {
        String one = ids.get(line.one());
        String other = ids.get(line.other());
        String stroke = line.look().standby() ? "-.-" : "---";
        String arrow = line.look().standby() ? "-.->" : "-->";
        out.append("    ")
                .append(
                        switch (line.look().dial()) {
                            case BOTH -> one + " " + stroke + " " + other;
                            case FORTH -> one + " " + arrow + " " + other;
                            case BACK -> other + " " + arrow + " " + one;
                            case NOBODY ->
                                one + " x" + stroke + "x|"
                                        + line.look().remark().orElse("") + "| " + other;
                        })
                .append('\n');
    }

    /// Everything but plain letters, digits and harmless signs becomes an entity code, because labels are
    /// read as HTML and Markdown.
    private static String escape(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || " .,:/_-".indexOf(c) >= 0) {
                out.appendCodePoint(c);
            } else {
                out.append('#').append(c).append(';');
            }
        });
        return out.toString();
    }
}
