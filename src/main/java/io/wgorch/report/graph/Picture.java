package io.wgorch.report.graph;

import java.util.ArrayList;
import java.util.List;

/// A mesh with a place for everything.
///
/// @param figures of the groups, by their index
/// @param frames around single nodes of one site
/// @param wires in the order of the lines
record Picture(MeshGraph graph, List<Figure> figures, List<Frame> frames, List<Wire> wires) {
    Picture {
        figures = List.copyOf(figures);
        frames = List.copyOf(frames);
        wires = List.copyOf(wires);
    }

    /// A line with its way: a quadratic curve.
    ///
    /// @param bend the control point; half-way between the ends where the line is straight
    record Wire(MeshGraph.Line line, Point from, Point bend, Point to) {
        /// The place at a part (0 to 1) of the way.
        Point at(double part) {
            return from.towards(bend, part).towards(bend.towards(to, part), part);
        }
    }

    Box bounds() {
        List<Box> all = new ArrayList<>(figures.stream().map(Figure::box).toList());
        frames.forEach(f -> all.add(f.box()));
        wires.forEach(w -> all.add(new Box(w.at(0.5).x(), w.at(0.5).y(), 0, 0)));
        return Box.around(all);
    }
}
