package io.wgorch.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/// The function X25519 of RFC 7748, by the JDK.
final class Curve25519 {
    static final int BYTES = 32;

    private Curve25519() {}

    /// A point times a scalar; empty for a point of low order, of which everybody knows the product.
    ///
    /// @param point its coordinate u, 32 bytes, the least first; the highest bit does not count
    static Optional<byte[]> multiply(byte[] scalar, byte[] point) {
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            KeyAgreement multiplication = KeyAgreement.getInstance("X25519");
            multiplication.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
            multiplication.doPhase(
                    keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, number(point))), true);
            return Optional.of(multiplication.generateSecret());
        } catch (InvalidKeyException _) {
            return Optional.empty();
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("this JDK has no X25519");
        }
    }

    private static BigInteger number(byte[] littleEndian) {
        byte[] bigEndian = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bigEndian[BYTES - 1 - i] = littleEndian[i];
        }
        bigEndian[0] &= 0x7f;
        return new BigInteger(1, bigEndian);
    }
}
