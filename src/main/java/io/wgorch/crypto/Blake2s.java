package io.wgorch.crypto;

import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/// BLAKE2s (RFC 7693), in the three ways that WireGuard uses it: `Hash`, `Mac` and `Hmac` of section 5.4 of its
/// paper.
final class Blake2s {
    private static final int MAC_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private Blake2s() {}

    /// 32 bytes.
    static byte[] hash(byte[]... parts) {
        return digest(new Blake2sDigest(HASH_BYTES * 8), HASH_BYTES, parts);
    }

    /// 16 bytes, under a key of at most 32: BLAKE2's own keyed mode.
    static byte[] mac(byte[] key, byte[]... parts) {
        return digest(new Blake2sDigest(key, MAC_BYTES, null, null), MAC_BYTES, parts);
    }

    /// 32 bytes: HMAC (RFC 2104), as HKDF needs it.
    static byte[] hmac(byte[] key, byte[]... parts) {
        HMac hmac = new HMac(new Blake2sDigest(HASH_BYTES * 8));
        hmac.init(new KeyParameter(key));
        for (byte[] part : parts) {
            hmac.update(part, 0, part.length);
        }
        byte[] out = new byte[HASH_BYTES];
        hmac.doFinal(out, 0);
        return out;
    }

    private static byte[] digest(Blake2sDigest digest, int length, byte[]... parts) {
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] out = new byte[length];
        digest.doFinal(out, 0);
        return out;
    }
}
