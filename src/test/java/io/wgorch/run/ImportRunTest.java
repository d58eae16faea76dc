package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Slot;
import io.wgorch.inventory.TunnelId;
import io.wgorch.resource.HostState;
import io.wgorch.wireguard.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a registry is made from when it is lost: the hosts of `scenarios/plan`.
class ImportRunTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);
    private static final NodeName A = new NodeName("nodeA");
    private static final NodeName B = new NodeName("nodeB");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private ImportRun.Found imported(PlanScenario scenario) throws IOException {
        return new ImportRun(scenario.read(), scenario.assess().states(), CLOCK).gather();
    }

    private PlanScenario withoutRegistry(String name) throws IOException {
        PlanScenario scenario = new PlanScenario(name, folder);
        Files.delete(folder.resolve("inventory/registry.yml"));
        return scenario;
    }

    private Registry lost(String name) throws IOException {
        return new PlanScenario(name, folder.resolve("before"))
                .read()
                .recorded()
                .orElseThrow();
    }

    /// A block has the size that it needed on the day that it was made.
    @ParameterizedTest
    @ValueSource(strings = {"two-meshes-no-drift", "two-meshes-with-a-smaller-block-no-drift"})
    void theBlocksOfHubsAreThoseThatTheHostsRoute(String name) throws IOException {
        ImportRun.Found found = imported(withoutRegistry(name));

        assertThat(found.problems()).isEmpty();
        assertThat(found.registry().orElseThrow().blocks()).isEqualTo(lost(name).blocks());
    }

    @Test
    void keysAndAddressesAreThoseOfTheHosts() throws IOException {
        Registry registry =
                imported(withoutRegistry("two-meshes-no-drift")).registry().orElseThrow();

        Registry before = lost("two-meshes-no-drift");
        assertThat(registry.meshId()).isEqualTo(before.meshId());
        assertThat(registry.serial()).isEqualTo(before.serial());
        assertThat(addresses(registry)).isEqualTo(addresses(before));
        assertThat(registry.nodes().keySet()).isEqualTo(before.nodes().keySet());
        registry.nodes()
                .forEach((node, entry) -> assertThat(entry.allKeys())
                        .containsExactlyElementsOf(
                                Optional.ofNullable(before.nodes().get(node))
                                        .orElseThrow()
                                        .allKeys()
                                        .toList()));
    }

    /// What the hosts have listed is all that is left of it: whose key it was, and the SSH host keys it had.
    @Test
    void whoseKeyAHostHasEvictedStaysOut() throws IOException {
        PlanScenario scenario = withoutRegistry("registry-older-than-an-eviction");
        SortedMap<NodeName, HostState> states = new TreeMap<>(scenario.assess().states());
        PublicKey key =
                lost("nothing-to-do").key(new TunnelId(B, "wg0")).publicKey().orElseThrow();
        states.keySet().removeIf(n -> n.value().equals("nodeC"));

        Registry registry = new ImportRun(scenario.read(), states, CLOCK)
                .gather()
                .registry()
                .orElseThrow();

        assertThat(registry.evicted())
                .containsExactly(Map.entry(
                        B, new Registry.Evicted(CLOCK.instant(), List.of("SHA256:" + "a".repeat(43)))));
        assertThat(registry.compromised()).extracting(Registry.Revoked::key).containsExactly(key);
        assertThat(registry.nodes()).doesNotContainKey(B).containsKey(A);
    }

    private static SortedMap<NodeName, Object> addresses(Registry registry) {
        SortedMap<NodeName, Object> addresses = new TreeMap<>();
        registry.nodes().forEach((node, entry) -> addresses.put(node, entry.addresses()));
        return addresses;
    }

    /// Without the registry a mesh that was put before the others has their interface on paper.
    @Test
    void aMeshThatHasAnotherInterfaceOnTheHostsIsNamed() throws IOException {
        PlanScenario scenario = withoutRegistry("two-meshes-no-drift");
        Path mesh = folder.resolve("inventory/mesh.yml");
        Files.writeString(
                mesh,
                Files.readString(mesh)
                        .replace("  prod:\n", "  prod:\n    interface: wg1\n")
                        .replace("  admin:\n", "  admin:\n    interface: wg0\n"));

        ImportRun.Found found = imported(scenario);

        assertThat(found.problems())
                .contains("nodeA has 10.0.0.1/24 of mesh prod on wg0, and the inventory has wg1 for it: write"
                        + " 'interface: wg0' in that mesh");
    }

    /// With `host` for all of them, the next plan would give every node another key.
    @Test
    void keysLiveWhereTheInventorySays() throws IOException {
        PlanScenario scenario = withoutRegistry("nothing-to-do");
        Path mesh = folder.resolve("inventory/mesh.yml");
        Files.writeString(
                mesh,
                Files.readString(mesh)
                        .replace("topology: full_mesh", "keys: store")
                        .replace("192.0.2.2 }", "192.0.2.2, keys: host }"));

        Registry registry = imported(scenario).registry().orElseThrow();

        assertThat(registry.key(new TunnelId(A, "wg0")).home()).isEqualTo(HomeName.STORE);
        assertThat(registry.key(new TunnelId(B, "wg0")).home()).isEqualTo(HomeName.HOST);
    }

    @Test
    void theInterfacesOfTheMeshesAreRecorded() throws IOException {
        Registry registry =
                imported(withoutRegistry("two-meshes-no-drift")).registry().orElseThrow();

        assertThat(registry.slots())
                .containsEntry("prod", new Slot("wg0", 51820))
                .containsEntry("admin", new Slot("wg1", 51821));
    }

    /// It would be in use and revoked at once.
    @Test
    void aRevokedKeyThatAHostStillRunsIsNotItsOwn() throws IOException {
        Registry registry = imported(new PlanScenario("registry-missing-and-a-revoked-key-running", folder))
                .registry()
                .orElseThrow();

        assertThat(registry.revoked()).extracting(Registry.Revoked::node).containsExactly(B);
        assertThat(registry.key(new TunnelId(B, "wg0"))).isEqualTo(KeyState.NONE);
        assertThat(registry.key(new TunnelId(A, "wg0")).publicKey()).isPresent();
    }
}
