package io.wgorch.report.graph;

/// A place in a picture, in pixels; y grows downwards.
record Point(double x, double y) {
    Point moved(double dx, double dy) {
        return new Point(x + dx, y + dy);
    }

    /// The place on the way to another, `part` (0 to 1) of it.
    Point towards(Point other, double part) {
        return new Point(x + (other.x - x) * part, y + (other.y - y) * part);
    }
}
