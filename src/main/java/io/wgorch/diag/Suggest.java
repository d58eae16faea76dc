package io.wgorch.diag;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The near match behind "did you mean".
public final class Suggest {
    private Suggest() {}

    /// The known word that is nearest to what was written, when it is near enough to be a slip of the keyboard:
    /// at most a third of the letters differ, and never more than three.
    public static Optional<String> nearest(String written, Collection<String> known) {
        int limit = Math.min(3, Math.max(1, written.length() / 3));
        return known.stream()
                .filter(k -> Math.abs(k.length() - written.length()) <= limit)
                .filter(k -> distance(written, k) <= limit)
                .min(Comparator.comparingInt((String k) -> distance(written, k)).thenComparing(k -> k));
    }

    /// ` Did you mean 'x'?`, or nothing.
    public static String didYouMean(String written, Collection<String> known) {
        return nearest(written, known).map(k -> " Did you mean '" + k + "'?").orElse("");
    }

    /// Levenshtein distance, case ignored.
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
