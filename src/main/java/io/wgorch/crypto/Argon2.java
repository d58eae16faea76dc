package io.wgorch.crypto;

import io.wgorch.secret.Secret;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id, version 0x13 (RFC 9106): makes keys of a passphrase.
final class Argon2 {
    private Argon2() {}

    /// @param length of the result, in bytes
    static Secret derive(Secret passphrase, byte[] salt, KdfCost cost, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        byte[] derived = new byte[length];
        passphrase.use(bytes -> generator.generateBytes(bytes, derived));
        return Secret.of(derived);
    }
}
