package io.wgorch.wireguard;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A preshared key that is made during apply. It stands in a rendered file as a placeholder that names the pair it is
/// for.
///
/// @param interfaceName of their tunnel
/// @param one the node whose name comes first
public record PendingPsk(String interfaceName, String one, String other) implements Psk, Comparable<PendingPsk> {
    private static final Pattern PLACEHOLDER = Pattern.compile("@preshared_key:([^\\s:@]+):([^\\s:@]+):([^\\s:@]+)@");
    private static final Comparator<PendingPsk> ORDER = Comparator.comparing(PendingPsk::interfaceName)
            .thenComparing(PendingPsk::one)
            .thenComparing(PendingPsk::other);

    /// Of two nodes in any order.
    public static PendingPsk of(String interfaceName, String node, String peer) {
        return node.compareTo(peer) < 0
                ? new PendingPsk(interfaceName, node, peer)
                : new PendingPsk(interfaceName, peer, node);
    }

    static Optional<PendingPsk> parse(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        return matcher.matches() ? Optional.of(of(matcher)) : Optional.empty();
    }

    private static PendingPsk of(MatchResult match) {
        return new PendingPsk(match.group(1), match.group(2), match.group(3));
    }

    /// Every placeholder in a text.
    public static Stream<PendingPsk> in(String text) {
        return PLACEHOLDER.matcher(text).results().map(PendingPsk::of);
    }

    /// The text with everything that is known in the place of its placeholder.
    public static String fill(String text, Function<PendingPsk, Optional<PskHash>> known) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(
                        known.apply(of(m)).map(PskHash::text).orElse(m.group())));
    }

    @Override
    public String text() {
        return "@preshared_key:" + interfaceName + ":" + one + ":" + other + "@";
    }

    @Override
    public int compareTo(PendingPsk other) {
        return ORDER.compare(this, other);
    }
}
