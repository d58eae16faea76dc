package io.wgorch.ssh;

import java.util.Locale;

/// Patterns as ssh_config(5) and known_hosts have them: `*`, `?`, and `!` for "not".
final class Glob {
    private Glob() {}

    /// Whether one of the patterns matches and none of the negated ones does. Letter case does not count.
    static boolean matchesAny(Iterable<String> patterns, String name) {
        boolean found = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (matches(negated ? pattern.substring(1) : pattern, name)) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /// Linear in the length of the name for each star: no pattern makes it hang.
    static boolean matches(String pattern, String name) {
        String p = pattern.toLowerCase(Locale.ROOT);
        String n = name.toLowerCase(Locale.ROOT);
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < n.length()) {
            if (at < p.length() && (p.charAt(at) == '?' || p.charAt(at) == n.charAt(in)) && p.charAt(at) != '*') {
                at++;
                in++;
            } else if (at < p.length() && p.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < p.length() && p.charAt(at) == '*') {
            at++;
        }
        return at == p.length();
    }
}
