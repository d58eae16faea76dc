package io.wgorch.inventory;

import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is recorded of the key of one tunnel.
///
/// @param publicKey the key its host was last shown to use, or that was given for a node that is not managed
/// @param home where the private half of `publicKey` lives; of a node that is not managed nothing is recorded
/// @param nextKey a key that was made and is not yet shown to be in use: a first apply or a rotation under way
/// @param nextHome where the private half of `nextKey` lives
/// @param since when `publicKey` came into use
/// @param psks of a node that is not managed, by peer: what stands for the preshared keys in the file it was given
public record KeyState(
        Optional<PublicKey> publicKey,
        HomeName home,
        Optional<PublicKey> nextKey,
        HomeName nextHome,
        Optional<Instant> since,
        SortedMap<NodeName, PskHash> psks) {
    /// Of a tunnel that never had a key.
    public static final KeyState NONE = new KeyState(
            Optional.empty(), HomeName.HOST, Optional.empty(), HomeName.HOST, Optional.empty(), new TreeMap<>());

    public KeyState {
        home = publicKey.isPresent() ? home : HomeName.HOST;
        nextHome = nextKey.isPresent() ? nextHome : HomeName.HOST;
        psks = Collections.unmodifiableSortedMap(new TreeMap<>(psks));
    }

    /// A key that is in use and lives on its host, and none to follow it.
    public static KeyState inUse(PublicKey key, Instant since) {
        return inUse(key, HomeName.HOST, since);
    }

    /// A key that is in use, and none to follow it.
    public static KeyState inUse(PublicKey key, HomeName home, Instant since) {
        return new KeyState(
                Optional.of(key), home, Optional.empty(), HomeName.HOST, Optional.of(since), new TreeMap<>());
    }

    public KeyState withNext(PublicKey key, HomeName keyHome) {
        return new KeyState(publicKey, home, Optional.of(key), keyHome, since, psks);
    }

    public KeyState withoutNext() {
        return new KeyState(publicKey, home, Optional.empty(), HomeName.HOST, since, psks);
    }

    /// With other preshared keys in the file that was given out.
    public KeyState withPsks(SortedMap<NodeName, PskHash> given) {
        return new KeyState(publicKey, home, nextKey, nextHome, since, given);
    }

    /// Every key in it.
    public Stream<PublicKey> keys() {
        return Stream.concat(publicKey.stream(), nextKey.stream());
    }
}
