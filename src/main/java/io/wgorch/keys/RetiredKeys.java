package io.wgorch.keys;

import io.wgorch.crypto.PrivateKey;
import io.wgorch.wireguard.PublicKey;
import java.util.Optional;

/// Private keys that are out of use, where wgorch has had them in its keeping: with them can be asked who still
/// answers them.
public interface RetiredKeys {
    /// The private half of a public key, which stays its keeper's.
    Optional<PrivateKey> retired(PublicKey key);

    /// The key was shown to be gone everywhere, so its private half is not needed any more.
    void forget(PublicKey key);
}
