package io.wgorch.report.graph;

import java.util.Collection;

/// A rectangle, in pixels; y grows downwards.
///
/// @param x of its left side
/// @param y of its upper side
record Box(double x, double y, double width, double height) {
    double right() {
        return x + width;
    }

    double bottom() {
        return y + height;
    }

    Point centre() {
        return new Point(x + width / 2, y + height / 2);
    }

    Box moved(double dx, double dy) {
        return new Box(x + dx, y + dy, width, height);
    }

    Box grown(double by) {
        return new Box(x - by, y - by, width + 2 * by, height + 2 * by);
    }

    boolean overlaps(Box other) {
        return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
    }

    boolean holds(Point point) {
        return point.x() > x && point.x() < right() && point.y() > y && point.y() < bottom();
    }

    /// The smallest that holds all of them.
    ///
    /// @throws IllegalArgumentException when there are none
    static Box around(Collection<Box> boxes) {
        return boxes.stream()
                .reduce((a, b) -> {
                    double x = Math.min(a.x, b.x);
                    double y = Math.min(a.y, b.y);
                    return new Box(x, y, Math.max(a.right(), b.right()) - x, Math.max(a.bottom(), b.bottom()) - y);
                })
                .orElseThrow(() -> new IllegalArgumentException("no boxes"));
    }
}
