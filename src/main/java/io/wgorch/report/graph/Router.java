package io.wgorch.report.graph;

import io.wgorch.report.graph.MeshGraph.Line;
import io.wgorch.report.graph.Picture.Wire;
import io.wgorch.report.graph.Ports.Place;
import java.util.List;
import java.util.stream.IntStream;

/// Leads lines past the figures that they do not end at: straight where that is free, else in the flattest
/// free bow. Where no bow is free, the one that passes under the fewest figures is taken.
final class Router {
    private static final double CLEAR = 4;
    private static final double STEP = 30;
    private static final double WIDEST = 360;
    private static final int SAMPLES = 32;

    private final List<Figure> figures;
    private final List<Place> places;

    Router(List<Figure> figures, List<Place> places) {
        this.figures = figures;
        this.places = places;
    }

    Wire wire(Line line, Point from, Point to) {
        List<Box> obstacles = IntStream.range(0, figures.size())
                .filter(i -> (i != line.one() && i != line.other()) || places.get(i) != Place.MIDDLE)
                .mapToObj(i -> obstacle(line, i))
                .toList();
        Wire best = bow(line, from, to, 0);
        long least = crossed(best, obstacles);
        for (double by = STEP; by <= WIDEST && least > 0; by += STEP) {
            for (double signed : new double[] {by, -by}) {
                Wire bow = bow(line, from, to, signed);
                long crossed = crossed(bow, obstacles);
                if (crossed < least) {
                    best = bow;
                    least = crossed;
                }
            }
        }
        return best;
    }

    /// What stands at the edge is left by its inner side only.
    private Box obstacle(Line line, int figure) {
        boolean own = figure == line.one() || figure == line.other();
        return figures.get(figure).box().grown(own ? -1 : CLEAR);
    }

    /// @param by pixels that the control point is away from the straight line
    private static Wire bow(Line line, Point from, Point to, double by) {
        double dx = to.x() - from.x();
        double dy = to.y() - from.y();
        double length = Math.max(1, Math.hypot(dx, dy));
        return new Wire(line, from, from.towards(to, 0.5).moved(-dy / length * by, dx / length * by), to);
    }

    private static long crossed(Wire wire, List<Box> boxes) {
        return boxes.stream().filter(b -> passes(wire, b)).count();
    }

    static boolean passes(Wire wire, Box box) {
        for (int i = 1; i < SAMPLES; i++) {
            if (box.holds(wire.at((double) i / SAMPLES))) {
                return true;
            }
        }
        return false;
    }
}
