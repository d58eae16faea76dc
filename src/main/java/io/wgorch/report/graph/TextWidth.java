package io.wgorch.report.graph;

/// How wide a text is at most, in the widest of the usual sans-serif fonts (Verdana, DejaVu Sans): the
/// viewer's font is not known here.
final class TextWidth {
    private static final double BOLD = 1.12;

    private TextWidth() {}

    /// In pixels.
    ///
    /// @param size of the font, in pixels
    static double of(String text, double size) {
        return text.codePoints().mapToDouble(TextWidth::em).sum() * size;
    }

    static double bold(String text, double size) {
        return of(text, size) * BOLD;
    }

    private static double em(int c) {
        if (c > 0x2E7F) {
            return 1.05;
        }
        if (".,:;|'!ijlI -/()[]".indexOf(c) >= 0) {
            return 0.4;
        }
        return "mwMW@%".indexOf(c) >= 0 ? 1 : Character.isUpperCase(c) ? 0.76 : 0.64;
    }
}
