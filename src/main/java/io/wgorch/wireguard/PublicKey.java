package io.wgorch.wireguard;

import java.util.Base64;
import java.util.Optional;

/// A Curve25519 public key as `wg(8)` writes it: 32 bytes in base64, 44 characters.
public record PublicKey(String base64) implements PeerKey, Comparable<PublicKey> {
    public PublicKey {
        if (!isWellFormed(base64)) {
            throw new IllegalArgumentException("not a WireGuard key");
        }
    }

    /// The key, or empty when the text is none. The text is never echoed: it may be a private key.
    public static Optional<PublicKey> parse(String text) {
        return isWellFormed(text) ? Optional.of(new PublicKey(text)) : Optional.empty();
    }

    private static boolean isWellFormed(String text) {
        if (text.length() != 44 || !text.endsWith("=")) {
            return false;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return bytes.length == 32
                    && Base64.getEncoder().encodeToString(bytes).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public int compareTo(PublicKey other) {
        return base64.compareTo(other.base64);
    }

    @Override
    public String text() {
        return base64;
    }

    @Override
    public String toString() {
        return base64;
    }
}
