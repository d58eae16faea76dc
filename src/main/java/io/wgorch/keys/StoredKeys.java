package io.wgorch.keys;

import io.wgorch.crypto.PresharedKey;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.crypto.Sealing;
import io.wgorch.diag.Diagnostics;
import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The [KeyStore] as a home: keys are made here, with the JDK's X25519.
///
/// Failure modes: those of the store. What another run has written meanwhile is not overwritten.
public final class StoredKeys implements KeyHome {
    private final KeyStore store;
    private final Secret passphrase;
    private final SecureRandom random;

    private StoredKeys(KeyStore store, Secret passphrase, SecureRandom random) {
        this.store = store;
        this.passphrase = passphrase;
        this.random = random;
    }

    /// The store in a file; empty with a diagnostic where there is no passphrase, or not the one that opens it.
    public static Optional<StoredKeys> open(
            Path file, Sealing sealing, PassphraseSource source, SecureRandom random, Diagnostics diagnostics) {
        return source.passphrase(diagnostics).flatMap(phrase -> {
            Optional<StoredKeys> open = KeyStore.open(file, sealing, phrase, diagnostics)
                    .map(store -> new StoredKeys(store, phrase, random));
            if (open.isEmpty()) {
                phrase.close();
            }
            return open;
        });
    }

    public KeyStore store() {
        return store;
    }

    @Override
    public SortedMap<KeyName, PublicKey> make(Collection<KeyName> names) throws KeyHomeException {
        SortedMap<KeyName, PublicKey> made = new TreeMap<>();
        for (KeyName name : names) {
            PrivateKey key = PrivateKey.generate(random);
            made.put(name, key.publicKey());
            store.put(name, key);
        }
        write();
        return made;
    }

    @Override
    public Optional<PrivateKey> find(KeyName name, PublicKey key) {
        return store.retired(key).map(PrivateKey::copy);
    }

    @Override
    public Optional<PresharedKey> psk(PskName name) {
        return store.psk(name).map(PresharedKey::copy);
    }

    @Override
    public void withdraw(KeyName name, PublicKey key) throws KeyHomeException {
        store.get(name).filter(k -> k.publicKey().equals(key)).ifPresent(_ -> store.remove(name));
        forget(List.of(key));
    }

    @Override
    public void forget(Collection<PublicKey> keys) throws KeyHomeException {
        keys.forEach(store::forget);
        write();
    }

    @Override
    public void remove(KeyName name) throws KeyHomeException {
        store.remove(name);
        write();
    }

    private void write() throws KeyHomeException {
        try {
            store.write();
        } catch (IOException e) {
            throw new KeyHomeException("the key store cannot be written: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        store.close();
        passphrase.close();
    }

    @Override
    public String toString() {
        return "the key store";
    }
}
