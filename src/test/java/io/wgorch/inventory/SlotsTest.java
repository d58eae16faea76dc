package io.wgorch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.wireguard.TestKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which interface and port a mesh has, whatever else comes and goes. What is refused is in `scenarios/bad-input`.
class SlotsTest {
    private static final Map<String, Slot> APPLIED = Map.of("a", new Slot("wg0", 51820), "b", new Slot("wg1", 51821));

    /// Meshes as `name` or `name, key: value`.
    private static Inventory inventory(Map<String, Slot> recorded, String... meshes) {
        String sections = IntStream.range(0, meshes.length)
                .mapToObj(i -> "  " + meshes[i].split(",", 2)[0] + ": { network: 10." + i + ".0.0/24"
                        + meshes[i].replaceFirst("^[^,]*", "") + " }\n")
                .collect(Collectors.joining());
        return TestInventory.of("meshes:\n" + sections + "nodes:\n  p: { endpoint: p.example.com }\n", recorded);
    }

    private static List<String> slots(Map<String, Slot> recorded, String... meshes) {
        return inventory(recorded, meshes).meshes().values().stream()
                .map(m -> m.name() + " " + m.interfaceName() + " " + m.slot().listenPort())
                .toList();
    }

    @Test
    void atFirstTheyAreNumberedInTheOrderOfTheFile() {
        assertThat(slots(Map.of(), "a", "b")).containsExactly("a wg0 51820", "b wg1 51821");
    }

    @Test
    void aMeshThatIsInsertedMovesNone() {
        assertThat(slots(APPLIED, "new", "a", "b")).containsExactly("new wg2 51822", "a wg0 51820", "b wg1 51821");
    }

    @Test
    void theOrderOfTheFileDoesNotMatterAnyMore() {
        assertThat(slots(APPLIED, "b", "a")).containsExactly("b wg1 51821", "a wg0 51820");
    }

    @Test
    void whatTheInventoryGivesCounts() {
        assertThat(slots(APPLIED, "a, listen_port: 7000", "b, interface: vpn"))
                .containsExactly("a wg0 7000", "b vpn 51821");
    }

    @Test
    void aNewMeshTakesNothingThatAnotherIsGiven() {
        assertThat(slots(Map.of(), "new", "a, interface: wg0, listen_port: 51820"))
                .containsExactly("new wg1 51821", "a wg0 51820");
    }

    @Test
    void aNewMeshTakesNothingThatAnotherIsAboutToLeave() {
        assertThat(slots(APPLIED, "new", "a, interface: vpn, listen_port: 7000", "b"))
                .containsExactly("new wg2 51822", "a vpn 7000", "b wg1 51821");
    }

    @Test
    void aMeshUnderAnotherNameTakesOverWhatItHadWithItsInterface() {
        assertThat(slots(APPLIED, "other, interface: wg0", "b")).containsExactly("other wg0 51820", "b wg1 51821");
    }

    @Test
    void nodesOfMeshesApartMayHaveTheSameInterface() {
        Inventory inventory = TestInventory.of("""
                meshes:
                  new: { network: 10.2.0.0/24, nodes: q, interface: wg0 }
                  a: { network: 10.0.0.0/24, nodes: p }
                nodes:
                  p: { endpoint: p.example.com }
                  q: { endpoint: q.example.com }
                """, Map.of("a", new Slot("wg0", 51820)));

        assertThat(inventory.meshes().values())
                .extracting(MeshDefinition::interfaceName)
                .containsOnly("wg0");
    }

    @Test
    void theRegistryHasThemAndThoseOfAMeshThatHasGoneAsLongAsThereAreKeysOfIt() {
        Registry first = Allocation.allocate(inventory(Map.of(), "a", "b"), Registry.fresh("m"), Instant.EPOCH);
        TreeMap<NodeName, Registry.Entry> nodes = new TreeMap<>(first.nodes());
        nodes.replaceAll((_, e) -> e.with("wg0", KeyState.inUse(TestKeys.key("a"), Instant.EPOCH))
                .with("wg1", KeyState.inUse(TestKeys.key("b"), Instant.EPOCH)));
        Registry applied = first.with(nodes, List.of());

        Registry left = Allocation.allocate(inventory(applied.slots(), "a"), applied, Instant.EPOCH);
        nodes.replaceAll((_, e) -> e.with("wg1", KeyState.NONE));
        Registry clean = Allocation.allocate(inventory(left.slots(), "a"), left.with(nodes, List.of()), Instant.EPOCH);
        Registry renamed =
                Allocation.allocate(inventory(applied.slots(), "c, interface: wg0", "b"), applied, Instant.EPOCH);

        assertThat(first.slots()).isEqualTo(APPLIED);
        assertThat(left.slots()).isEqualTo(APPLIED);
        assertThat(clean.slots()).containsOnlyKeys("a");
        assertThat(renamed.slots()).containsOnlyKeys("b", "c");
        assertThat(renamed.revoked()).as("its keys go with it").isEmpty();
    }
}
