package io.wgorch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final PublicKey KEY = key(1);

    private static PublicKey key(int n) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) n);
        return new PublicKey(Base64.getEncoder().encodeToString(bytes));
    }

    /// Nodes as `name` or `name=address`.
    private static Inventory inventory(String network, String... nodes) {
        StringBuilder yaml =
                new StringBuilder("mesh: { network: [").append(network).append("] }\nnodes:\n");
        for (String text : nodes) {
            String[] parts = text.split("=", -1);
            String address = parts.length == 1 ? "" : ", address: \"" + parts[1] + "\"";
            yaml.append("  \"%s\": { endpoint: %s.example.com%s }\n".formatted(parts[0], parts[0], address));
        }
        return TestInventory.of(yaml.toString());
    }

    private static Registry allocate(Inventory inventory, Registry registry) {
        return Allocation.allocate(inventory, registry, NOW);
    }

    private static Registry withKey(Registry registry, String node, PublicKey key) {
        return withKey(registry, new TunnelId(new NodeName(node), "wg0"), key);
    }

    private static Registry withKey(Registry registry, TunnelId tunnel, PublicKey key) {
        TreeMap<NodeName, Registry.Entry> nodes = new TreeMap<>(registry.nodes());
        nodes.computeIfPresent(tunnel.node(), (_, e) -> e.with(tunnel.interfaceName(), KeyState.inUse(key, NOW)));
        return registry.with(nodes, registry.revoked());
    }

    private static String addresses(Registry registry) {
        StringBuilder out = new StringBuilder();
        registry.nodes()
                .forEach((name, e) -> out.append(name)
                        .append('=')
                        .append(String.join(
                                "+", e.addresses().stream().map(Ip::text).toList()))
                        .append(' '));
        return out.toString().strip();
    }

    @Test
    void givenThenLowestFreeInTheOrderOfTheFile() {
        Registry registry = allocate(inventory("10.0.0.0/24", "b", "a", "c=10.0.0.1"), Registry.fresh("m"));

        assertThat(addresses(registry)).isEqualTo("a=10.0.0.3 b=10.0.0.2 c=10.0.0.1");
    }

    @Test
    void oneInEachNetwork() {
        Registry registry = allocate(inventory("10.0.0.0/24,fd00::/64", "a", "b=fd00::1"), Registry.fresh("m"));

        assertThat(addresses(registry)).isEqualTo("a=10.0.0.1+fd00::2 b=10.0.0.2+fd00::1");
    }

    @Test
    void aNewNodeMovesNobody() {
        Registry first = allocate(inventory("10.0.0.0/24", "a", "b"), Registry.fresh("m"));

        Registry second = allocate(inventory("10.0.0.0/24", "new", "a", "b"), first);

        assertThat(addresses(second)).isEqualTo("a=10.0.0.1 b=10.0.0.2 new=10.0.0.3");
    }

    @Test
    void anAddressGivenToAnotherIsLost() {
        Registry first = allocate(inventory("10.0.0.0/24", "a", "b"), Registry.fresh("m"));

        Registry second = allocate(inventory("10.0.0.0/24", "a", "b=10.0.0.1"), first);

        assertThat(addresses(second)).isEqualTo("a=10.0.0.2 b=10.0.0.1");
    }

    @Test
    void anotherNetworkMeansOtherAddresses() {
        Registry first = allocate(inventory("10.0.0.0/24", "a", "b"), Registry.fresh("m"));

        assertThat(addresses(allocate(inventory("10.1.0.0/24", "a", "b"), first)))
                .isEqualTo("a=10.1.0.1 b=10.1.0.2");
    }

    @Test
    void theHostIsRecordedSoThatItCanBeCleanedUp() {
        Registry registry = allocate(inventory("10.0.0.0/24", "a"), Registry.fresh("m"));

        assertThat(registry.nodes().firstEntry().getValue().ssh().host()).contains("a.example.com");
    }

    @Test
    void aRemovedNodeDepartsAndItsKeyIsRevoked() {
        Registry first = withKey(allocate(inventory("10.0.0.0/24", "a", "b"), Registry.fresh("m")), "a", KEY);

        Registry second = allocate(inventory("10.0.0.0/24", "b", "c"), first);

        assertThat(second.departed()).containsOnlyKeys(new NodeName("a"));
        assertThat(second.revoked()).containsExactly(new Revoked(KEY, new NodeName("a"), NOW, "removed"));
        assertThat(addresses(second)).as("its address waits until it is clean").isEqualTo("b=10.0.0.2 c=10.0.0.3");
        assertThat(allocate(inventory("10.0.0.0/24", "b", "c"), second)).isEqualTo(second);
    }

    @Test
    void anAddressThatAnotherHostStillHoldsIsNotGivenAway() {
        Registry first = allocate(inventory("10.0.0.0/30", "a", "b"), Registry.fresh("m"));

        assertThat(addresses(allocate(inventory("10.0.0.0/30", "b", "c"), first)))
                .isEqualTo("b=10.0.0.2 c=");
    }

    private static Registry applied(Registry registry, String node) {
        TreeMap<NodeName, Registry.Entry> nodes = new TreeMap<>(registry.nodes());
        nodes.computeIfPresent(new NodeName(node), (_, e) -> e.withFormer(List.of()));
        return registry.with(nodes, registry.revoked());
    }

    /// Its host has it until that is applied.
    @Test
    void anAddressThatANodeGaveUpIsNotGivenAwayBeforeThatIsApplied() {
        Registry first = withKey(allocate(inventory("10.0.0.0/24", "a", "b"), Registry.fresh("m")), "a", KEY);

        Registry moved = allocate(inventory("10.0.0.0/24", "a=10.0.0.9", "b", "c"), first);
        Registry again = allocate(inventory("10.0.0.0/24", "a=10.0.0.10", "b", "c", "d"), moved);
        Registry clean = applied(again, "a");

        assertThat(addresses(moved)).isEqualTo("a=10.0.0.9 b=10.0.0.2 c=10.0.0.3");
        assertThat(addresses(again)).isEqualTo("a=10.0.0.10 b=10.0.0.2 c=10.0.0.3 d=10.0.0.4");
        assertThat(again.nodes().firstEntry().getValue().former())
                .extracting(Ip::text)
                .containsExactly("10.0.0.1", "10.0.0.9");
        assertThat(allocate(inventory("10.0.0.0/24", "a=10.0.0.10", "b", "c", "d"), again))
                .isEqualTo(again);
        assertThat(addresses(allocate(inventory("10.0.0.0/24", "a=10.0.0.10", "b", "c", "d", "e"), clean)))
                .endsWith("e=10.0.0.1");
    }

    @Test
    void aNodeThatTakesItsAddressBackHoldsItNoMoreThanOnce() {
        Registry first = withKey(allocate(inventory("10.0.0.0/24", "a", "b"), Registry.fresh("m")), "a", KEY);

        Registry moved = allocate(inventory("10.0.0.0/24", "a=10.0.0.9", "b"), first);
        Registry back = applied(allocate(inventory("10.0.0.0/24", "a=10.0.0.1", "b"), moved), "a");

        assertThat(back).isEqualTo(first);
    }

    /// What nobody has set up holds nothing.
    @Test
    void aNodeThatNeverHadAKeyHoldsNoAddress() {
        Registry first = allocate(inventory("10.0.0.0/24", "a", "b"), Registry.fresh("m"));

        Registry moved = allocate(inventory("10.0.0.0/24", "a=10.0.0.9", "b", "c"), first);

        assertThat(addresses(moved)).isEqualTo("a=10.0.0.9 b=10.0.0.2 c=10.0.0.1");
    }

    @Test
    void aNodeThatLeavesWithItsHostHoldsAllThatTheHostMayHave() {
        Registry first = withKey(allocate(inventory("10.0.0.0/24", "a", "b"), Registry.fresh("m")), "a", KEY);
        Registry moved = allocate(inventory("10.0.0.0/24", "a=10.0.0.3", "b"), first);

        Registry without = allocate(inventory("10.0.0.0/24", "b", "c"), moved);

        assertThat(addresses(without)).isEqualTo("b=10.0.0.2 c=10.0.0.4");
    }

    @Test
    void theAddressInAMeshThatANodeHasLeftIsHeldToo() {
        Registry first = allocate(twoMeshes("p,q"), Registry.fresh("m"));
        Registry known = withKey(first, new TunnelId(new NodeName("p"), "wg1"), KEY);

        Registry without = allocate(twoMeshes("q,r"), known);

        assertThat(addresses(without)).contains("p=10.0.0.1 ").contains("r=10.0.0.3+10.1.0.3");
    }

    @Test
    void aNodeThatComesBackIsAsItWas() {
        Registry first = withKey(allocate(inventory("10.0.0.0/24", "a", "b"), Registry.fresh("m")), "a", KEY);
        Registry without = allocate(inventory("10.0.0.0/24", "b"), first);
        Registry owing = without.withOpen(
                List.of(new Debt(new NodeName("b"), KEY), new Debt(new NodeName("b"), key(2))), without.departed());

        Registry back = allocate(inventory("10.0.0.0/24", "a", "b"), owing);

        assertThat(back.nodes()).isEqualTo(first.nodes());
        assertThat(back.revoked()).isEmpty();
        assertThat(back.departed()).isEmpty();
        assertThat(back.debts()).containsExactly(new Debt(new NodeName("b"), key(2)));
    }

    @Test
    void aKeyRevokedForAnotherReasonStaysRevoked() {
        Registry first = withKey(allocate(inventory("10.0.0.0/24", "a", "b"), Registry.fresh("m")), "a", KEY);
        Revoked rotated = new Revoked(KEY, new NodeName("a"), NOW, "rotated");
        Registry gone = allocate(inventory("10.0.0.0/24", "b"), first.with(first.nodes(), List.of(rotated)));

        Registry back = allocate(inventory("10.0.0.0/24", "a", "b"), gone);

        assertThat(back.revoked()).containsExactly(rotated);
        assertThat(back.key(new TunnelId(new NodeName("a"), "wg0"))).isEqualTo(KeyState.NONE);
    }

    private static Inventory twoMeshes(String inB) {
        return TestInventory.of("""
                meshes:
                  a: { network: 10.0.0.0/24 }
                  b: { network: 10.1.0.0/24, nodes: "%s" }
                nodes:
                  p: { endpoint: p.example.com }
                  q: { endpoint: q.example.com }
                  r: { endpoint: r.example.com }
                """.formatted(inB));
    }

    /// Its host may still have it, so it stays recorded until that is shown; nobody may use it any more.
    @Test
    void theKeyOfAMeshThatANodeHasLeftIsRevokedAndComesBackWithIt() {
        Registry first = allocate(twoMeshes("p,q,r"), Registry.fresh("m"));
        TunnelId left = new TunnelId(new NodeName("p"), "wg1");
        Registry known = withKey(withKey(first, "p", KEY), left, key(2));

        Registry without = allocate(twoMeshes("q,r"), known);
        Registry back = allocate(twoMeshes("p,q,r"), without);

        assertThat(without.revoked()).containsExactly(new Revoked(key(2), left.node(), NOW, "removed"));
        assertThat(without.key(left).publicKey()).contains(key(2));
        assertThat(without.departed()).isEmpty();
        assertThat(allocate(twoMeshes("q,r"), without)).isEqualTo(without);
        assertThat(back).isEqualTo(known);
    }

    private static Inventory withPhone(String phone) {
        return TestInventory.of("mesh: { network: 10.0.0.0/24 }\nnodes:\n  a: { endpoint: a.example.com }\n" + phone);
    }

    private static Inventory withPhone(PublicKey key) {
        return withPhone("  phone: { managed: false, nat: true, public_key: \"" + key + "\" }\n");
    }

    @Test
    void theGivenKeyOfANodeThatIsNotManagedIsTheOneRecorded() {
        Registry first = allocate(withPhone(KEY), Registry.fresh("m"));
        TunnelId phone = new TunnelId(new NodeName("phone"), "wg0");

        Registry second = allocate(withPhone(key(2)), first);
        Registry silent = allocate(withPhone("  phone: { managed: false, nat: true }\n"), second);

        assertThat(first.key(phone)).isEqualTo(KeyState.inUse(KEY, NOW));
        assertThat(first.revoked()).isEmpty();
        assertThat(second.key(phone)).isEqualTo(KeyState.inUse(key(2), NOW));
        assertThat(second.revoked()).containsExactly(new Revoked(KEY, phone.node(), NOW, "replaced"));
        assertThat(silent)
                .as("a key that is not given any more is not forgotten")
                .isEqualTo(second);
    }

    /// It has one key for all its meshes.
    @Test
    void aNodeThatIsNotManagedKeepsItsKeyWhenItLeavesOneOfItsMeshes() {
        String yaml = """
                meshes:
                  a: { network: 10.0.0.0/24 }
                  b: { network: 10.1.0.0/24, nodes: "%s" }
                nodes:
                  p: { endpoint: p.example.com }
                  phone: { managed: false, nat: true, public_key: "%s" }
                """;
        Registry both = allocate(TestInventory.of(yaml.formatted("p,phone", KEY)), Registry.fresh("m"));

        Registry one = allocate(TestInventory.of(yaml.formatted("p", KEY)), both);

        assertThat(one.revoked()).isEmpty();
        assertThat(one.key(new TunnelId(new NodeName("phone"), "wg0")).publicKey())
                .contains(KEY);
    }

    @Test
    void aNodeThatIsNotManagedLeavesNoHostToCleanUp() {
        Registry first = allocate(withPhone(KEY), Registry.fresh("m"));

        Registry without = allocate(withPhone(""), first);
        Registry back = allocate(withPhone(KEY), without);

        assertThat(without.departed()).isEmpty();
        assertThat(without.revoked()).containsExactly(new Revoked(KEY, new NodeName("phone"), NOW, "removed"));
        assertThat(back).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyNodeHasItsOwnAddressAndKeepsIt(long seed) {
        Random random = new Random(seed);
        Registry registry = Registry.fresh("m");
        for (int round = 0; round < 30; round++) {
            String[] names = random.ints(0, 40)
                    .distinct()
                    .limit(1 + random.nextInt(20))
                    .mapToObj(i -> "n" + i)
                    .toArray(String[]::new);
            Inventory inventory = inventory("10.0.0.0/26,fd00::/64", names);

            Registry next = allocate(inventory, registry);

            Registry before = registry;
            Set<InetAddress> seen = new HashSet<>();
            next.nodes().forEach((name, e) -> {
                assertThat(e.addresses()).hasSize(2).allMatch(seen::add);
                Optional.ofNullable(before.nodes().get(name))
                        .ifPresent(old -> assertThat(e.addresses()).isEqualTo(old.addresses()));
            });
            assertThat(next.nodes().keySet())
                    .isEqualTo(Set.copyOf(inventory.nodes().keySet()));
            assertThat(allocate(inventory, next)).isEqualTo(next);
            registry = next;
        }
    }
}
