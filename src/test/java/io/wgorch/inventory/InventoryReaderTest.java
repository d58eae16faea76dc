package io.wgorch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InventoryReaderTest {
    private static final Path GOOD = Path.of("src/test/resources/scenarios/good-input");

    private static Inventory read(String scenario) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Inventory> inventory = InventoryReader.read(GOOD.resolve(scenario), diagnostics);
        assertThat(diagnostics.sorted()).isEmpty();
        return inventory.orElseThrow();
    }

    private static Node node(Inventory inventory, String name) {
        return Optional.ofNullable(inventory.nodes().get(new NodeName(name))).orElseThrow();
    }

    @Test
    void defaultsAreWhatMostPeopleNeed() {
        Inventory seed = read("seed");

        assertThat(seed.networks()).containsExactly(Cidr.parse("10.0.0.0/24").orElseThrow());
        assertThat(seed.topology()).isEqualTo(TopologyName.FULL_MESH);
        assertThat(seed.interfaceName()).isEqualTo("wg0");
        assertThat(seed.groups()).isEmpty();
        Node node = node(seed, "nodeB");
        assertThat(node.addresses()).containsExactly(Ip.parse("10.0.0.2").orElseThrow());
        assertThat(node.endpoint()).get().hasToString("nodeB.example.com:51820");
        assertThat(node.listenPort()).isEqualTo(51820);
        assertThat(node.mtu()).isEqualTo(1420);
        assertThat(node.keepalive()).isEmpty();
        assertThat(node.allowHooks()).isFalse();
        assertThat(node.ssh()).isEqualTo(SshSettings.NONE);
        assertThat(node.vars()).isEmpty();
        assertThat(node.at()).hasToString(GOOD.resolve("seed/mesh.yml") + ":6:3");
    }

    @Test
    void nodesStayInTheOrderOfTheFile() {
        assertThat(read("seed").nodes().keySet())
                .extracting(NodeName::value)
                .containsExactly("nodeA", "nodeB", "nodeC");
    }

    @Test
    void aNodeInheritsFromItsGroupsInFileOrderAndFromTheDefaults() {
        Inventory inventory = read("groups");
        Node a = node(inventory, "nodeA");
        Node b = node(inventory, "nodeB");
        Node c = node(inventory, "nodeC");

        assertThat(inventory.interfaceName()).isEqualTo("wg1");
        assertThat(List.of(a.mtu(), b.mtu(), c.mtu())).containsExactly(1400, 1380, 1400);
        assertThat(a.ssh().user()).contains("web");
        assertThat(a.ssh().port()).contains(2222);
        assertThat(c.ssh().user()).contains("admin");
        assertThat(b.ssh().host()).contains("b.internal");
        assertThat(b.ssh().jump()).contains("ops@gate.example.com:22");
        assertThat(a.allowHooks()).isTrue();
        assertThat(a.vars()).isEqualTo(Map.of("role", "web", "colour", Map.of("blue", 2L), "zone", "1"));
        assertThat(b.vars())
                .isEqualTo(Map.ofEntries(
                        Map.entry("role", "db"),
                        Map.entry("colour", Map.of("blue", 2L)),
                        Map.entry("zone", "eu"),
                        Map.entry("count", 3L),
                        Map.entry("big", "0644"),
                        Map.entry("on", true),
                        Map.entry("off", "no"),
                        Map.entry("empty", ""),
                        Map.entry("list", List.of(1L, "x", Map.of("deep", true)))));
        assertThat(b.vars().keySet()).startsWith("role", "colour", "zone");
    }

    @Test
    void anEndpointTakesThePortOfTheNodeUnlessItSaysOne() {
        Inventory inventory = read("groups");

        assertThat(node(inventory, "nodeA").endpoint()).get().hasToString("nodeA.example.com:51000");
        assertThat(node(inventory, "nodeB").endpoint()).get().hasToString("[2001:db8::2]:51999");
        assertThat(node(inventory, "nodeC").endpoint()).get().hasToString("[2001:db8::3]:51000");
    }

    @Test
    void aNodeThatNobodyCanDialKeepsItsTunnelsOpen() {
        Inventory inventory = read("groups");

        assertThat(node(inventory, "nodeD").keepalive()).contains(25);
        assertThat(node(inventory, "nodeB").keepalive()).contains(15);
        assertThat(node(inventory, "nodeA").keepalive()).isEmpty();
    }

    @Test
    void pathsAreRelativeToTheFileAndTildeIsHome() {
        SshSettings ssh = node(read("groups"), "nodeA").ssh();

        assertThat(ssh.identityFile()).contains(Path.of(System.getProperty("user.home"), ".ssh/mesh"));
        assertThat(ssh.knownHosts())
                .contains(GOOD.resolve("groups/known_hosts").toAbsolutePath().normalize());
    }

    @Test
    void theFileAndItsFolderAreTheSame() {
        assertThat(InventoryReader.read(GOOD.resolve("seed/mesh.yml"), new Diagnostics()))
                .isEqualTo(InventoryReader.read(GOOD.resolve("seed"), new Diagnostics()));
    }

    @Test
    void aMissingInventorySaysHowToMakeOne() {
        Diagnostics diagnostics = new Diagnostics();

        assertThat(InventoryReader.read(Path.of("nowhere"), diagnostics)).isEmpty();
        assertThat(diagnostics.sorted())
                .extracting(Diagnostic::toString)
                .containsExactly("there is no inventory nowhere. Name yours with -i, or make one: wgorch init DIR");
    }

    @Test
    void patternsChooseNodes() {
        Inventory inventory = read("groups");

        assertThat(select("all", inventory)).containsExactly("nodeA", "nodeB", "nodeC", "nodeD");
        assertThat(select("nodeC,nodeA", inventory)).containsExactly("nodeA", "nodeC");
        assertThat(select("node?, !nodeB", inventory)).containsExactly("nodeA", "nodeC", "nodeD");
        assertThat(select("@web,!@eu", inventory)).containsExactly("nodeA");
        assertThat(select("!@web", inventory)).containsExactly("nodeC", "nodeD");
        assertThat(select("*C", inventory)).containsExactly("nodeC");
        assertThat(select(".*", inventory)).isEmpty();
        assertThat(select("\\E.*\\Q", inventory)).isEmpty();
        assertThat(new HostPattern("nodeX,,@eu,!@nope").unmatchedTerms(inventory))
                .containsExactly("nodeX", "", "!@nope");
    }

    private static List<String> select(String pattern, Inventory inventory) {
        return new HostPattern(pattern)
                .select(inventory).stream().map(NodeName::value).toList();
    }
}
