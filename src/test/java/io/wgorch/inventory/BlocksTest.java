package io.wgorch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is set apart for hubs that come and go.
class BlocksTest {
    /// Hubs `h1,h2`; spokes `a,b`, or `a>h2` of a hub that is not the first.
    private static Inventory mesh(String network, String hubs, String spokes) {
        Stream<String> nodes = Stream.concat(
                Arrays.stream(hubs.split(",", -1)),
                Arrays.stream(spokes.split(",", -1)).filter(s -> !s.isEmpty()));
        return TestInventory.of("mesh: { network: [" + network + "], topology: hub_and_spoke, hubs: [" + hubs
                + "] }\nnodes:\n"
                + nodes.map(n -> n.split(">", -1))
                        .map(n -> "  " + n[0] + ": { endpoint: " + n[0] + ".example.com"
                                + (n.length > 1 ? ", hub: " + n[1] : "") + " }\n")
                        .collect(Collectors.joining()));
    }

    private static SortedMap<NodeName, List<Cidr>> blocks(
            Inventory inventory, Map<NodeName, List<Cidr>> before, Map<String, String> fixed) {
        return Blocks.of(
                inventory, inventory.meshes().firstEntry().getValue(), before, n -> addresses(fixed, n.value()));
    }

    private static Collection<InetAddress> addresses(Map<String, String> fixed, String node) {
        return Stream.ofNullable(fixed.get(node))
                .flatMap(a -> Ip.parse(a).stream())
                .toList();
    }

    private static SortedMap<NodeName, List<Cidr>> blocks(Inventory inventory) {
        return blocks(inventory, Map.of(), Map.of());
    }

    private static String shown(SortedMap<NodeName, List<Cidr>> blocks) {
        return blocks.entrySet().stream()
                .map(e -> e.getKey() + "="
                        + e.getValue().stream().map(Cidr::toString).collect(Collectors.joining("+")))
                .collect(Collectors.joining(" "));
    }

    @Test
    void eachHubHasOneInEachNetwork() {
        assertThat(shown(blocks(mesh("10.0.0.0/24,\"fd00::/64\"", "h1,h2", "a"))))
                .isEqualTo("h1=10.0.0.0/26+fd00::/66 h2=10.0.0.64/26+fd00::4000:0:0:0/66");
    }

    @Test
    void aSingleHubNeedsNone() {
        assertThat(blocks(mesh("10.0.0.0/24", "h1", "a,b"))).isEmpty();
    }

    @Test
    void aHubThatIsAddedTakesAPartThatIsFree() {
        SortedMap<NodeName, List<Cidr>> two = blocks(mesh("10.0.0.0/24", "h1,h2", "a"));

        assertThat(shown(blocks(mesh("10.0.0.0/24", "h3,h1,h2", "a"), two, Map.of())))
                .as("a smaller one, as there are more hubs; the others keep theirs")
                .isEqualTo("h1=10.0.0.0/26 h2=10.0.0.64/26 h3=10.0.0.128/27");
    }

    @Test
    void theOrderOfHubsMovesNone() {
        SortedMap<NodeName, List<Cidr>> before = blocks(mesh("10.0.0.0/24", "h1,h2,h3", "a"));

        assertThat(blocks(mesh("10.0.0.0/24", "h3,h2,h1", "a"), before, Map.of()))
                .isEqualTo(before);
    }

    @Test
    void aHubThatIsRemovedLeavesItsPartToTheNext() {
        SortedMap<NodeName, List<Cidr>> before = blocks(mesh("10.0.0.0/24", "h1,h2,h3", "a"));

        SortedMap<NodeName, List<Cidr>> without = blocks(mesh("10.0.0.0/24", "h1,h3", "a"), before, Map.of());
        SortedMap<NodeName, List<Cidr>> another = blocks(mesh("10.0.0.0/24", "h1,h3,h4", "a"), without, Map.of());

        assertThat(shown(before)).isEqualTo("h1=10.0.0.0/27 h2=10.0.0.32/27 h3=10.0.0.64/27");
        assertThat(shown(without)).isEqualTo("h1=10.0.0.0/27 h3=10.0.0.64/27");
        assertThat(shown(another)).isEqualTo("h1=10.0.0.0/27 h3=10.0.0.64/27 h4=10.0.0.32/27");
    }

