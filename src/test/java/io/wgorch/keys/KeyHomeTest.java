package io.wgorch.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.crypto.KdfCost;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.crypto.Sealing;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.VaultSettings;
import io.wgorch.resource.Kinds;
import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What holds of every home: on the host (a real shell with a real `wg`), in the sealed file, in Vault.
///
/// Vault is a [stand-in][VaultStandIn] unless an image of a [real one][RealVault] is named; the run says which. None
/// was
/// to be had where these tests have been run so far.
class KeyHomeTest {
    private static final Sealing SEALING = new Sealing(new SecureRandom(), new KdfCost(8, 1, 1));
    private static final KeyName WG0 = new KeyName("nodeB", "wg0");
    private static final PublicKey OTHER = TestKeys.key("other");
    private static final KeyName WG1 = new KeyName("nodeB", "wg1");

    private static Optional<RealVault> real = Optional.empty();

    private final VaultStandIn standIn = VaultStandIn.plain();

    @TempDir
    Path folder = Path.of("");

    private Path etc = Path.of("");
    private ShellHost shell = new ShellHost(etc);
    private HostKeys host = new HostKeys("nodeB", shell, "");

    @BeforeAll
    static void startVault() {
        real = RealVault.start();
    }

    @AfterAll
    static void stopVault() {
        real.ifPresent(RealVault::close);
    }

    @BeforeEach
    void aHost() throws IOException {
        etc = Files.createDirectory(folder.resolve("etc"));
        shell = new ShellHost(etc);
        host = new HostKeys("nodeB", shell, Kinds.shell());
        Path token = Files.createFile(
                folder.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, real.isPresent() ? RealVault.TOKEN : standIn.token("read", "create", "delete"));
    }

    @AfterEach
    void close() {
        standIn.close();
    }

