package io.wgorch.report.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Places the nodes of a group in rows and columns, site by site, and the sites beside and below each other.
final class Packing {
    static final double CAPTION = 13;
    static final double LINE = 17;
    static final double PADDING = 14;

    private static final double GAP = 8;

    /// Width by height that is aimed at.
    private static final double SHAPE = 1.6;

    private final double width;
    private final List<Frame> frames = new ArrayList<>();
    private final List<Chip> chips = new ArrayList<>();
    private double x = PADDING;
    /// Nodes in a row.
    private final int most;

    private double y;
    private double shelf;

    private Packing(Group group) {
        List<Box> sizes = group.nodes().stream().map(n -> Chip.of(n, 0).whole()).toList();
        width = GAP + sizes.stream().mapToDouble(Box::width).max().orElse(0);
        double height = GAP + sizes.stream().mapToDouble(Box::height).average().orElse(0);
        most = Math.max(1, (int) Math.ceil(Math.sqrt(sizes.size() * SHAPE * height / width)));
        y = PADDING + LINE * group.caption().size() + GAP;
    }

    static Figure of(Group group) {
        Packing packing = new Packing(group);
        double caption = group.caption().stream()
                .mapToDouble(c -> TextWidth.bold(c, CAPTION))
                .max()
                .orElse(0);
        double width = Math.max(caption, packing.most * packing.width);
        Sites.nodes(group).forEach((site, nodes) -> packing.section(site, nodes, PADDING + width));
        List<Box> all = new ArrayList<>(packing.chips.stream().map(Chip::whole).toList());
        packing.frames.forEach(f -> all.add(f.box()));
        Box inner = Box.around(all);
        Box box = new Box(0, 0, PADDING + Math.max(inner.right(), PADDING + caption), inner.bottom() + PADDING);
        return new Figure(group, box, packing.frames, packing.chips);
    }

    private void section(Optional<String> site, List<GraphNode> nodes, double limit) {
        int columns = Math.min(most, nodes.size());
        double margin = site.isPresent() ? Frame.PADDING : 0;
        double above = site.isPresent() ? Frame.PADDING + Frame.LABEL : 0;
        double inner =
                Math.max(columns * width - GAP, site.map(Frame::labelWidth).orElse(0.0));
        if (x > PADDING && x + inner + 2 * margin > limit) {
            x = PADDING;
            y += shelf + GAP;
            shelf = 0;
        }
        double left = x + margin + (inner - columns * width + GAP) / 2;
        double bottom = y + above - GAP;
        List<Box> placed = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i += columns) {
            double top = bottom + GAP;
            for (int j = i; j < Math.min(i + columns, nodes.size()); j++) {
                Chip chip = Chip.of(nodes.get(j), width - GAP).moved(left + (j - i) * width, top);
                chips.add(chip);
                placed.add(chip.whole());
                bottom = Math.max(bottom, chip.whole().bottom());
            }
        }
        site.ifPresent(s -> frames.add(Frame.around(s, placed)));
        x += inner + 2 * margin + GAP;
        shelf = Math.max(shelf, bottom + margin - y);
    }
}