    @Test
    void onlyTheLastHubThatIsLeftGivesItsPartUp() {
        SortedMap<NodeName, List<Cidr>> before = blocks(mesh("10.0.0.0/24", "h1,h2", "a"));

        assertThat(blocks(mesh("10.0.0.0/24", "h1", "a"), before, Map.of())).isEmpty();
    }

    @Test
    void aPartInANetworkThatHasGoneGoesWithIt() {
        SortedMap<NodeName, List<Cidr>> before = blocks(mesh("10.0.0.0/24", "h1,h2", "a"));

        assertThat(shown(blocks(mesh("10.5.0.0/24", "h1,h2", "a"), before, Map.of())))
                .isEqualTo("h1=10.5.0.0/26 h2=10.5.0.64/26");
    }

    @Test
    void manySpokesGetALargerPart() {
        String spokes = IntStream.range(0, 80).mapToObj(i -> "s" + i).collect(Collectors.joining(","));

        assertThat(shown(blocks(mesh("10.0.0.0/24", "h1,h2", spokes)))).isEqualTo("h1=10.0.0.0/25 h2=10.0.0.128/26");
    }

    @Test
    void whereNoneIsFreeThereIsNone() {
        String spokes = IntStream.range(0, 130).mapToObj(i -> "s" + i).collect(Collectors.joining(","));

        assertThat(shown(blocks(mesh("10.0.0.0/24", "h1,h2", spokes))))
                .as("all of the network is not set apart")
                .isEqualTo("h1= h2=10.0.0.0/26");
    }

    /// A part that holds an address of somebody else's spoke would draw that into the wrong hub.
    @Test
    void aPartLiesAroundItsOwnAndHoldsNobodyElse() {
        Inventory inventory = mesh("10.0.0.0/24", "h1,h2", "a,b>h2");

        assertThat(shown(blocks(inventory, Map.of(), Map.of("a", "10.0.0.200", "b", "10.0.0.10"))))
                .isEqualTo("h1=10.0.0.192/26 h2=10.0.0.0/26");
        assertThat(shown(blocks(inventory, Map.of(), Map.of("a", "10.0.0.20", "b", "10.0.0.10"))))
                .as("neither has the part that both are in")
                .isEqualTo("h1=10.0.0.64/26 h2=10.0.0.128/26");
    }

    /// The next spoke goes beside it; see [AddressPlan].
    @Test
    void aPartThatIsFullStays() {
        Inventory first = mesh("10.0.0.0/28", "h1,h2", "a");
        Registry applied = Allocation.allocate(first, Registry.fresh("m"), Instant.EPOCH);
        Inventory more = mesh("10.0.0.0/28", "h1,h2", "a,b,c,d,e");

        Registry full = Allocation.allocate(more, applied, Instant.EPOCH);

        assertThat(full.blocks()).isEqualTo(applied.blocks());
        List<Cidr> own = new TreeMap<>(full.blocks()).firstEntry().getValue();
        assertThat(full.nodes().values())
                .allSatisfy(e -> assertThat(e.addresses()).hasSize(1));
        assertThat(full.nodes().values().stream()
                        .flatMap(e -> e.addresses().stream())
                        .filter(a -> own.stream().anyMatch(b -> b.contains(a))))
                .as("three addresses fit beside the network's own")
                .hasSize(3);
        assertThat(full.nodes().values().stream().flatMap(e -> e.addresses().stream()))
                .doesNotHaveDuplicates();
    }
}
