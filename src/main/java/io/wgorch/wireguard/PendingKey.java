package io.wgorch.wireguard;

import java.util.Optional;

/// A public key that a host will make during apply. It stands in a rendered file as a placeholder that names the node.
///
/// @param node whose key it is
public record PendingKey(String node) implements PeerKey {
    private static final String PREFIX = "@public_key:";

    public static Optional<PendingKey> parse(String text) {
        return text.startsWith(PREFIX) && text.endsWith("@") && text.length() > PREFIX.length() + 1
                ? Optional.of(new PendingKey(text.substring(PREFIX.length(), text.length() - 1)))
                : Optional.empty();
    }

    @Override
    public String text() {
        return PREFIX + node + "@";
    }

    @Override
    public String toString() {
        return "(known after apply)";
    }
}
