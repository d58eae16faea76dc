package io.wgorch.report.graph;

import java.util.Locale;

/// Pieces of SVG text.
final class Xml {
    private Xml() {}

    /// Safe between tags and inside quotes. Expects text without control characters, as names, addresses and
    /// [io.wgorch.diag.Shown] give it.
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /// To a tenth of a pixel, the same everywhere.
    static String number(double value) {
        double rounded = Math.round(value * 10) / 10.0;
        return rounded == Math.rint(rounded)
                ? Long.toString((long) rounded)
                : String.format(Locale.ROOT, "%.1f", rounded);
    }

    static String point(Point point) {
        return number(point.x()) + " " + number(point.y());
    }

    /// @param radius of its corners
    static String rect(String style, Box box, double radius) {
        return "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>\n"
                .formatted(
                        style,
                        number(box.x()),
                        number(box.y()),
                        number(box.width()),
                        number(box.height()),
                        number(radius));
    }

    static String path(String style, String way) {
        return "<path class=\"" + style + "\" d=\"" + way + "\"/>\n";
    }

    /// @param at the middle or the left end of its baseline, as the style has it
    static String text(String style, Point at, String text) {
        return "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
                .formatted(style, number(at.x()), number(at.y()), escape(text));
    }

    static String title(String text) {
        return "<title>" + escape(text) + "</title>\n";
    }
}
