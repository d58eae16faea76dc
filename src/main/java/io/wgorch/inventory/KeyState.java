package io.wgorch.inventory;

import io.wgorch.wireguard.PublicKey;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// What is recorded of the key of one tunnel.
///
/// @param publicKey the key its host was last shown to use, or that was given for a node that is not managed
/// @param nextKey a key made on its host that is not yet shown to be in use: a first apply or a rotation under way
/// @param since when `publicKey` came into use
public record KeyState(Optional<PublicKey> publicKey, Optional<PublicKey> nextKey, Optional<Instant> since) {
    /// Of a tunnel that never had a key.
    public static final KeyState NONE = new KeyState(Optional.empty(), Optional.empty(), Optional.empty());

    /// A key that is in use, and none to follow it.
    public static KeyState inUse(PublicKey key, Instant since) {
        return new KeyState(Optional.of(key), Optional.empty(), Optional.of(since));
    }

    public KeyState withNext(Optional<PublicKey> key) {
        return new KeyState(publicKey, key, since);
    }

    /// Every key in it.
    public Stream<PublicKey> keys() {
        return Stream.concat(publicKey.stream(), nextKey.stream());
    }
}
