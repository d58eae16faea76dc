package io.wgorch.keys;

import io.wgorch.crypto.PrivateKey;
import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The private halves of some keys, looked up once in the homes that may have them, and wiped at the end.
public final class HeldKeys implements RetiredKeys, AutoCloseable {
    private final List<KeyHome> homes;
    private final SortedMap<PublicKey, PrivateKey> found = new TreeMap<>();
    private final List<PublicKey> forgotten = new ArrayList<>();

    private HeldKeys(Collection<? extends KeyHome> homes) {
        this.homes = List.copyOf(homes);
    }

    /// What the homes have.
    ///
    /// @param names the tunnels that the keys may have been made for
    /// @throws KeyHomeException when one of them cannot be asked
    public static HeldKeys of(
            Collection<? extends KeyHome> homes, Collection<KeyName> names, Collection<PublicKey> keys)
            throws KeyHomeException {
        HeldKeys held = new HeldKeys(homes);
        try {
            for (PublicKey key : keys) {
                for (KeyName name : names) {
                    held.look(name, key);
                }
            }
            return held;
        } catch (KeyHomeException e) {
            held.close();
            throw e;
        }
    }

    private void look(KeyName name, PublicKey key) throws KeyHomeException {
        for (KeyHome home : homes) {
            if (!found.containsKey(key)) {
                home.find(name, key).ifPresent(half -> found.put(key, half));
            }
        }
    }

    @Override
    public Optional<PrivateKey> retired(PublicKey key) {
        return Optional.ofNullable(found.get(key));
    }

    @Override
    public void forget(PublicKey key) {
        forgotten.add(key);
    }

    /// Has the homes forget what was forgotten here.
    ///
    /// @throws KeyHomeException when one of them could not; it has them still
    public void write() throws KeyHomeException {
        for (KeyHome home : homes) {
            home.forget(forgotten);
        }
    }

    @Override
    public void close() {
        found.values().forEach(PrivateKey::close);
    }
}
