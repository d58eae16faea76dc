package io.wgorch.report.graph;

import java.util.ArrayList;
import java.util.List;

/// A group of nodes in lines of text, for formats that draw it as one shape.
final class GroupText {
    private static final int PER_LINE = 5;

    private GroupText() {}

    static List<String> lines(Group group) {
        List<String> lines = new ArrayList<>(group.caption());
        Sites.nodes(group).forEach((site, nodes) -> {
            site.ifPresent(s -> lines.add("site " + s + ":"));
            for (int i = 0; i < nodes.size(); i += PER_LINE) {
                lines.add(String.join(
                        "  ",
                        nodes.subList(i, Math.min(i + PER_LINE, nodes.size())).stream()
                                .map(GroupText::node)
                                .toList()));
            }
        });
        return lines;
    }

    private static String node(GraphNode node) {
        List<String> remarks = new ArrayList<>();
        if (!node.words().isEmpty()) {
            remarks.add(node.words());
        }
        remarks.addAll(node.subnets());
        return node.name() + (remarks.isEmpty() ? "" : " (" + String.join(", ", remarks) + ")");
    }
}
