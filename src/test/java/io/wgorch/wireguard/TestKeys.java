package io.wgorch.wireguard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// Keys by name: the same name is the same key in every run.
public final class TestKeys {
    private TestKeys() {}

    public static PublicKey key(String name) {
        return new PublicKey(base64(name));
    }

    /// Well-formed as a private key as well.
    public static String base64(String name) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
