package io.wgorch.report.graph;

import io.wgorch.inventory.NodeName;
import io.wgorch.report.graph.Look.Dial;
import io.wgorch.report.graph.MeshGraph.Line;
import io.wgorch.report.graph.Picture.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What the signs of a picture mean, and how many there are of each: only those that are in it.
///
/// @param entries in the order of importance
record Legend(List<Entry> entries) {
    private static final Box SIGN = new Box(0, -10, 28, 14);

    Legend {
        entries = List.copyOf(entries);
    }

    /// @param sign SVG, 28 pixels wide, around the height 0 of the text beside it
    record Entry(String sign, String text) {}

    static Legend of(MeshGraph graph) {
        List<Entry> entries = new ArrayList<>();
        nodes(entries, graph, n -> n.kind() == GraphNode.Kind.HUB, "hub(s)", GraphNode.Kind.HUB, false);
        nodes(entries, graph, n -> n.kind() == GraphNode.Kind.RELAY, "relay(s)", GraphNode.Kind.RELAY, false);
        nodes(entries, graph, n -> n.kind() == GraphNode.Kind.MEMBER, "node(s)", GraphNode.Kind.MEMBER, false);
        nodes(entries, graph, n -> n.kind() == GraphNode.Kind.OUTSIDER, "not managed", GraphNode.Kind.OUTSIDER, false);
        nodes(entries, graph, GraphNode::nat, "behind NAT", GraphNode.Kind.MEMBER, true);
        int subnets = graph.nodes().stream().mapToInt(n -> n.subnets().size()).sum();
        add(entries, subnets, Xml.rect("subnet", SIGN, 0), "routed subnet(s)");
        links(
                entries,
                graph,
                l -> !l.standby() && l.dial() == Dial.BOTH,
                new Look(false, Dial.BOTH),
                "link(s), either end dials");
        links(
                entries,
                graph,
                l -> !l.standby() && (l.dial() == Dial.FORTH || l.dial() == Dial.BACK),
                new Look(false, Dial.FORTH),
                "link(s), dialled where the arrow points");
        links(entries, graph, Look::standby, new Look(true, Dial.BOTH), "standby link(s)");
        links(
                entries,
                graph,
                l -> l.dial() == Dial.NOBODY,
                new Look(false, Dial.NOBODY),
                "link(s) that nobody can dial");
        if (graph.lines().stream().anyMatch(graph::thick)) {
            entries.add(new Entry(line(new Look(false, Dial.BOTH), true), "to a frame: a link to each node in it"));
        }
        return new Legend(entries);
    }

    private static void nodes(
            List<Entry> entries,
            MeshGraph graph,
            Predicate<GraphNode> which,
            String text,
            GraphNode.Kind kind,
            boolean nat) {
        int count = (int) graph.nodes().stream().filter(which).count();
        GraphNode sample =
                new GraphNode(new NodeName("sample"), kind, nat, true, Optional.empty(), List.of(), List.of());
        add(entries, count, SvgShapes.shape(new Chip(sample, SIGN, List.of())), text);
    }

    private static void links(List<Entry> entries, MeshGraph graph, Predicate<Look> which, Look sample, String text) {
        add(entries, graph.links(which), line(sample, false), text);
    }

    /// @param text with `(s)` where it differs for more than one
    private static void add(List<Entry> entries, int count, String sign, String text) {
        if (count > 0) {
            entries.add(new Entry(sign, count + " " + text.replace("(s)", count == 1 ? "" : "s")));
        }
    }

    private static String line(Look look, boolean thick) {
        Point from = new Point(0, -4);
        Point to = new Point(28, -4);
        return SvgShapes.wire(new Wire(new Line(0, 1, look), from, from.towards(to, 0.5), to), thick, "");
    }
}
