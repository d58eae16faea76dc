package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Allocation;
import io.wgorch.inventory.HostPattern;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TestInventory;
import io.wgorch.inventory.TunnelId;
import io.wgorch.wireguard.TestKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutsidersTest {
    private static final String MESH = """
            mesh: { network: 10.0.0.0/24 }
            groups:
              phones: { nodes: [phone] }
            nodes:
              a: { endpoint: a.example.com }
              b: { endpoint: b.example.com }
              phone: { managed: false, nat: true, public_key: "KEY" }
            """;

    private final Diagnostics diagnostics = new Diagnostics();

    private static Inventory inventory(String key) {
        return TestInventory.of(MESH.replace("KEY", TestKeys.base64(key)));
    }

    private List<String> said() {
        return diagnostics.sorted().stream().map(Diagnostic::toString).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"phone", "a,phone", "@phones", "ph*"})
    void aLimitThatMeansAPhoneIsRefused(String pattern) {
        Outsiders.refuse("--limit", new HostPattern(pattern), inventory("phone"), diagnostics);

        assertThat(said()).singleElement().asString().startsWith("--limit: phone is not managed;");
    }

    /// Its key in the inventory is revoked, and that stops nobody; another one has it back.
    @Test
    void anEvictedPhoneIsOutUntilItIsGivenAnotherKey() {
        NodeName phone = new NodeName("phone");
        Registry evicted = Registry.fresh("m")
                .with(
                        new TreeMap<>(),
                        List.of(new Registry.Revoked(TestKeys.key("phone"), phone, Instant.EPOCH, "compromised")))
                .withEvicted(new TreeMap<>(Map.of(phone, new Registry.Evicted(Instant.EPOCH, List.of()))));

        Registry same = Allocation.allocate(inventory("phone"), evicted, Instant.EPOCH);
        Registry other = Allocation.allocate(inventory("another"), evicted, Instant.EPOCH);
        Outsiders.checkKeys(inventory("phone"), same, diagnostics);
        Outsiders.checkKeys(inventory("another"), other, diagnostics);

        assertThat(said()).isEmpty();
        assertThat(same.isEvicted(phone)).isTrue();
        assertThat(same.key(new TunnelId(phone, "wg0"))).isEqualTo(KeyState.NONE);
        assertThat(other.isEvicted(phone)).isFalse();
        assertThat(other.key(new TunnelId(phone, "wg0")).publicKey()).contains(TestKeys.key("another"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "*", "a", "!phone", "a,@phones"})
    void aLimitThatLeavesHostsIsNot(String pattern) {
        Outsiders.refuse("--limit", new HostPattern(pattern), inventory("phone"), diagnostics);

        assertThat(said()).isEmpty();
    }

    @Test
    void onlyThoseThatAreNotManagedAreRefusedByName() {
        List<NodeName> named = List.of(new NodeName("a"), new NodeName("phone"), new NodeName("stranger"));

        Outsiders.refuse("rotate", named, inventory("phone"), diagnostics);

        assertThat(said()).singleElement().asString().startsWith("rotate: phone is not managed;");
    }

    @Test
    void aRevokedKeyNeverComesBack() {
        Registry first = allocate(inventory("old"), Registry.fresh("m"));
        Registry second = allocate(inventory("new"), first);
        Registry third = allocate(inventory("old"), second);

        Outsiders.checkKeys(inventory("new"), second, diagnostics);
        assertThat(said()).isEmpty();

        Outsiders.checkKeys(inventory("old"), third, diagnostics);
        assertThat(said())
                .singleElement()
                .asString()
                .startsWith("mesh.yml:7:3: ")
                .contains("the 'public_key' of phone is revoked (phone, replaced)");
    }

    @Test
    void theKeyThatAHostHasMadeIsRefused() {
        Registry first = allocate(inventory("old"), Registry.fresh("m"));
        SortedMap<NodeName, Registry.Entry> nodes = new TreeMap<>(first.nodes());
        nodes.computeIfPresent(
                new NodeName("a"), (_, e) -> e.with("wg0", KeyState.inUse(TestKeys.key("of a"), Instant.EPOCH)));
        Inventory inventory = inventory("of a");

        Outsiders.checkKeys(inventory, allocate(inventory, first.with(nodes, List.of())), diagnostics);

        assertThat(said()).singleElement().asString().contains("'public_key' of phone is also the key of a.");
    }

    private static Registry recordedAsManaged(SortedMap<String, KeyState> keys) {
        Registry first = allocate(inventory("old"), Registry.fresh("m"));
        SortedMap<NodeName, Registry.Entry> nodes = new TreeMap<>(first.nodes());
        nodes.computeIfPresent(
                new NodeName("phone"), (_, e) -> new Registry.Entry(keys, e.addresses(), e.former(), e.ssh(), true));
        return first.with(nodes, List.of());
    }

    private static SortedMap<String, KeyState> aKey() {
        return new TreeMap<>(Map.of("wg0", KeyState.inUse(TestKeys.key("of its host"), Instant.EPOCH)));
    }

    @Test
    void aNodeThatWasManagedHasAHostToBeCleanedFirst() {
        Outsiders.checkHosts(inventory("phone"), recordedAsManaged(aKey()), diagnostics);

        assertThat(said())
                .singleElement()
                .asString()
                .startsWith("mesh.yml:7:3: phone was managed: its host still runs its tunnel.");
    }

    @Test
    void soHasOneWhoseHostWasNotReachedSinceItLeft() {
        Registry left = allocate(
                TestInventory.of(MESH.replaceAll("(?m)^(groups| +phone).*\\n", "")), recordedAsManaged(aKey()));

        Outsiders.checkHosts(inventory("phone"), left, diagnostics);

        assertThat(said()).singleElement().asString().contains("phone was managed");
    }

    @Test
    void aNodeWhoseHostHasNothingMayBecomeAPhone() {
        Outsiders.checkHosts(inventory("phone"), recordedAsManaged(new TreeMap<>()), diagnostics);
        Outsiders.checkHosts(inventory("phone"), allocate(inventory("phone"), Registry.fresh("m")), diagnostics);

        assertThat(said()).isEmpty();
    }

    private static Registry allocate(Inventory inventory, Registry before) {
        return Allocation.allocate(inventory, before, Instant.EPOCH);
    }
}
