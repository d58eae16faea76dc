package io.wgorch.crypto;

import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PublicKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/// A WireGuard private key: a Curve25519 scalar, clamped as RFC 7748 section 5 says. The interface stores that form,
/// so a key that is not clamped would differ from itself after its first use.
///
/// Whoever makes one closes it. It never shows in text; two keys are the same where their public keys are.
public final class PrivateKey implements AutoCloseable {
    /// The length of 32 bytes in base64.
    private static final int BASE64_LENGTH = 44;

    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

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
        return scalar.use(bytes -> {
            try {
                KeyFactory keys = KeyFactory.getInstance("X25519");
                KeyAgreement multiplication = KeyAgreement.getInstance("X25519");
                multiplication.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, bytes)));
                multiplication.doPhase(
                        keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT)), true);
                return new PublicKey(Base64.getEncoder().encodeToString(multiplication.generateSecret()));
            } catch (GeneralSecurityException _) {
                throw new IllegalStateException("this JDK has no X25519");
            }
        });
    }

    /// The text that `wg(8)` reads, to be closed by the caller.
    public Secret base64() {
        return Secret.of(scalar.<byte[]>use(Base64.getEncoder()::encode));
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
