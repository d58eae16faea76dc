package io.wgorch.inventory;

import io.wgorch.wireguard.PublicKey;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// What is recorded of the key of one tunnel.
///
/// @param publicKey the key its host was last shown to use, or that was given for a node that is not managed
/// @param home where the private half of `publicKey` lives; of a node that is not managed nothing is recorded
/// @param nextKey a key that was made and is not yet shown to be in use: a first apply or a rotation under way
/// @param nextHome where the private half of `nextKey` lives
/// @param since when `publicKey` came into use
public record KeyState(
        Optional<PublicKey> publicKey,
        HomeName home,
        Optional<PublicKey> nextKey,
        HomeName nextHome,
        Optional<Instant> since) {
    /// Of a tunnel that never had a key.
    public static final KeyState NONE =
            new KeyState(Optional.empty(), HomeName.HOST, Optional.empty(), HomeName.HOST, Optional.empty());

    public KeyState {
        home = publicKey.isPresent() ? home : HomeName.HOST;
        nextHome = nextKey.isPresent() ? nextHome : HomeName.HOST;
    }

    /// A key that is in use and lives on its host, and none to follow it.
    public static KeyState inUse(PublicKey key, Instant since) {
        return inUse(key, HomeName.HOST, since);
    }

    /// A key that is in use, and none to follow it.
    public static KeyState inUse(PublicKey key, HomeName home, Instant since) {
        return new KeyState(Optional.of(key), home, Optional.empty(), HomeName.HOST, Optional.of(since));
    }

    public KeyState withNext(PublicKey key, HomeName keyHome) {
        return new KeyState(publicKey, home, Optional.of(key), keyHome, since);
    }

    public KeyState withoutNext() {
        return new KeyState(publicKey, home, Optional.empty(), HomeName.HOST, since);
    }

    /// Every key in it.
    public Stream<PublicKey> keys() {
        return Stream.concat(publicKey.stream(), nextKey.stream());
    }
}
