package io.wgorch.report.graph;

import io.wgorch.report.graph.MeshGraph.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Where lines end: spread over the inner side of what stands at the edge of the picture, so that they can
/// be told apart; and on the outline of what stands in the middle.
final class Ports {
    /// Where a figure stands.
    enum Place {
        LEFT,
        RIGHT,
        TOP,
        MIDDLE
    }

    private static final double USED = 0.7;

    private final List<Line> lines;
    private final List<Figure> figures;
    private final List<Place> places;
    private final Map<End, Point> spread = new HashMap<>();

    /// One end of a line.
    private record End(Line line, int at) {}

    Ports(List<Line> lines, List<Figure> figures, List<Place> places) {
        this.lines = lines;
        this.figures = figures;
        this.places = places;
        IntStream.range(0, figures.size())
                .filter(i -> places.get(i) != Place.MIDDLE)
                .forEach(this::spread);
    }

    private void spread(int at) {
        Point centre = figures.get(at).port().centre();
        List<Line> ends = new ArrayList<>(
                lines.stream().filter(l -> l.one() == at || l.other() == at).toList());
        ends.sort(Comparator.comparingDouble(l -> turn(places.get(at), centre, target(l, at))));
        for (int i = 0; i < ends.size(); i++) {
            double part = (1 - USED) / 2 + USED * (i + 1) / (ends.size() + 1);
            spread.put(new End(ends.get(i), at), inner(at, part));
        }
    }

    /// Grows along the inner side, downwards or to the right.
    private static double turn(Place place, Point from, Point to) {
        double dx = to.x() - from.x();
        double dy = to.y() - from.y();
        return switch (place) {
            case LEFT, MIDDLE -> Math.atan2(dy, dx);
            case RIGHT -> Math.atan2(dy, -dx);
            case TOP -> Math.atan2(dx, dy);
        };
    }

    private Point inner(int at, double part) {
        Box box = figures.get(at).port();
        return switch (places.get(at)) {
            case LEFT, MIDDLE -> new Point(box.right(), box.y() + part * box.height());
            case RIGHT -> new Point(box.x(), box.y() + part * box.height());
            case TOP -> new Point(box.x() + part * box.width(), box.bottom());
        };
    }

    private Point target(Line line, int from) {
        return figures.get(line.one() == from ? line.other() : line.one())
                .port()
                .centre();
    }

    /// Where a line ends at one of its two figures.
    Point end(Line line, int at) {
        Point spreadOut = spread.get(new End(line, at));
        if (spreadOut != null) {
            return spreadOut;
        }
        int far = line.one() == at ? line.other() : line.one();
        Point from =
                spread.getOrDefault(new End(line, far), figures.get(far).port().centre());
        return meet(figures.get(at), from);
    }

    /// Where the way from a point to the centre of a figure meets its outline.
    private static Point meet(Figure figure, Point from) {
        Point centre = figure.port().centre();
        List<Point> corners = figure.outline();
        double part = 1;
        for (int i = 0; i < corners.size(); i++) {
            part = Math.min(part, crossing(from, centre, corners.get(i), corners.get((i + 1) % corners.size())));
        }
        return from.towards(centre, part);
    }

    /// The part of the way from a to b at which it crosses the side from c to d; 1 when it does not.
    private static double crossing(Point a, Point b, Point c, Point d) {
        double bx = b.x() - a.x();
        double by = b.y() - a.y();
        double dx = d.x() - c.x();
        double dy = d.y() - c.y();
        double cross = bx * dy - by * dx;
        if (Math.abs(cross) < 1e-9) {
            return 1;
        }
        double along = ((c.x() - a.x()) * dy - (c.y() - a.y()) * dx) / cross;
        double side = ((c.x() - a.x()) * by - (c.y() - a.y()) * bx) / cross;
        return along >= 0 && along <= 1 && side >= 0 && side <= 1 ? along : 1;
    }
}
