package io.wgorch.keys;

import io.wgorch.crypto.PresharedKey;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.wireguard.PublicKey;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where private keys live: on [their host][HostKeys], in [a sealed file][StoredKeys], in [a Vault][VaultKeys].
///
/// The order is the same for all: a key is durable in its home before anybody is told its public half; then it is on
/// its
/// host, where a transaction finds it; then the registry names it, and only then a host uses it. So a run that is cut
/// off leaves no host with a key that nobody knows, and no key that is known and cannot be found.
public interface KeyHome extends AutoCloseable {
    /// A new key for each tunnel. Those before it can still be found: a rotation may fail.
    ///
    /// @return the public halves; the private ones are durable
    /// @throws KeyHomeException when not all could be made; those that were are in use nowhere
    SortedMap<KeyName, PublicKey> make(Collection<KeyName> names) throws KeyHomeException;

    /// The private half of a key that was made for a tunnel, to be closed by the caller; empty where the home has it
    /// not,
    /// or gives it to nobody. Several threads may ask at a time.
    Optional<PrivateKey> find(KeyName name, PublicKey key) throws KeyHomeException;

    /// The preshared key of a tunnel that is not managed with one of its peers, to be closed by the caller; empty where
    /// the home has it not.
    default Optional<PresharedKey> psk(PskName name) {
        return Optional.empty();
    }

    /// Hands keys over to the host that is to use them, as if it had made them itself. Several threads may do so at a
    /// time.
    default void deliver(SortedMap<KeyName, PublicKey> keys, HostKeys host) throws KeyHomeException {
        SortedMap<KeyName, PrivateKey> found = new TreeMap<>();
        try {
            for (var wanted : keys.entrySet()) {
                found.put(wanted.getKey(), required(wanted.getKey(), wanted.getValue()));
            }
            host.receive(found);
        } finally {
            found.values().forEach(PrivateKey::close);
        }
    }

    private PrivateKey required(KeyName name, PublicKey key) throws KeyHomeException {
        return find(name, key)
                .orElseThrow(() -> new KeyHomeException("the private half of " + key + ", the key of " + name.node()
                        + " on " + name.interfaceName() + ", is not in " + this));
    }

    /// A key never came into use, and never will: a home that does not forget old keys by itself has it no more.
    default void withdraw(KeyName name, PublicKey key) throws KeyHomeException {}

    /// These keys were shown to be gone everywhere: a home that does not forget old keys by itself forgets them.
    default void forget(Collection<PublicKey> keys) throws KeyHomeException {}

    /// The keys of a tunnel live elsewhere now: there is none here any more, but perhaps one to show that it is gone.
    /// Nothing, where there is none.
    void remove(KeyName name) throws KeyHomeException;

    @Override
    void close();
}
