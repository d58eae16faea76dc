package io.wgorch.report.graph;

import io.wgorch.report.graph.Picture.Wire;
import java.util.List;
import java.util.stream.Collectors;

/// Nodes, lines and frames as SVG. Shape, stroke and words tell them apart; colour only helps.
final class SvgShapes {
    private static final double HEAD = 9;
    private static final double CROSS = 5;

    private SvgShapes() {}

    static String chip(Chip chip) {
        GraphNode node = chip.node();
        StringBuilder out = new StringBuilder("<g>\n" + Xml.title(about(node)) + shape(chip));
        double middle = chip.box().centre().x();
        double y = chip.box().y() + Chip.PADDING + Chip.NAME - 2;
        out.append(Xml.text("name", new Point(middle, y), node.name().value()));
        for (String detail : node.details()) {
            y += Chip.LINE;
            out.append(Xml.text("detail", new Point(middle, y), detail));
        }
        for (int i = 0; i < chip.subnets().size(); i++) {
            Box box = chip.subnets().get(i);
            double above =
                    i == 0 ? chip.box().bottom() : chip.subnets().get(i - 1).bottom();
            out.append(Xml.path("stem", "M" + Xml.point(new Point(middle, above)) + " V" + Xml.number(box.y())));
            out.append(Xml.rect("subnet", box, 0));
            out.append(Xml.text(
                    "detail",
                    new Point(middle, box.bottom() - 5),
                    node.subnets().get(i)));
        }
        return out.append("</g>\n").toString();
    }

    private static String about(GraphNode node) {
        return node.name()
                + (node.words().isEmpty() ? "" : ", " + node.words())
                + node.site().map(s -> ", site " + s).orElse("")
                + (node.subnets().isEmpty() ? "" : ", routes " + String.join(" ", node.subnets()));
    }

    static String shape(Chip chip) {
        String nat = chip.node().nat() ? " nat" : "";
        return switch (chip.node().kind()) {
            case HUB -> Xml.path("node hub" + nat, closed(chip.outline()));
            case RELAY -> Xml.path("node relay" + nat, closed(chip.outline()));
            case OUTSIDER ->
                Xml.rect(
                        "node outsider" + nat,
                        chip.box(),
                        Math.min(22, chip.box().height() / 2));
            case MEMBER -> Xml.rect("node" + nat, chip.box(), 4);
        };
    }

    private static String closed(List<Point> corners) {
        return corners.stream().map(Xml::point).collect(Collectors.joining(" L", "M", " Z"));
    }

    static String frame(Frame frame) {
        return Xml.rect("site", frame.box(), 8);
    }

    /// Apart from the frame, to be drawn above the lines.
    static String label(Frame frame) {
        Point start = new Point(frame.box().x() + Frame.PADDING, frame.box().y() + Frame.LABEL - 2);
        return Xml.text("label", start, frame.label());
    }

    /// @param about what is said of it where the pointer rests
    static String wire(Wire wire, boolean thick, String about) {
        Look look = wire.line().look();
        String style = "link" + (look.standby() ? " standby" : "") + (thick ? " thick" : "");
        StringBuilder out = new StringBuilder("<g>\n" + Xml.title(about));
        String way = wire.bend().equals(wire.from().towards(wire.to(), 0.5))
                ? " L" + Xml.point(wire.to())
                : " Q" + Xml.point(wire.bend()) + " " + Xml.point(wire.to());
        out.append(Xml.path(style, "M" + Xml.point(wire.from()) + way));
        switch (look.dial()) {
            case BOTH -> {}
            case FORTH -> out.append(head(wire.bend(), wire.to()));
            case BACK -> out.append(head(wire.bend(), wire.from()));
            case NOBODY -> out.append(cross(wire.at(0.5)));
        }
        return out.append("</g>\n").toString();
    }

    private static String head(Point from, Point tip) {
        double dx = tip.x() - from.x();
        double dy = tip.y() - from.y();
        double length = Math.max(1, Math.hypot(dx, dy));
        Point foot = tip.moved(-dx / length * HEAD, -dy / length * HEAD);
        double wx = -dy / length * HEAD * 0.4;
        double wy = dx / length * HEAD * 0.4;
        return Xml.path("head", closed(List.of(tip, foot.moved(wx, wy), foot.moved(-wx, -wy))));
    }

    private static String cross(Point at) {
        return Xml.path(
                "cross",
                "M" + Xml.point(at.moved(-CROSS, -CROSS)) + " L" + Xml.point(at.moved(CROSS, CROSS)) + " M"
                        + Xml.point(at.moved(-CROSS, CROSS)) + " L" + Xml.point(at.moved(CROSS, -CROSS)));
    }
}
