package io.wgorch.crypto;

import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PskHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// The preshared key of a pair: 32 random bytes, mixed into their handshake beside the key exchange (`wg genpsk`,
/// wg(8)).
///
/// Whoever makes one closes it. It never shows in text.
public final class PresharedKey implements AutoCloseable {
    private static final int BYTES = 32;
    private static final int BASE64_LENGTH = 44;
    private static final int HASH_DIGITS = 12;

    private final Secret base64;

    private PresharedKey(byte[] base64) {
        this.base64 = Secret.of(base64);
    }

    /// A new one.
    public static PresharedKey generate(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        byte[] text = Base64.getEncoder().encode(bytes);
        Arrays.fill(bytes, (byte) 0);
        return new PresharedKey(text);
    }

    /// The key that `wg(8)` would read from this text: 32 bytes in base64. Empty when the text is none. The array stays
    /// the caller's, to be wiped by the caller.
    public static Optional<PresharedKey> parse(byte[] base64) {
        if (base64.length != BASE64_LENGTH || base64[BASE64_LENGTH - 1] != '=') {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            int length = bytes.length;
            Arrays.fill(bytes, (byte) 0);
            return length == BYTES ? Optional.of(new PresharedKey(base64.clone())) : Optional.empty();
        } catch (IllegalArgumentException _) {
            // Its message would show a character of the key.
            return Optional.empty();
        }
    }

    /// The same key once more, to be closed by itself.
    public PresharedKey copy() {
        return base64.use(text -> new PresharedKey(text.clone()));
    }

    /// Lends the text that `wg(8)` reads.
    public Secret base64() {
        return base64;
    }

    /// What stands for it outside its hosts, the same as `salted` in `lib.sh` says on them.
    ///
    /// @param salt the id of the mesh
    public PskHash hash(String salt) {
        byte[] start = salt.getBytes(StandardCharsets.UTF_8);
        return base64.use(text -> {
            byte[] salted = ByteBuffer.allocate(start.length + text.length)
                    .put(start)
                    .put(text)
                    .array();
            byte[] digest = sha256().digest(salted);
            Arrays.fill(salted, (byte) 0);
            return new PskHash(HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS));
        });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        base64.close();
    }

    @Override
    public String toString() {
        return "(preshared key)";
    }
}
