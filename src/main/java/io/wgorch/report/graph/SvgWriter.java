package io.wgorch.report.graph;

import io.wgorch.report.graph.Picture.Wire;
import java.util.List;
import java.util.stream.Collectors;

/// Meshes as one SVG image, one below the other. It stands alone: no script, no font, no other file. It
/// brings its own paper, so that it can be read on light and on dark pages.
final class SvgWriter {
    private static final double MARGIN = 24;
    private static final double HEADING = 62;
    private static final double LEAST = 460;
    private static final double ROW = 22;
    private static final double SIGN = 36;

    private static final String STYLE = """
            <style>
            text { font-family: Verdana, "DejaVu Sans", sans-serif; fill: #1f2328; text-anchor: middle; }
            .heading { font-size: 17px; font-weight: bold; text-anchor: start; }
            .about { font-size: 12px; text-anchor: start; fill: #57606a; }
            .name { font-size: 13px; font-weight: bold; }
            .detail { font-size: 11px; }
            .label { font-size: 11px; font-weight: bold; text-anchor: start; fill: #424a53;
              stroke: #f6f8fa; stroke-width: 4px; paint-order: stroke; }
            .caption { font-size: 13px; font-weight: bold; text-anchor: start; }
            .paper { fill: #ffffff; stroke: #d0d7de; }
            .node { fill: #ffffff; stroke: #1f2328; stroke-width: 1.2; }
            .hub { fill: #ddf4ff; stroke: #0a3069; stroke-width: 3; }
            .relay { fill: #fff8c5; stroke: #633c01; stroke-width: 2; }
            .outsider { fill: #fbefff; stroke: #512a97; }
            .nat { stroke-dasharray: 5 3; }
            .subnet { fill: #eaeef2; stroke: #57606a; }
            .stem { fill: none; stroke: #57606a; stroke-width: 4; }
            .site { fill: #818b98; fill-opacity: 0.08; stroke: #818b98; }
            .group { fill: #f6f8fa; stroke: #1f2328; stroke-width: 3; }
            .link { fill: none; stroke: #57606a; stroke-width: 1.2; }
            .standby { stroke-dasharray: 6 4; }
            .thick { stroke-width: 4; }
            .head { fill: #1f2328; }
            .cross { fill: none; stroke: #b42318; stroke-width: 3; }
            </style>
            """;

    private final StringBuilder body = new StringBuilder();
    private double width = LEAST;
    private double height;

    private SvgWriter() {}

    static String write(List<MeshGraph> graphs) {
        SvgWriter writer = new SvgWriter();
        graphs.forEach(g -> writer.mesh(SvgLayout.of(g)));
        Box paper = new Box(0, 0, writer.width + 2 * MARGIN, writer.height + MARGIN);
        String size = Xml.number(paper.width()) + "\" height=\"" + Xml.number(paper.height());
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" + size + "\" viewBox=\"0 0 "
                + Xml.number(paper.width()) + " " + Xml.number(paper.height()) + "\">\n"
                + Xml.title(graphs.stream().map(MeshGraph::title).collect(Collectors.joining(", ")))
                + "<desc>" + Xml.escape(graphs.stream().map(SvgWriter::about).collect(Collectors.joining(" ")))
                + "</desc>\n"
                + STYLE
                + Xml.rect("paper", paper.grown(-0.5), 8)
                + writer.body
                + "</svg>\n";
    }

    /// For those who do not see it.
    private static String about(MeshGraph graph) {
        return graph.title() + ": " + graph.about() + ". "
                + Legend.of(graph).entries().stream().map(Legend.Entry::text).collect(Collectors.joining("; ")) + ".";
    }

    private void mesh(Picture picture) {
        MeshGraph graph = picture.graph();
        Box bounds = picture.bounds();
        height += MARGIN;
        body.append(Xml.text("heading", new Point(MARGIN, height + 18), graph.title()));
        body.append(Xml.text("about", new Point(MARGIN, height + 38), graph.about()));
        width = Math.max(width, bounds.width());
        double x = MARGIN + Math.max(0, LEAST - bounds.width()) / 2 - bounds.x();
        body.append("<g transform=\"translate(%s %s)\">\n"
                .formatted(Xml.number(x), Xml.number(height + HEADING - bounds.y())));
        picture.frames().forEach(f -> body.append(SvgShapes.frame(f)));
        picture.wires().forEach(w -> body.append(wire(graph, w)));
        picture.frames().forEach(f -> body.append(SvgShapes.label(f)));
        picture.figures().forEach(this::figure);
        body.append("</g>\n");
        height += HEADING + bounds.height() + MARGIN;
        legend(Legend.of(graph), Math.max(LEAST, bounds.width()));
    }

    private static String wire(MeshGraph graph, Wire wire) {
        MeshGraph.Line line = wire.line();
        return SvgShapes.wire(
                wire,
                graph.thick(line),
                graph.groups().get(line.one()) + " - " + graph.groups().get(line.other())
                        + line.look().remark().map(r -> ": " + r).orElse(""));
    }

    private void figure(Figure figure) {
        if (!figure.group().single()) {
            body.append(Xml.rect("group", figure.box(), 10));
            double y = figure.box().y() + Packing.PADDING;
            for (String caption : figure.group().caption()) {
                y += Packing.LINE;
                body.append(Xml.text("caption", new Point(figure.box().x() + Packing.PADDING, y - 4), caption));
            }
        }
        figure.sites().forEach(s -> body.append(SvgShapes.frame(s)).append(SvgShapes.label(s)));
        figure.chips().forEach(c -> body.append(SvgShapes.chip(c)));
    }

    private void legend(Legend legend, double room) {
        double x = 0;
        height += ROW;
        for (Legend.Entry entry : legend.entries()) {
            double wide = SIGN + TextWidth.of(entry.text(), 12) + 20;
            if (x > 0 && x + wide > room) {
                x = 0;
                height += ROW;
            }
            body.append("<g transform=\"translate(%s %s)\">\n".formatted(Xml.number(MARGIN + x), Xml.number(height)))
                    .append(entry.sign())
                    .append(Xml.text("about", new Point(SIGN, 0), entry.text()))
                    .append("</g>\n");
            x += wide;
        }
        height += 4;
    }
}
