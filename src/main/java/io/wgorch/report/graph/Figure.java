package io.wgorch.report.graph;

import java.util.List;

/// A group with its place in a picture.
///
/// @param box all of it
/// @param sites frames within; a single node has none
/// @param chips its nodes
record Figure(Group group, Box box, List<Frame> sites, List<Chip> chips) {
    Figure {
        sites = List.copyOf(sites);
        chips = List.copyOf(chips);
    }

    /// At the origin.
    static Figure of(Group group) {
        if (group.single()) {
            Chip chip = Chip.of(group.first(), 0);
            return new Figure(group, chip.whole(), List.of(), List.of(chip));
        }
        return Packing.of(group);
    }

    Figure moved(double dx, double dy) {
        return new Figure(
                group,
                box.moved(dx, dy),
                sites.stream().map(s -> s.moved(dx, dy)).toList(),
                chips.stream().map(c -> c.moved(dx, dy)).toList());
    }

    /// What lines end at.
    Box port() {
        return group.single() ? chips.getFirst().box() : box;
    }

    /// The corners of what lines end at.
    List<Point> outline() {
        return group.single() ? chips.getFirst().outline() : Chip.cut(box, 0, 0);
    }
}
