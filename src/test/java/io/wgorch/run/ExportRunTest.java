package io.wgorch.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.crypto.KdfCost;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.crypto.Sealing;
import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.inventory.TunnelId;
import io.wgorch.keys.KeyName;
import io.wgorch.keys.KeyStore;
import io.wgorch.run.ExportRun.Exported;
import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The key of a phone that wgorch keeps: when it is made, and what the registry says then.
class ExportRunTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);
    private static final TunnelId PHONE = new TunnelId(new NodeName("phone"), "wg1");
    private static final KeyName KEY = new KeyName("phone", "wg1");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Diagnostics diagnostics = new Diagnostics();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private PlanScenario scenario;

    @BeforeEach
    void aPhoneThatWasAppliedWithoutAKey() throws IOException {
        scenario = new PlanScenario("two-meshes-no-drift", folder);
        edit(", public_key: \"[^\"]*\"", "");
        record(KeyState.NONE);
    }

    @Test
    void theFirstExportMakesAKeyAndWritesDownNothingElse() throws IOException {
        Registry before = recorded();

        Exported exported = export(false).orElseThrow();

        assertThat(exported.made()).hasValueSatisfying(why -> assertThat(why).startsWith("there is none in "));
        assertThat(recorded().key(PHONE)).isEqualTo(KeyState.inUse(stored(), CLOCK.instant()));
        record(KeyState.NONE);
        assertThat(recorded()).isEqualTo(before);
    }

    @Test
    void theNextOneIsTheSame() {
        Exported first = export(false).orElseThrow();
        Registry before = recorded();

        Exported second = export(false).orElseThrow();

        assertThat(second.made()).isEmpty();
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(recorded()).isEqualTo(before);
    }

    /// They are made once for each peer, stand in the file, and in the registry by what stands for them.
    @Test
    void presharedKeysComeWithTheFile() throws IOException {
        edit("(?m)^( +)topology:", "$1preshared_keys: true\n$1topology:");

        Exported first = export(false).orElseThrow();

        Map<NodeName, PskHash> given = recorded().key(PHONE).psks();
        assertThat(given).isNotEmpty();
        assertThat(first.text().lines().filter(l -> l.matches("PresharedKey = [A-Za-z0-9+/]{43}=")))
                .hasSize(given.size())
                .doesNotHaveDuplicates();
        given.values().forEach(hash -> assertThat(first.text()).doesNotContain(hash.hex()));
        assertThat(export(false).orElseThrow().text()).isEqualTo(first.text());
        assertThat(recorded().key(PHONE).psks()).isEqualTo(given);
        export(true);
        assertThat(recorded().key(PHONE).psks().keySet()).isEqualTo(given.keySet());
        assertThat(recorded().key(PHONE).psks().values()).doesNotContainAnyElementsOf(given.values());
    }

    @Test
    void anotherKeyRevokesTheOneBefore() {
        export(false);
        PublicKey before = stored();

        export(true);

        assertThat(stored()).isNotEqualTo(before);
        assertThat(recorded().key(PHONE).publicKey()).contains(stored());
        assertThat(recorded().revoked())
                .containsExactly(new Revoked(before, PHONE.node(), CLOCK.instant(), "replaced"));
    }

    /// As for a phone that was taken out of the inventory and has come back.
    @Test
    void aRevokedKeyIsNotUsedAgain() throws IOException {
        export(false);
        Revoked old = new Revoked(stored(), PHONE.node(), Instant.EPOCH, "removed");
        record(KeyState.NONE, old);

        Exported exported = export(false).orElseThrow();

        assertThat(exported.made()).hasValueSatisfying(why -> assertThat(why).endsWith("keys.sealed is revoked"));
        assertThat(stored()).isNotEqualTo(old.key());
        assertThat(recorded().key(PHONE).publicKey()).contains(stored());
        assertThat(recorded().revoked()).containsExactly(old);
    }

    @Test
    void aKeyInUseThatTheStoreDoesNotHaveIsNotReplacedUnasked() throws IOException {
        export(false);
        Registry before = recorded();
        Files.delete(store());

        assertThat(export(false)).isEmpty();

        assertThat(said()).singleElement().asString().contains("there is none in " + store(), "--new-key");
        assertThat(recorded()).isEqualTo(before);
        assertThat(store()).doesNotExist();
    }

    @Test
    void anInventoryThatHasChangedIsAppliedFirst() throws IOException {
        edit("(?m)^  phone:", "  tablet: { managed: false, nat: true }\n  phone:");

        assertThat(run(Optional.empty())).isEmpty();

        assertThat(said()).singleElement().asString().contains("has changed since the last apply: run wgorch apply");
    }

    @Test
    void aMeshThatThePhoneIsNotInIsNamedWithThoseThatItIsIn() {
        assertThat(run(Optional.of("prod"))).isEmpty();

        assertThat(said()).containsExactly("'phone' is in no mesh 'prod'. It is in: admin.");
    }

    private Optional<Exported> export(boolean anew) {
        try (Secret words = Secret.of("words".getBytes(UTF_8));
                KeyStore store = open(words)) {
            return run(Optional.empty()).orElseThrow().withKey(store, anew, RANDOM, CLOCK, diagnostics);
        }
    }

    private Optional<ExportRun> run(Optional<String> mesh) {
        return ExportRun.of(scenario.read(), PHONE.node(), mesh, diagnostics);
    }

    private PublicKey stored() {
        try (Secret words = Secret.of("words".getBytes(UTF_8));
                KeyStore store = open(words)) {
            return store.get(KEY).map(PrivateKey::publicKey).orElseThrow();
        }
    }

    private KeyStore open(Secret words) {
        return KeyStore.open(store(), new Sealing(RANDOM, new KdfCost(8, 1, 1)), words, diagnostics)
                .orElseThrow();
    }

    private Path store() {
        return folder.resolve("inventory/keys.sealed");
    }

    private Path registry() {
        return folder.resolve("inventory/registry.yml");
    }

    private Registry recorded() {
        return RegistryFile.read(registry(), diagnostics).orElseThrow();
    }

    private void record(KeyState state, Revoked... revoked) throws IOException {
        SortedMap<NodeName, Entry> nodes = new TreeMap<>(recorded().nodes());
        nodes.computeIfPresent(PHONE.node(), (_, entry) -> entry.with(PHONE.interfaceName(), state));
        RegistryFile.write(registry(), recorded().with(nodes, List.of(revoked)));
    }

    private void edit(String pattern, String by) throws IOException {
        Path file = folder.resolve("inventory/mesh.yml");
        Files.writeString(file, Files.readString(file).replaceAll(pattern, by));
    }

    private List<String> said() {
        return diagnostics.sorted().stream().map(Diagnostic::toString).toList();
    }
}
