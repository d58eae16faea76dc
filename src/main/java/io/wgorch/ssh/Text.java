package io.wgorch.ssh;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Text of hosts made harmless, and small wordings.
final class Text {
    private static final int SHORT = 300;

    private Text() {}

    /// Decodes as UTF-8; what is malformed becomes U+FFFD, what is a control character goes.
    static String decode(byte[] bytes) {
        return clean(new String(bytes, StandardCharsets.UTF_8));
    }

    /// Without control characters other than line feed and tab, so that no terminal is driven by a host.
    static String clean(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    /// Clean, on one line, and short: fit to be quoted in a message.
    static String quote(String text) {
        String line = clean(text).strip().replaceAll("\\s+", " ");
        return line.length() <= SHORT ? line : line.substring(0, SHORT) + "...";
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
