package io.wgorch.report.graph;

import java.util.Collection;

/// What stands at one site.
record Frame(String site, Box box) {
    static final double PADDING = 10;
    static final double LABEL = 18;
    static final double TEXT = 11;

    /// Around some boxes, with room for its label above them.
    static Frame around(String site, Collection<Box> boxes) {
        Box inner = Box.around(boxes);
        double width = Math.max(inner.width(), labelWidth(site)) + 2 * PADDING;
        return new Frame(
                site,
                new Box(
                        inner.x() - (width - inner.width()) / 2,
                        inner.y() - PADDING - LABEL,
                        width,
                        inner.height() + 2 * PADDING + LABEL));
    }

    /// The least width of what stands in a frame with this label.
    static double labelWidth(String site) {
        return TextWidth.bold("site " + site, TEXT);
    }

    String label() {
        return "site " + site;
    }

    Frame moved(double dx, double dy) {
        return new Frame(site, box.moved(dx, dy));
    }
}
