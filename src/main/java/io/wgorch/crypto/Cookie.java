package io.wgorch.crypto;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.XChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/// What a responder under load wants to see in the next initiation: the proof that the initiator is where it
/// says it is. Good for two minutes, from the same address only (paper, section 5.4.7).
public final class Cookie {
    static final int NONCE_BYTES = 24;
    private static final int TAG_BITS = 128;

    private final byte[] value;

    private Cookie(byte[] value) {
        this.value = value;
    }

    /// The cookie in a reply; empty where it was not made for the message with this `mac1`.
    ///
    /// @param key made of the responder's public key
    static Optional<Cookie> open(byte[] key, byte[] nonce, byte[] sealed, byte[] mac1) {
        XChaCha20Poly1305 cipher = new XChaCha20Poly1305();
        cipher.init(false, new AEADParameters(new KeyParameter(key), TAG_BITS, nonce, mac1));
        byte[] plain = new byte[cipher.getOutputSize(sealed.length)];
        int length = cipher.processBytes(sealed, 0, sealed.length, plain, 0);
        try {
            length += cipher.doFinal(plain, length);
        } catch (InvalidCipherTextException _) {
            return Optional.empty();
        }
        return Optional.of(new Cookie(Arrays.copyOf(plain, length)));
    }

    byte[] value() {
        return value.clone();
    }

    /// The `mac2` of a message.
    byte[] mac(byte[] message) {
        return Blake2s.mac(value, message);
    }
}
