package io.wgorch.wireguard;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A public key that a host will make during apply. It stands in a rendered file as a placeholder that names the tunnel
/// it is for.
///
/// @param node whose key it is
/// @param interfaceName of the tunnel
public record PendingKey(String node, String interfaceName) implements PeerKey {
    private static final Pattern PLACEHOLDER = Pattern.compile("@public_key:([^\\s:@]+):([^\\s:@]+)@");

    public static Optional<PendingKey> parse(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        return matcher.matches() ? Optional.of(new PendingKey(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /// Every placeholder in a text.
    public static Stream<PendingKey> in(String text) {
        return PLACEHOLDER.matcher(text).results().map(m -> new PendingKey(m.group(1), m.group(2)));
    }

    /// The text with every key that is known in the place of its placeholder.
    public static String fill(String text, Function<PendingKey, Optional<PublicKey>> known) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(known.apply(new PendingKey(m.group(1), m.group(2)))
                        .map(PublicKey::base64)
                        .orElse(m.group())));
    }

    @Override
    public String text() {
        return "@public_key:" + node + ":" + interfaceName + "@";
    }

    @Override
    public String toString() {
        return "(known after apply)";
    }
}
