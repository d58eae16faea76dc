package io.wgorch.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import io.wgorch.plan.Change.Action;
import io.wgorch.resource.FieldChange;
import io.wgorch.resource.Steps;
import io.wgorch.resource.Tunnel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who goes when. A host is written as its name: `*` replaces its key, `+` the preshared keys of its pairs, `-` changes
/// nothing.
class OrderTest {
    private static final FieldChange OTHER_KEY = FieldChange.of("old", "new", "key");
    private static final FieldChange OTHER_PSK = FieldChange.of("set", "another", "peers", "x", "preshared_key");
    private static final FieldChange OTHER_MTU = FieldChange.of("1420", "1400", "mtu");

    private static List<String> order(int batchSize, String carriers, String... hosts) {
        List<HostPlan> plans = Arrays.stream(hosts).map(OrderTest::plan).toList();
        return new Order(batchSize, names(carriers))
                .of(plans).stream()
                        .map(batch -> batch.stream().map(NodeName::value).collect(Collectors.joining(" ")))
                        .toList();
    }

    private static Set<NodeName> names(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(n -> !n.isEmpty())
                .map(NodeName::new)
                .collect(Collectors.toSet());
    }

    private static HostPlan plan(String host) {
        NodeName name = new NodeName(host.replaceAll("[*+-]", ""));
        List<Change> changes = new ArrayList<>();
        if (!host.endsWith("-")) {
            changes.add(new Change(
                    Tunnel.id("wg0"),
                    Action.UPDATE,
                    "",
                    false,
                    true,
                    List.of(host.endsWith("*") ? OTHER_KEY : host.endsWith("+") ? OTHER_PSK : OTHER_MTU),
                    new Steps("", "", "", "", "", List.of())));
        }
        return new HostPlan(name, HostPlan.Status.OK, Optional.empty(), List.of(), changes, Optional.empty());
    }

    @Test
    void aCanaryGoesAlone() {
        assertThat(order(10, "", "a", "b", "c", "d")).containsExactly("a", "b c d");
    }

    @Test
    void oneHostIsItsOwnCanary() {
        assertThat(order(10, "", "a-", "b", "c-")).containsExactly("b");
    }

    @Test
    void noHubIsTheCanaryWhereAnotherCanBe() {
        assertThat(order(10, "a b", "a", "b", "c")).containsExactly("c", "a", "b");
        assertThat(order(10, "a b", "a", "b")).containsExactly("a", "b");
    }

    @Test
    void hubsNeverGoTogether() {
        assertThat(order(10, "h1 h2 h3", "a", "b", "c", "h1", "h2", "h3")).containsExactly("a", "b c h1", "h2", "h3");
    }

    @Test
    void batchesAreFilledAlthoughAHubHasToWait() {
        assertThat(order(2, "h1 h2", "a", "h1", "h2", "b", "c")).containsExactly("a", "h1 b", "h2 c");
    }

    @Test
    void whoGetsAnotherKeyGoesFirstAndThePeersHearOfItAtOnce() {
        assertThat(order(10, "", "a", "b*", "c", "d")).containsExactly("b", "a c d");
        assertThat(order(10, "", "a*", "b*", "c")).containsExactly("a b", "c");
        assertThat(order(10, "a b", "a*", "b*", "c")).containsExactly("a", "b", "c");
    }

    /// Both ends of a pair have to change together; a new key has its own order.
    @Test
    void whoGetsOtherPresharedKeysGoesSideBySideBeforeAllOthers() {
        assertThat(order(1, "a b", "a+", "b+", "c", "d+", "e")).containsExactly("a b d", "c", "e");
        assertThat(order(10, "", "a+", "b*", "c")).containsExactly("a", "b", "c");
    }

    @Test
    void nothingToDoIsNoBatch() {
        assertThat(order(1, "a", "a-", "b-")).isEmpty();
    }

    @Test
    void everyHostThatChangesIsInExactlyOneBatch() {
        String[] hosts = IntStream.range(0, 60)
                .mapToObj(i -> "n" + i + (i % 7 == 0 ? "-" : i % 11 == 0 ? "*" : ""))
                .toArray(String[]::new);

        List<String> order = order(8, "n1 n2 n3 n11", hosts);

        assertThat(order.stream().flatMap(b -> Arrays.stream(b.split(" ", -1))))
                .containsExactlyInAnyOrder(Arrays.stream(hosts)
                        .filter(h -> !h.endsWith("-"))
                        .map(h -> h.replace("*", ""))
                        .toArray(String[]::new));
        assertThat(order).allSatisfy(batch -> {
            assertThat(batch.split(" ", -1)).hasSizeLessThanOrEqualTo(8);
            assertThat(names(batch).stream().filter(names("n1 n2 n3 n11")::contains))
                    .hasSizeLessThanOrEqualTo(1);
        });
    }
}
