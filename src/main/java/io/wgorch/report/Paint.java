package io.wgorch.report;

import io.wgorch.plan.Change.Action;

/// Colour for terminals, which never carries meaning alone: every coloured thing has a sign or a word as well.
///
/// @param on whether to colour at all
public record Paint(boolean on) {
    String green(String text) {
        return in("32", text);
    }

    String yellow(String text) {
        return in("33", text);
    }

    String red(String text) {
        return in("31", text);
    }

    String bold(String text) {
        return in("1", text);
    }

    String faint(String text) {
        return in("2", text);
    }

    /// By numbers of the colour cube, which themes leave alone; what they call black and white may be grey on grey.
    String blackOnWhite(String text) {
        return in("38;5;16;48;5;231", text);
    }

    private String in(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /// `+`, `~`, `-`, or a blank.
    String sign(Action action) {
        return switch (action) {
            case CREATE -> green("+");
            case UPDATE -> yellow("~");
            case DELETE -> red("-");
            case NO_OP -> " ";
        };
    }
}
