package io.wgorch.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.crypto.KdfCost;
import io.wgorch.crypto.PresharedKey;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.crypto.Sealing;
import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyStoreTest {
    private static final Sealing SEALING = new Sealing(new SecureRandom(), new KdfCost(8, 1, 1));
    private static final KeyName PHONE = new KeyName("phone", "wg0");
    private static final KeyName LAPTOP = new KeyName("laptop", "wg0");

    @TempDir
    Path folder = Path.of("");

    private final Diagnostics diagnostics = new Diagnostics();
    private final Secret passphrase = secret("words");

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(UTF_8));
    }

    private static PrivateKey key(String name) {
        return PrivateKey.parse(TestKeys.base64(name).getBytes(UTF_8)).orElseThrow();
    }

    private static PublicKey publicKey(String name) {
        try (PrivateKey key = key(name)) {
            return key.publicKey();
        }
    }

    private Path file() {
        return KeyStore.beside(folder.resolve("inventory/mesh.yml"));
    }

    private KeyStore open() {
        return KeyStore.open(file(), SEALING, passphrase, diagnostics).orElseThrow();
    }

    private void written(KeyName name, String key) throws IOException {
        try (KeyStore store = open()) {
            store.put(name, key(key));
            store.write();
        }
    }

    private Optional<PublicKey> stored(KeyName name) {
        try (KeyStore store = open()) {
            return store.get(name).map(PrivateKey::publicKey);
        }
    }

    private String said() {
        return diagnostics.sorted().stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
    }

    @AfterEach
    void close() {
        passphrase.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 17, 200})
    void whatIsWrittenReadsBack(long size) throws IOException {
        Random random = new Random(size);
        SortedMap<KeyName, PublicKey> expected = new TreeMap<>();
        try (KeyStore store = open()) {
            for (int i = 0; i < size; i++) {
                KeyName name = new KeyName("node-" + random.nextInt(150), "wg" + random.nextInt(2));
                String key = "key" + random.nextLong();
                expected.put(name, publicKey(key));
                store.put(name, key(key));
            }
            store.write();
        }

        try (KeyStore store = open()) {
            assertThat(store.names()).containsExactlyElementsOf(expected.keySet());
            expected.forEach((name, key) ->
                    assertThat(store.get(name).map(PrivateKey::publicKey)).contains(key));
        }
    }

    @Test
    void noFileIsAStoreWithoutKeysAndNoneIsMade() throws IOException {
        try (KeyStore store = open()) {
            store.remove(PHONE);
            store.write();

            assertThat(store.names()).isEmpty();
            assertThat(store.get(PHONE)).isEmpty();
        }
        assertThat(file()).doesNotExist().hasFileName("keys.sealed");
    }

    @Test
    void theFileIsTextThatOnlyItsOwnerReads() throws IOException {
        written(PHONE, "phone");

        assertThat(Files.readString(file())).startsWith("wgorch-sealed 1\n").matches("[ -~\n]+\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(file().resolveSibling(""))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aKeyIsReplacedAndRemoved() throws IOException {
        written(PHONE, "old");
        written(LAPTOP, "laptop");
        written(PHONE, "new");
        assertThat(stored(PHONE)).contains(publicKey("new"));

        try (KeyStore store = open()) {
            store.remove(PHONE);
            store.write();
        }

        assertThat(stored(PHONE)).isEmpty();
        assertThat(stored(LAPTOP)).contains(publicKey("laptop"));
    }

    @Test
    void nothingIsWrittenWhereNothingHasChanged() throws IOException {
        written(PHONE, "phone");
        String before = Files.readString(file());

        written(PHONE, "phone");
        assertThat(file()).hasContent(before);

        written(PHONE, "other");
        assertThat(Files.readString(file())).isNotEqualTo(before);
    }

    @Test
    void theSameKeyPutAgainStaysOpen() {
        try (KeyStore store = open()) {
            store.put(PHONE, key("phone"));
            store.put(PHONE, store.get(PHONE).orElseThrow());

            assertThat(store.get(PHONE).map(PrivateKey::publicKey)).contains(publicKey("phone"));
        }
    }

    /// Of a pair, beside the key of the tunnel; another takes its place, and the file tells nothing of it.
    @Test
    void presharedKeysAreKeptByPair() throws IOException {
        PskName pair = new PskName(PHONE, "nodeA");
        PskName other = new PskName(PHONE, "nodeB");
        PskHash hash;
        try (KeyStore store = open()) {
            store.put(PHONE, key("phone"));
            store.put(pair, PresharedKey.generate(new SecureRandom()));
            store.put(other, PresharedKey.generate(new SecureRandom()));
            store.put(pair, PresharedKey.generate(new SecureRandom()));
            hash = store.psk(pair).orElseThrow().hash("mesh");
            store.write();
        }

        try (KeyStore again = open()) {
            assertThat(again.get(PHONE).map(PrivateKey::publicKey)).contains(publicKey("phone"));
            assertThat(again.psk(pair).map(psk -> psk.hash("mesh"))).contains(hash);
            assertThat(again.psk(other).map(psk -> psk.hash("mesh")))
                    .isPresent()
                    .isNotEqualTo(Optional.of(hash));
            assertThat(again.psk(new PskName(LAPTOP, "nodeA"))).isEmpty();
            assertThat(again.psk(pair).map(psk -> psk.hash("another mesh"))).isNotEqualTo(Optional.of(hash));
        }
    }

    @Test
    void whatIsReplacedOrRemovedIsRetiredUntilItIsForgotten() throws IOException {
        written(PHONE, "replaced");
        written(LAPTOP, "removed");
        written(PHONE, "kept");
        try (KeyStore store = open()) {
            store.remove(LAPTOP);
            store.write();
        }
        String before = Files.readString(file());

        assertThat(retired("replaced")).contains(publicKey("replaced"));
        assertThat(retired("removed")).contains(publicKey("removed"));
        assertThat(retired("unknown")).isEmpty();
        assertThat(stored(PHONE)).contains(publicKey("kept"));
        assertThat(stored(LAPTOP)).isEmpty();

        try (KeyStore store = open()) {
            store.forget(publicKey("unknown"));
            store.write();
            assertThat(Files.readString(file())).isEqualTo(before);
            store.forget(publicKey("replaced"));
            store.write();
        }
        assertThat(retired("replaced")).isEmpty();
        assertThat(retired("removed")).contains(publicKey("removed"));
    }

    private Optional<PublicKey> retired(String name) {
        try (KeyStore store = open()) {
            return store.retired(publicKey(name)).map(PrivateKey::publicKey);
        }
    }

    /// A key that is revoked because its node has left the inventory still stands under the node's name.
    @Test
    void aKeyInUseIsFoundByItsPublicHalfAndNotForgotten() throws IOException {
        written(PHONE, "phone");

        try (KeyStore store = open()) {
            store.forget(publicKey("phone"));
            assertThat(store.retired(publicKey("phone")).map(PrivateKey::publicKey))
                    .contains(publicKey("phone"));
        }
        assertThat(stored(PHONE)).contains(publicKey("phone"));
    }

    @Test
    void closingWipesWhatWasEverInIt() {
        PrivateKey replaced = key("replaced");
        PrivateKey forgotten = key("forgotten");
        PrivateKey kept = key("kept");
        try (KeyStore store = open()) {
            store.put(LAPTOP, forgotten);
            store.remove(LAPTOP);
            store.forget(publicKey("forgotten"));
            assertThatIllegalStateException().isThrownBy(forgotten::publicKey);
            store.put(PHONE, replaced);
            store.put(PHONE, kept);
        }
        assertThatIllegalStateException().isThrownBy(replaced::publicKey);
        assertThatIllegalStateException().isThrownBy(kept::publicKey);
    }

    @Test
    void whatAnotherRunHasWrittenIsNotOverwritten() throws IOException {
        try (KeyStore slow = open()) {
            slow.put(PHONE, key("slow"));
            written(PHONE, "quick");

            assertThatThrownBy(slow::write).isInstanceOf(IOException.class).hasMessageContaining("another run");
        }
        assertThat(stored(PHONE)).contains(publicKey("quick"));
    }

    @Test
    void itIsWrittenAgainAfterItsOwnWrite() throws IOException {
        try (KeyStore store = open()) {
            store.put(PHONE, key("one"));
            store.write();
            store.put(PHONE, key("two"));
            store.write();
        }

        assertThat(stored(PHONE)).contains(publicKey("two"));
    }

    @Test
    void anotherPassphraseIsNamedAndADamagedFileIsToo() throws IOException {
        written(PHONE, "phone");
        try (Secret other = secret("other")) {
            assertThat(KeyStore.open(file(), SEALING, other, diagnostics)).isEmpty();
        }
        assertThat(said()).contains("the passphrase is not the one").doesNotContain("damaged");

        Files.writeString(file(), Files.readString(file()).replace("memory", "mem0ry"));
        assertThat(KeyStore.open(file(), SEALING, passphrase, diagnostics)).isEmpty();
        assertThat(said()).contains("is damaged").contains("No key was read").contains("git");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wgorch-keys 2\n",
                "wgorch-keys 1\nphone wg0 KEY",
                "wgorch-keys 1\nphone wg0 KEY\n\n",
                "wgorch-keys 1\nphone wg0 KEY\nphone wg0 KEY\n",
                "wgorch-keys 1\nphone  KEY\n",
                "wgorch-keys 1\nphone KEY\n",
                "wgorch-keys 1\nKEY\n",
                "wgorch-keys 1\nphone wg0 xKEY\n",
                "wgorch-keys 1\nphone wg0 x\n",
                "wgorch-keys 1\nphone wg0 KEY x\n",
                "wgorch-keys 1\nretired KEY\nretired KEY\n",
                "wgorch-keys 1\nretired  KEY\n",
                "wgorch-keys 1\nretired phone wg0 KEY\n",
            })
    void aContentThatIsNotTheStoresIsReadInNoPart(String lines) throws IOException {
        String content = lines.replace("KEY", TestKeys.base64("phone"));
        try (Secret plain = secret(content)) {
            Files.createDirectories(file().resolveSibling(""));
            Files.writeString(file(), SEALING.seal(plain, passphrase));
        }

        assertThat(KeyStore.open(file(), SEALING, passphrase, diagnostics)).isEmpty();

        assertThat(said()).contains("no list of keys").doesNotContain(TestKeys.base64("phone"));
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        Files.createDirectories(file());

        assertThat(KeyStore.open(file(), SEALING, passphrase, diagnostics)).isEmpty();

        assertThat(said()).isEqualTo(file() + " cannot be read.");
    }
}
