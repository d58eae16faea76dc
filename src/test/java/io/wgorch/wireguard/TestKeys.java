package io.wgorch.wireguard;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Base64;
import javax.crypto.KeyAgreement;

/// Keys by name: the same name is the same key in every run.
public final class TestKeys {
    private static final NamedParameterSpec CURVE = NamedParameterSpec.X25519;
    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private TestKeys() {}

    public static PublicKey key(String name) {
        return new PublicKey(base64(name));
    }

    /// Well-formed as a private key as well.
    public static String base64(String name) {
        return Base64.getEncoder().encodeToString(bytes(name));
    }

    /// Two keys that belong together, for real tunnels.
    ///
    /// @param privateKey as `wg genkey` prints it
    public record KeyPair(String privateKey, PublicKey publicKey) {}

    /// The key pair whose private key is [#base64].
    public static KeyPair pair(String name) {
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(keys.generatePrivate(new XECPrivateKeySpec(CURVE, bytes(name))));
            agreement.doPhase(keys.generatePublic(new XECPublicKeySpec(CURVE, BASE_POINT)), true);
            String publicKey = Base64.getEncoder().encodeToString(agreement.generateSecret());
            return new KeyPair(base64(name), new PublicKey(publicKey));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
