package io.wgorch.crypto;

import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// A WireGuard private key: a Curve25519 scalar, clamped as RFC 7748 section 5 says. The interface stores that form,
/// so a key that is not clamped would differ from itself after its first use.
///
/// Whoever makes one closes it. It never shows in text; two keys are the same where their public keys are.
public final class PrivateKey implements AutoCloseable {
    /// The length of 32 bytes in base64.
    private static final int BASE64_LENGTH = 44;

    private static final byte[] BASE_POINT = Arrays.copyOf(new byte[] {9}, Curve25519.BYTES);

    private final Secret scalar;

    private PrivateKey(byte[] scalar) {
        scalar[0] &= (byte) 248;
        scalar[31] &= 127;
        scalar[31] |= 64;
        this.scalar = Secret.of(scalar);
    }

    /// A new key, as `wg genkey` makes one.
    public static PrivateKey generate(SecureRandom random) {
        byte[] scalar = new byte[32];
        random.nextBytes(scalar);
        return new PrivateKey(scalar);
    }

    /// The key that `wg(8)` would read from this text: 32 bytes in base64, 44 characters, nothing else. Empty when the
    /// text is none. The array stays the caller's, to be wiped by the caller.
    public static Optional<PrivateKey> parse(byte[] base64) {
        if (base64.length != BASE64_LENGTH || base64[BASE64_LENGTH - 1] != '=') {
            return Optional.empty();
        }
        try {
            byte[] scalar = Base64.getDecoder().decode(base64);
            byte[] again = Base64.getEncoder().encode(scalar);
            boolean exact = Arrays.equals(again, base64);
            Arrays.fill(again, (byte) 0);
            if (exact && scalar.length == 32) {
                return Optional.of(new PrivateKey(scalar));
            }
            Arrays.fill(scalar, (byte) 0);
        } catch (IllegalArgumentException _) {
            // Its message would show a character of the key.
        }
        return Optional.empty();
    }

    /// The public half, as `wg pubkey` prints it.
    public PublicKey publicKey() {
        byte[] point =
                scalar.use(bytes -> Curve25519.multiply(bytes, BASE_POINT)).orElseThrow();
        return new PublicKey(Base64.getEncoder().encodeToString(point));
    }

    /// What the holder of the other private key makes of our public one, to be closed by the caller; empty
    /// where the point is of low order.
    Optional<Secret> shared(byte[] point) {
        return scalar.use(bytes -> Curve25519.multiply(bytes, point)).map(Secret::of);
    }

    /// The text that `wg(8)` reads, to be closed by the caller.
    public Secret base64() {
        return Secret.of(scalar.<byte[]>use(Base64.getEncoder()::encode));
    }

    /// The same key once more, to be closed by itself.
    public PrivateKey copy() {
        return scalar.use(bytes -> new PrivateKey(bytes.clone()));
    }

    @Override
    public void close() {
        scalar.close();
    }

    @Override
    public String toString() {
        return "(private key)";
    }
}
