package io.wgorch.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.modes.XChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// The other end of a handshake, after the WireGuard paper line by line, with its names: section 5.4 for the
/// messages, 5.3 for the cookies. It shares no code with what it tests, and takes X25519 and ChaCha20-Poly1305
/// from another library.
public final class TestResponder {
    private static final byte[] EMPTY = {};

    private final byte[] privateKey;
    private final byte[] publicKey;
    private final Map<String, byte[]> peers = new HashMap<>();
    private final Map<String, String> latest = new HashMap<>();
    private final byte[] cookie = Arrays.copyOf("cookie of this address".getBytes(US_ASCII), 16);
    private boolean load;
    private int indices = 7;

    /// One with the key of that name.
    ///
    /// @param name see [TestKeys]
    public TestResponder(String name) {
        TestKeys.KeyPair pair = TestKeys.pair(name);
        this.privateKey = Base64.getDecoder().decode(pair.privateKey());
        this.publicKey = point(pair.publicKey());
    }

    /// Makes it a peer.
    ///
    /// @param psk 32 bytes, zeros for none
    public synchronized void admit(PublicKey peer, byte[] psk) {
        peers.put(peer.base64(), psk);
    }

    public synchronized void dismiss(PublicKey peer) {
        peers.remove(peer.base64());
    }

    public synchronized void underLoad(boolean now) {
        load = now;
    }

    private static byte[] point(PublicKey key) {
        return Base64.getDecoder().decode(key.base64());
    }

    /// What it sends back for a packet, if anything.
    public synchronized Optional<byte[]> answer(byte[] msg) throws InvalidCipherTextException {
        byte[] label = hash("mac1----".getBytes(US_ASCII), publicKey);
        if (msg.length != 148
                || msg[0] != 1
                || (msg[1] | msg[2] | msg[3]) != 0
                || !Arrays.equals(mac(label, part(msg, 0, 116)), part(msg, 116, 132))) {
            return Optional.empty();
        }
        byte[] sender = part(msg, 4, 8);
        if (load && !Arrays.equals(mac(cookie, part(msg, 0, 132)), part(msg, 132, 148))) {
            byte[] nonce = hash(msg);
            nonce = Arrays.copyOf(nonce, 24);
            byte[] key = hash("cookie--".getBytes(US_ASCII), publicKey);
            byte[] sealed = aead(new XChaCha20Poly1305(), true, key, nonce, cookie, part(msg, 116, 132));
            return Optional.of(join(new byte[] {3, 0, 0, 0}, sender, nonce, sealed));
        }
        return handshake(msg, sender);
    }

    private Optional<byte[]> handshake(byte[] msg, byte[] sender) throws InvalidCipherTextException {
        byte[] c = hash("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s".getBytes(US_ASCII));
        byte[] h = hash(c, "WireGuard v1 zx2c4 Jason@zx2c4.com".getBytes(US_ASCII));
        h = hash(h, publicKey);
        byte[] ephemeral = part(msg, 8, 40);
        c = kdf(1, c, ephemeral);
        h = hash(h, ephemeral);
        byte[] k = kdf(2, c, dh(privateKey, ephemeral));
        c = kdf(1, c, dh(privateKey, ephemeral));
        byte[] initiator = aead(new ChaCha20Poly1305(), false, k, new byte[12], part(msg, 40, 88), h);
        h = hash(h, part(msg, 40, 88));
        String peer = Base64.getEncoder().encodeToString(initiator);
        byte[] psk = peers.get(peer);
        if (psk == null) {
            return Optional.empty();
        }
        k = kdf(2, c, dh(privateKey, initiator));
        c = kdf(1, c, dh(privateKey, initiator));
        byte[] timestamp = aead(new ChaCha20Poly1305(), false, k, new byte[12], part(msg, 88, 116), h);
        h = hash(h, part(msg, 88, 116));
        String stamp = HexFormat.of().formatHex(timestamp);
        if (stamp.compareTo(latest.getOrDefault(peer, "")) <= 0) {
            return Optional.empty();
        }
        latest.put(peer, stamp);
        return Optional.of(response(sender, ephemeral, initiator, psk, c, h));
    }

    private byte[] response(byte[] receiver, byte[] ephemeral, byte[] initiator, byte[] psk, byte[] before, byte[] hash)
            throws InvalidCipherTextException {
        byte[] own = hash(before);
        byte[] point = new byte[32];
        X25519.scalarMultBase(own, 0, point, 0);
        byte[] c = kdf(1, before, point);
        byte[] h = hash(hash, point);
        c = kdf(1, c, dh(own, ephemeral));
        c = kdf(1, c, dh(own, initiator));
        byte[] tau = kdf(2, c, psk);
        byte[] k = kdf(3, c, psk);
        h = hash(h, tau);
        byte[] empty = aead(new ChaCha20Poly1305(), true, k, new byte[12], EMPTY, h);
        byte[] index = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(indices++)
                .array();
        byte[] alpha = join(new byte[] {2, 0, 0, 0}, index, receiver, point, empty);
        byte[] mac1 = mac(hash("mac1----".getBytes(US_ASCII), initiator), alpha);
        return join(alpha, mac1, new byte[16]);
    }

    /// `timestamp` of the latest initiation, in hexadecimal; empty where there was none.
    String latest(PublicKey peer) {
        return latest.getOrDefault(peer.base64(), "");
    }

    private static byte[] dh(byte[] scalar, byte[] point) {
        byte[] out = new byte[32];
        X25519.scalarMult(scalar, 0, point, 0, out, 0);
        return out;
    }

    private static byte[] hash(byte[]... parts) {
        return digest(new Blake2sDigest(256), join(parts));
    }

    private static byte[] mac(byte[] key, byte[] text) {
        return digest(new Blake2sDigest(key, 16, null, null), text);
    }

    private static byte[] digest(Blake2sDigest digest, byte[] text) {
        digest.update(text, 0, text.length);
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }

    /// The n-th output of `KDF` of the paper.
    private static byte[] kdf(int n, byte[] key, byte[] input) {
        byte[] secret = hmac(key, input);
        byte[] t = EMPTY;
        for (int i = 1; i <= n; i++) {
            t = hmac(secret, join(t, new byte[] {(byte) i}));
        }
        return t;
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        HMac hmac = new HMac(new Blake2sDigest(256));
        hmac.init(new KeyParameter(key));
        hmac.update(text, 0, text.length);
        byte[] out = new byte[32];
        hmac.doFinal(out, 0);
        return out;
    }

    private static byte[] aead(AEADCipher cipher, boolean seal, byte[] key, byte[] nonce, byte[] text, byte[] data)
            throws InvalidCipherTextException {
        cipher.init(seal, new AEADParameters(new KeyParameter(key), 128, nonce, data));
        byte[] out = new byte[cipher.getOutputSize(text.length)];
        int length = cipher.processBytes(text, 0, text.length, out, 0);
        cipher.doFinal(out, length);
        return out;
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
