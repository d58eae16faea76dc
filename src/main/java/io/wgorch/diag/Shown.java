package io.wgorch.diag;

import java.util.regex.Pattern;

/// How a piece of a user's text appears in a message: cut to a readable length, without control characters, and never
/// with a WireGuard key in it, because it may be a private one.
public final class Shown {
    private static final int MAX = 60;
    private static final Pattern KEY =
            Pattern.compile("(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=(?![A-Za-z0-9+/=])");

    private Shown() {}

    /// In quotes: `'nodeA'`.
    public static String text(String text) {
        return "'" + plain(text) + "'";
    }

    /// Without quotes.
    public static String plain(String text) {
        String bounded = text.length() > 2000 ? text.substring(0, 2000) : text;
        String safe = KEY.matcher(bounded).replaceAll("(a key)");
        int end = safe.offsetByCodePoints(0, Math.min(MAX, safe.codePointCount(0, safe.length())));
        StringBuilder out = new StringBuilder();
        safe.substring(0, end)
                .codePoints()
                .forEach(c -> out.appendCodePoint(Character.isISOControl(c) || isInvisible(c) ? '\uFFFD' : c));
        return out + (end < safe.length() || bounded.length() < text.length() ? "…" : "");
    }

    /// Whether the text holds something of the form of a WireGuard key: 32 bytes in base64. A private key cannot be
    /// told from a public one.
    public static boolean holdsKey(String text) {
        return KEY.matcher(text).find();
    }

    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
