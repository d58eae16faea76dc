package io.wgorch.wireguard;

import java.util.Optional;
import java.util.regex.Pattern;

/// What stands for a preshared key outside its hosts (`salted` in `lib.sh`). Two hosts of a mesh that say the same have
/// the same key.
///
/// @param hex 48 bits of the SHA-256 of the mesh's id and the key, as hexadecimal digits
public record PskHash(String hex) implements Psk {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{12}");

    public PskHash {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not what stands for a preshared key");
        }
    }

    /// The digits; empty for anything else.
    public static Optional<PskHash> ofHex(String hex) {
        return Optional.of(hex).filter(h -> HEX.matcher(h).matches()).map(PskHash::new);
    }

    /// What stands in a file.
    static Optional<PskHash> parse(String text) {
        return text.length() > 2 && text.startsWith("@") && text.endsWith("@")
                ? ofHex(text.substring(1, text.length() - 1))
                : Optional.empty();
    }

    @Override
    public String text() {
        return "@" + hex + "@";
    }
}
