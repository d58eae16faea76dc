package io.wgorch.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;

/// The part of a page that a run writes anew: what stands between its marks.
public final class Figures {
    private Figures() {}

    public static void write(Path page, String text) {
        write(page, "figures", text);
    }

    /// One of several parts of a page, by the name in its marks.
    public static void write(Path page, String name, String text) {
        String begin = "<!-- " + name + " -->";
        String end = "<!-- end of " + name + " -->";
        try {
            Files.writeString(
                    page,
                    Files.readString(page)
                            .replaceFirst(
                                    "(?s)" + begin + ".*" + end,
                                    Matcher.quoteReplacement(begin + "\n" + text.strip() + "\n" + end)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
