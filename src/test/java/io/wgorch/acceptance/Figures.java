package io.wgorch.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;

/// The part of a page that a run writes anew: what stands between its marks.
public final class Figures {
    private static final String BEGIN = "<!-- figures -->";
    private static final String END = "<!-- end of figures -->";

    private Figures() {}

    public static void write(Path page, String text) {
        try {
            Files.writeString(
                    page,
                    Files.readString(page)
                            .replaceFirst(
                                    "(?s)" + BEGIN + ".*" + END,
                                    Matcher.quoteReplacement(BEGIN + "\n" + text.strip() + "\n" + END)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