    /// A home as one controller has it; opened again, it is what another one would see, or this one after a crash.
    private KeyHome open(HomeName kind) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<? extends KeyHome> home = switch (kind) {
            case HOST -> Optional.of(new HostKeys("nodeB", shell, Kinds.shell()));
            case STORE ->
                StoredKeys.open(
                        folder.resolve("keys.sealed"),
                        SEALING,
                        _ -> Optional.of(Secret.of("words".getBytes(UTF_8))),
                        new SecureRandom(),
                        diagnostics);
            case VAULT ->
                VaultKeys.open(
                        new VaultSettings(
                                real.map(RealVault::address).orElse(standIn.address()),
                                "secret",
                                "wgorch/" + folder.getFileName(),
                                Optional.empty(),
                                Optional.empty(),
                                new VaultSettings.TokenFile(folder.resolve("token"))),
                        new Patience(Duration.ofSeconds(10), Duration.ofSeconds(10), 1),
                        new SecureRandom(),
                        diagnostics);
        };
        assertThat(diagnostics.sorted()).isEmpty();
        return home.orElseThrow();
    }

    private static SortedMap<KeyName, PublicKey> one(KeyName name, PublicKey key) {
        return new TreeMap<>(java.util.Map.of(name, key));
    }

    private static PublicKey made(KeyHome home, KeyName name) throws KeyHomeException {
        return Optional.ofNullable(home.make(List.of(name)).get(name)).orElseThrow();
    }

    /// The public half of what waits on the host, as a transaction would look for it.
    private Optional<PublicKey> waiting(String interfaceName) throws IOException {
        Path file = etc.resolve(interfaceName + ".key.new");
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        byte[] line = Files.readString(file).strip().getBytes(US_ASCII);
        try (PrivateKey key = PrivateKey.parse(line).orElseThrow()) {
            return Optional.of(key.publicKey());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatIsMadeAndDeliveredWaitsOnItsHost(HomeName kind) throws Exception {
        try (KeyHome home = open(kind)) {
            SortedMap<KeyName, PublicKey> keys = home.make(List.of(WG0, WG1));
            home.deliver(keys, host);

            assertThat(keys.keySet()).containsExactly(WG0, WG1);
            assertThat(waiting("wg0")).contains(keys.get(WG0));
            assertThat(waiting("wg1")).contains(keys.get(WG1)).isNotEqualTo(waiting("wg0"));
            try (var files = Files.list(etc)) {
                assertThat(files).hasSize(2);
            }
        }
    }

    /// Cut off right after it was made, by a crash that closes nothing.
    @ParameterizedTest
    @EnumSource
    void aKeyIsDurableBeforeAnybodyIsToldOfIt(HomeName kind) throws Exception {
        PublicKey key = made(open(kind), WG0);

        try (KeyHome next = open(kind)) {
            next.deliver(one(WG0, key), host);
        }

        assertThat(waiting("wg0")).contains(key);
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyIsAnother(HomeName kind) throws Exception {
        try (KeyHome home = open(kind)) {
            PublicKey first = made(home, WG0);
            PublicKey second = made(home, WG0);
            home.deliver(one(WG0, second), host);

            assertThat(second).isNotEqualTo(first);
            assertThat(waiting("wg0")).contains(second);
        }
    }

    /// A host that has been made anew gets its key back, and one whose rotation has failed keeps the one before.
    @ParameterizedTest
    @EnumSource(names = "HOST", mode = EnumSource.Mode.EXCLUDE)
    void theKeysBeforeTheNewestAreThereAsWell(HomeName kind) throws Exception {
        PublicKey first;
        try (KeyHome home = open(kind)) {
            first = made(home, WG0);
            for (int i = 0; i < 9; i++) {
                made(home, WG0);
            }
        }

        try (KeyHome home = open(kind)) {
            home.deliver(one(WG0, first), host);
        }

        assertThat(waiting("wg0")).contains(first);
    }

    /// The rotation that it was made for was called off. Vault has it until it has ten newer ones.
    @ParameterizedTest
    @EnumSource(names = {"STORE", "VAULT"})
    void aKeyThatIsWithdrawnHidesNoOther(HomeName kind) throws Exception {
        PublicKey first;
        PublicKey withdrawn;
        try (KeyHome home = open(kind)) {
            first = made(home, WG0);
            withdrawn = made(home, WG0);
            home.withdraw(WG0, withdrawn);
        }

        try (KeyHome home = open(kind)) {
            assertThat(found(home, WG0, first)).contains(first);
            assertThat(found(home, WG0, withdrawn).isPresent()).isEqualTo(kind == HomeName.VAULT);
            PublicKey next = made(home, WG0);
            assertThat(found(home, WG0, next)).contains(next);
            assertThat(found(home, WG0, first)).contains(first);
        }
    }

    /// What is held of a key is wiped when it is closed, and forgotten at its home when that is written.
    @ParameterizedTest
    @EnumSource(names = {"STORE", "VAULT"})
    void oldKeysAreHeldUntilTheyAreForgotten(HomeName kind) throws Exception {
        PublicKey first;
        try (KeyHome home = open(kind)) {
            first = made(home, WG0);
            PublicKey second = made(home, WG0);
            try (HeldKeys held = HeldKeys.of(List.of(home), List.of(WG1, WG0), List.of(first, second, OTHER))) {
                assertThat(held.retired(first).orElseThrow().publicKey()).isEqualTo(first);
                assertThat(held.retired(second)).isPresent();
                assertThat(held.retired(OTHER)).isEmpty();
                held.forget(first);
                held.write();
            }
        }

        try (KeyHome home = open(kind)) {
            assertThat(found(home, WG0, first).isPresent()).isEqualTo(kind == HomeName.VAULT);
        }
    }

    private static Optional<PublicKey> found(KeyHome home, KeyName name, PublicKey key) throws KeyHomeException {
        Optional<PrivateKey> found = home.find(name, key);
        Optional<PublicKey> half = found.map(PrivateKey::publicKey);
        found.ifPresent(PrivateKey::close);
        return half;
    }

    /// What is made on a host is for nobody else.
    @ParameterizedTest
    @EnumSource
    void theKeyThatIsAskedForIsFoundOrNone(HomeName kind) throws Exception {
        try (KeyHome home = open(kind)) {
            PublicKey key = made(home, WG0);

            assertThat(found(home, WG0, key)).isEqualTo(kind == HomeName.HOST ? Optional.empty() : Optional.of(key));
            assertThat(found(home, WG0, TestKeys.key("another"))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "HOST", mode = EnumSource.Mode.EXCLUDE)
    void aKeyThatIsNotThereIsNotDeliveredAndTheHostKeepsWhatItHas(HomeName kind) throws Exception {
        try (KeyHome home = open(kind)) {
            PublicKey key = made(home, WG0);
            home.deliver(one(WG0, key), host);
            SortedMap<KeyName, PublicKey> both = one(WG0, key);
            both.put(WG1, TestKeys.key("lost"));

            assertThatThrownBy(() -> home.deliver(both, host))
                    .isInstanceOf(KeyHomeException.class)
                    .hasMessageContaining("nodeB on wg1")
                    .hasMessageContaining(TestKeys.base64("lost"));

            assertThat(waiting("wg0")).contains(key);
            assertThat(waiting("wg1")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatCannotKeepAKeySaysSo(HomeName kind) throws Exception {
        Files.createDirectories(etc.resolve("wg0.key.new.part/full"));

        try (KeyHome home = open(kind)) {
            assertThatThrownBy(() -> home.deliver(home.make(List.of(WG0)), host))
                    .isInstanceOf(KeyHomeException.class)
                    .hasMessageContaining("wg0.key.new")
                    .hasMessageContaining("nothing is in use yet");
        }
        assertThat(waiting("wg0")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whereKeysWereRemovedOthersStayAndNewOnesCanBeMade(HomeName kind) throws Exception {
        try (KeyHome home = open(kind)) {
            PublicKey removed = made(home, WG0);
            PublicKey kept = made(home, WG1);

            home.remove(WG0);
            home.remove(WG0);
            PublicKey anew = made(home, WG0);

            try (KeyHome other = open(kind)) {
                other.deliver(one(WG0, anew), host);
                assertThat(found(other, WG1, kept)).isEqualTo(found(home, WG1, kept));
            }
            assertThat(waiting("wg0")).contains(anew).isNotEqualTo(Optional.of(removed));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noPrivateHalfIsInWhatAHomeOrItsHostSays(HomeName kind) throws Exception {
        try (KeyHome home = open(kind)) {
            home.deliver(home.make(List.of(WG0)), host);
            String secret = Files.readString(etc.resolve("wg0.key.new")).strip();

            assertThat(shell.said()).contains("public_key wg0").doesNotContain(secret);
            assertThat(home + " " + host).doesNotContain(secret);
        }
    }
}
