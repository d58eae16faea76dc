package io.wgorch.report.graph;

import java.util.ArrayList;
import java.util.List;

/// A node with its place in a picture.
///
/// @param box its shape
/// @param subnets a box for each subnet behind it, below its shape
record Chip(GraphNode node, Box box, List<Box> subnets) {
    static final double NAME = 13;
    static final double DETAIL = 11;
    static final double LINE = 15;
    static final double PADDING = 7;

    private static final double SLANT = 12;
    private static final double SUBNET = 18;

    Chip {
        subnets = List.copyOf(subnets);
    }

    /// At the origin, as large as its text needs.
    ///
    /// @param least its width, at least
    static Chip of(GraphNode node, double least) {
        double width = Math.max(least, TextWidth.bold(node.name().value(), NAME) + 2 * (PADDING + SLANT));
        for (String detail : node.details()) {
            width = Math.max(width, TextWidth.of(detail, DETAIL) + 2 * (PADDING + SLANT));
        }
        for (String subnet : node.subnets()) {
            width = Math.max(width, subnetWidth(subnet));
        }
        Box box = new Box(0, 0, width, LINE * (1 + node.details().size()) + 2 * PADDING);
        List<Box> subnets = new ArrayList<>();
        for (String subnet : node.subnets()) {
            double tag = subnetWidth(subnet);
            double y = box.bottom() + 6 + subnets.size() * (SUBNET + 3);
            subnets.add(new Box((width - tag) / 2, y, tag, SUBNET));
        }
        return new Chip(node, box, subnets);
    }

    private static double subnetWidth(String subnet) {
        return TextWidth.of(subnet, DETAIL) + 2 * PADDING;
    }

    /// With what hangs below.
    Box whole() {
        List<Box> all = new ArrayList<>(subnets);
        all.add(box);
        return Box.around(all);
    }

    Chip moved(double dx, double dy) {
        return new Chip(
                node,
                box.moved(dx, dy),
                subnets.stream().map(s -> s.moved(dx, dy)).toList());
    }

    /// The corners of its shape, where they count for lines that end at it.
    List<Point> outline() {
        double corner = Math.min(SLANT, box.height() / 3);
        return switch (node.kind()) {
            case HUB -> cut(box, SLANT, box.height() / 2);
            case RELAY -> cut(box, corner, corner);
            case OUTSIDER, MEMBER -> cut(box, 0, 0);
        };
    }

    /// A rectangle without its corners.
    static List<Point> cut(Box box, double dx, double dy) {
        return List.of(
                new Point(box.x() + dx, box.y()),
                new Point(box.right() - dx, box.y()),
                new Point(box.right(), box.y() + dy),
                new Point(box.right(), box.bottom() - dy),
                new Point(box.right() - dx, box.bottom()),
                new Point(box.x() + dx, box.bottom()),
                new Point(box.x(), box.bottom() - dy),
                new Point(box.x(), box.y() + dy));
    }
}
