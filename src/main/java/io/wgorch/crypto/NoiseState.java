package io.wgorch.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.wgorch.secret.Secret;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What both ends of a WireGuard handshake make of its messages: the chaining key `C` and the hash `H` of
/// section 5.4 of its paper, the `SymmetricState` of Noise.
///
/// Whoever makes one closes it, which wipes it. What is to be tried on a message that may be false is tried on
/// a copy.
final class NoiseState implements AutoCloseable {
    private static final byte[] CONSTRUCTION = "Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s".getBytes(US_ASCII);
    private static final byte[] IDENTIFIER = "WireGuard v1 zx2c4 Jason@zx2c4.com".getBytes(US_ASCII);

    private final byte[] chain;
    private final byte[] hash;

    /// Of the encryption that follows; each is used once, so the nonce is 0.
    private final byte[] key = new byte[32];

    /// @param responder its public key, which is known beforehand
    NoiseState(byte[] responder) {
        this.chain = Blake2s.hash(CONSTRUCTION);
        this.hash = Blake2s.hash(chain, IDENTIFIER);
        mixHash(responder);
    }

    private NoiseState(NoiseState other) {
        this.chain = other.chain.clone();
        this.hash = other.hash.clone();
    }

    NoiseState copy() {
        return new NoiseState(this);
    }

    void mixHash(byte[] data) {
        take(hash, Blake2s.hash(hash, data));
    }

    void mixKey(byte[] input) {
        byte[][] derived = derive(input, 2);
        take(chain, derived[0]);
        take(key, derived[1]);
    }

    void mixKey(Secret input) {
        input.use(bytes -> {
            mixKey(bytes);
            return true;
        });
    }

    void mixKeyAndHash(Secret input) {
        input.use(bytes -> {
            mixKeyAndHash(bytes);
            return true;
        });
    }

    /// For the preshared key; zeros where there is none.
    void mixKeyAndHash(byte[] input) {
        byte[][] derived = derive(input, 3);
        take(chain, derived[0]);
        mixHash(derived[1]);
        Arrays.fill(derived[1], (byte) 0);
        take(key, derived[2]);
    }

    byte[] encryptAndHash(byte[] plain) {
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, plain).orElseThrow();
        mixHash(sealed);
        return sealed;
    }

    /// Empty where it was not sealed by whoever shares this state.
    Optional<byte[]> decryptAndHash(byte[] sealed) {
        Optional<byte[]> plain = crypt(Cipher.DECRYPT_MODE, sealed);
        mixHash(sealed);
        return plain;
    }

    private Optional<byte[]> crypt(int mode, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(new byte[12]));
            cipher.updateAAD(hash);
            return Optional.of(cipher.doFinal(input));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException _) {
            throw new IllegalStateException("this JDK has no ChaCha20-Poly1305");
        }
    }

    /// `KDF` of the paper: HKDF (RFC 5869) with the chaining key for salt.
    private byte[][] derive(byte[] input, int outputs) {
        byte[] secret = Blake2s.hmac(chain, input);
        byte[][] derived = new byte[outputs][];
        byte[] last = {};
        for (int i = 0; i < outputs; i++) {
            last = Blake2s.hmac(secret, last, new byte[] {(byte) (i + 1)});
            derived[i] = last;
        }
        Arrays.fill(secret, (byte) 0);
        return derived;
    }

    private static void take(byte[] into, byte[] from) {
        System.arraycopy(from, 0, into, 0, into.length);
        Arrays.fill(from, (byte) 0);
    }

    @Override
    public void close() {
        Arrays.fill(chain, (byte) 0);
        Arrays.fill(hash, (byte) 0);
        Arrays.fill(key, (byte) 0);
    }
}
