package io.wgorch.report.graph;

import io.wgorch.report.graph.Picture.Wire;
import io.wgorch.report.graph.Ports.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Finds a place for everything.
///
/// Hubs stand in the middle, one below the other; where there are none, groups with links among themselves
/// do. All others stand in two columns that bend around the middle like the two halves of a lens, so that a
/// straight line between any two of them runs inside. What stands at one site is kept together. The columns
/// are ordered by hub.
final class SvgLayout {
    private static final double GAP = 12;
    private static final double WIDEST_GAP = 60;

    private final MeshGraph graph;
    private final List<Figure> figures;
    private final List<Place> places;
    private final List<Frame> frames = new ArrayList<>();
    private final List<Integer> core;

    private SvgLayout(MeshGraph graph) {
        this.graph = graph;
        this.figures = new ArrayList<>(graph.groups().stream().map(Figure::of).toList());
        this.places = new ArrayList<>(Collections.nCopies(figures.size(), Place.MIDDLE));
        List<Integer> hubs = where(g -> g.first().kind() == GraphNode.Kind.HUB);
        this.core = hubs.isEmpty() ? where(g -> g.within().isPresent()) : hubs;
    }

    static Picture of(MeshGraph graph) {
        SvgLayout layout = new SvgLayout(graph);
        layout.place();
        Ports ports = new Ports(graph.lines(), layout.figures, layout.places);
        Router router = new Router(layout.figures, layout.places);
        List<Wire> wires = graph.lines().stream()
                .map(l -> router.wire(l, ports.end(l, l.one()), ports.end(l, l.other())))
                .toList();
        return new Picture(graph, layout.figures, layout.frames, wires);
    }

    private List<Integer> where(Predicate<Group> test) {
        return IntStream.range(0, graph.groups().size())
                .filter(i -> test.test(graph.groups().get(i)))
                .boxed()
                .toList();
    }

    /// Groups that are kept together.
    private record Unit(Optional<String> site, List<Integer> groups) {}

    private List<Unit> units() {
        List<Integer> rim = new ArrayList<>(where(_ -> true));
        rim.removeAll(core);
        rim.sort(Comparator.comparingInt(this::hub));
        List<Unit> units = new ArrayList<>();
        Sites.by(rim, i -> graph.groups().get(i).site()).forEach((site, groups) -> {
            if (site.isPresent()) {
                units.add(new Unit(site, groups));
            } else {
                groups.forEach(g -> units.add(new Unit(site, List.of(g))));
            }
        });
        units.sort(Comparator.comparingInt(u -> hub(u.groups().getFirst())));
        return units;
    }

    /// The place in the core of the first that carries the traffic of a group.
    private int hub(int group) {
        return graph.lines().stream()
                .filter(l -> !l.look().standby())
                .filter(l -> l.one() == group || l.other() == group)
                .mapToInt(l -> core.indexOf(l.one() == group ? l.other() : l.one()))
                .filter(i -> i >= 0)
                .min()
                .orElse(core.size());
    }

    private void place() {
        List<Unit> units = units();
        List<Unit> left = new ArrayList<>();
        List<Unit> right = new ArrayList<>();
        boolean top = core.isEmpty()
                && units.size() % 2 == 1
                && units.stream().allMatch(u -> u.site().isEmpty());
        for (Unit unit : top ? units.subList(1, units.size()) : units) {
            (height(left) <= height(right) ? left : right).add(unit);
        }
        double height = Math.max(height(left), height(right));
        Lens lens = lens(height);
        column(left, Place.LEFT, height, lens);
        column(right, Place.RIGHT, height, lens);
        if (top) {
            int first = units.getFirst().groups().getFirst();
            Figure figure = figures.get(first);
            put(
                    first,
                    Place.TOP,
                    -figure.box().width() / 2,
                    -lens.half() - figure.box().height());
        }
        stack(height);
    }

    /// How far the inner sides of the columns are from the middle.
    ///
    /// @param base at least
    /// @param depth how much more at most
    /// @param half of the height
    private record Lens(double base, double depth, double half) {
        double at(double y) {
            return base + depth * Math.sqrt(Math.max(0, 1 - y * y / half / half));
        }
    }

    private Lens lens(double height) {
        if (core.isEmpty()) {
            double half = height / 2 + 24;
            return new Lens(30, Math.max(90, half), half);
        }
        double half = height / 2 * 1.1 + 20;
        double wide = core.stream()
                .mapToDouble(i -> figures.get(i).box().width())
                .max()
                .orElse(0);
        return new Lens(wide / 2 + 60, 90 + 0.12 * height, half);
    }

    private double gap() {
        if (graph.groups().stream().anyMatch(g -> !g.single())) {
            return 2 * GAP;
        }
        return core.isEmpty() ? Math.clamp(240.0 / figures.size(), GAP, WIDEST_GAP) : GAP;
    }

    private double height(List<Unit> column) {
        return column.stream().mapToDouble(this::height).sum() + gap() * Math.max(0, column.size() - 1);
    }

    private double height(Unit unit) {
        double inner = unit.groups().stream()
                .mapToDouble(g -> figures.get(g).box().height())
                .sum();
        return inner
                + GAP * (unit.groups().size() - 1)
                + (unit.site().isPresent() ? 2 * Frame.PADDING + Frame.LABEL : 0);
    }

    /// From top to bottom; the shorter column is stretched towards the longer.
    private void column(List<Unit> units, Place place, double height, Lens lens) {
        double own = height(units);
        double more = units.size() < 2 ? 0 : Math.min(WIDEST_GAP, (height - own) / (units.size() - 1));
        double y = -(own + more * Math.max(0, units.size() - 1)) / 2;
        for (Unit unit : units) {
            double inside = y + (unit.site().isPresent() ? Frame.PADDING + Frame.LABEL : 0);
            for (int group : unit.groups()) {
                Box box = figures.get(group).box();
                double inner = lens.at(inside + box.height() / 2);
                put(group, place, place == Place.LEFT ? -inner - box.width() : inner, inside);
                inside += box.height() + GAP;
            }
            unit.site()
                    .ifPresent(s -> frames.add(Frame.around(
                            s,
                            unit.groups().stream()
                                    .map(g -> figures.get(g).box())
                                    .toList())));
            y += height(unit) + gap() + more;
        }
    }

    private void stack(double height) {
        double sum =
                core.stream().mapToDouble(i -> figures.get(i).box().height()).sum();
        double gap = Math.clamp((height - sum) / (core.size() + 1), 60, 200);
        double y = -(sum + gap * (core.size() - 1)) / 2;
        for (int group : core) {
            Box box = figures.get(group).box();
            put(group, Place.MIDDLE, -box.width() / 2, y);
            figures.get(group)
                    .group()
                    .site()
                    .ifPresent(s -> frames.add(
                            Frame.around(s, List.of(figures.get(group).box()))));
            y += box.height() + gap;
        }
    }

    private void put(int group, Place place, double x, double y) {
        figures.set(group, figures.get(group).moved(x, y));
        places.set(group, place);
    }
}
