package io.wgorch.keys;

import io.wgorch.crypto.Opened;
import io.wgorch.crypto.PresharedKey;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.crypto.Sealing;
import io.wgorch.diag.Diagnostics;
import io.wgorch.disk.DurableFile;
import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The private keys of nodes that wgorch cannot reach, such as phones, and of those whose keys live here:
/// `inventory/keys.sealed`, encrypted under a passphrase, so that it can lie in git beside the inventory. Who is in it
/// shows in no way but its length.
///
/// A key that is replaced or removed is retired, not forgotten: with it can be shown that nobody answers it any more.
/// It is kept until that was shown ([#forget]).
///
/// Open it, change it, write it, close it; closing wipes the keys. The passphrase stays the caller's, who closes it
/// after the store: so a store is always written under the passphrase that has opened it. One run uses it at a time,
/// and one thread.
///
/// Failure modes: a file that cannot be opened in full is never read in part. A file that another run has written
/// since it was opened is not overwritten.
public final class KeyStore implements AutoCloseable {
    private static final long MOST_BYTES = 1 << 24;

    private final Path file;
    private final Sealing sealing;
    private final Secret passphrase;
    private final KeyLines keys;

    private Optional<String> onDisk;
    private boolean changed;

    private KeyStore(Path file, Sealing sealing, Secret passphrase, KeyLines keys, Optional<String> onDisk) {
        this.file = file;
        this.sealing = sealing;
        this.passphrase = passphrase;
        this.keys = keys;
        this.onDisk = onDisk;
    }

    /// The store of an inventory file: beside it.
    public static Path beside(Path inventoryFile) {
        return inventoryFile.resolveSibling("keys.sealed");
    }

    /// The keys in the file; a store without keys where there is no file; empty with a diagnostic where the file
    /// cannot be opened with this passphrase, or not at all.
    ///
    /// @param sealing how it is written; how it was written stands in the file
    public static Optional<KeyStore> open(Path file, Sealing sealing, Secret passphrase, Diagnostics diagnostics) {
        Optional<String> text;
        try {
            text = textOf(file);
        } catch (IOException _) {
            diagnostics.error(file + " cannot be read.");
            return Optional.empty();
        }
        return text.map(t -> keysIn(file, t, passphrase, diagnostics))
                .orElseGet(() -> Optional.of(KeyLines.none()))
                .map(keys -> new KeyStore(file, sealing, passphrase, keys, text));
    }

    private static Optional<KeyLines> keysIn(Path file, String text, Secret passphrase, Diagnostics diagnostics) {
        return switch (Sealing.open(text, passphrase)) {
            case Opened.WrongPassphrase() -> {
                diagnostics.error("the passphrase is not the one that opens " + file + ".");
                yield Optional.empty();
            }
            case Opened.Damaged(String why) -> {
                diagnostics.error(file + " " + why + ". No key was read from it. Take the file from git.");
                yield Optional.empty();
            }
            case Opened.Content(Secret content) -> {
                try (content) {
                    Optional<KeyLines> keys = content.use(KeyLines::read);
                    if (keys.isEmpty()) {
                        diagnostics.error(
                                file + " opens, but what is in it is no list of keys that this wgorch knows.");
                    }
                    yield keys;
                }
            }
        };
    }

    /// Empty where there is no file.
    private static Optional<String> textOf(Path file) throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("too large");
        }
        return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    public SortedSet<KeyName> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(keys.inUse().keySet()));
    }

    /// The key, which stays the store's: it is closed with it.
    public Optional<PrivateKey> get(KeyName name) {
        return Optional.ofNullable(keys.inUse().get(name));
    }

    /// Takes the key over, in place of the one that was there, which is retired.
    public void put(KeyName name, PrivateKey key) {
        Optional<PrivateKey> old = Optional.ofNullable(keys.inUse().put(name, key));
        if (old.isPresent() && old.get().publicKey().equals(key.publicKey())) {
            old.filter(o -> o != key).ifPresent(PrivateKey::close);
            return;
        }
        changed = true;
        old.ifPresent(this::retire);
    }

    /// Retires the key, if there is one.
    public void remove(KeyName name) {
        Optional.ofNullable(keys.inUse().remove(name)).ifPresent(this::retire);
    }

    private void retire(PrivateKey key) {
        changed = true;
        Optional.ofNullable(keys.retired().put(key.publicKey(), key)).ifPresent(PrivateKey::close);
    }

    /// The preshared key, which stays the store's: it is closed with it.
    public Optional<PresharedKey> psk(PskName name) {
        return Optional.ofNullable(keys.psks().get(name));
    }

    /// Takes the preshared key over, in place of the one that was there.
    public void put(PskName name, PresharedKey key) {
        changed = true;
        Optional.ofNullable(keys.psks().put(name, key)).ifPresent(PresharedKey::close);
    }

    /// The private half of a key of it, in use or not, which stays the store's.
    public Optional<PrivateKey> retired(PublicKey key) {
        // The key of a node that has left the inventory is revoked and still stands under its name.
        return Optional.ofNullable(keys.retired().get(key))
                .or(() -> keys.inUse().values().stream()
                        .filter(k -> k.publicKey().equals(key))
                        .findFirst());
    }

    /// Wipes a key that is retired; nothing where there is none.
    public void forget(PublicKey key) {
        Optional.ofNullable(keys.retired().remove(key)).ifPresent(old -> {
            changed = true;
            old.close();
        });
    }

    /// Makes the file what the store is, mode 0600: the old one or the new one, whatever happens. Nothing is written
    /// when nothing has changed.
    ///
    /// @throws IOException when another run has written it, or it could not be made durable; nothing is lost
    public void write() throws IOException {
        if (!changed) {
            return;
        }
        if (!textOf(file).equals(onDisk)) {
            throw new IOException(file + " was changed by another run since this one has read it");
        }
        try (Secret content = keys.write()) {
            String text = sealing.seal(content, passphrase);
            DurableFile.replace(file, text.getBytes(StandardCharsets.US_ASCII), DurableFile.PRIVATE);
            onDisk = Optional.of(text);
            changed = false;
        }
    }

    @Override
    public void close() {
        keys.close();
    }

    @Override
    public String toString() {
        return file + " " + names();
    }
}
