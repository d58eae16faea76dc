package io.wgorch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PublicKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

    private static MeshDefinition mesh(Inventory inventory) {
        return inventory.meshes().firstEntry().getValue();
    }

    private static MeshDefinition mesh(Inventory inventory, String name) {
        return Optional.ofNullable(inventory.meshes().get(name)).orElseThrow();
    }

    private static List<String> names(Collection<NodeName> nodes) {
        return nodes.stream().map(NodeName::value).toList();
    }

    private static Endpoint endpoint(Inventory inventory, String name) {
        Node node = node(inventory, name);
        UnderlayAddress address =
                Optional.ofNullable(node.endpoints().get(Node.PUBLIC)).orElseThrow();
        return address.endpoint(mesh(inventory).listenPort(node));
    }

    @Test
    void defaultsAreWhatMostPeopleNeed() {
        Inventory seed = read("seed");

        assertThat(seed.networks()).containsExactly(Cidr.parse("10.0.0.0/24").orElseThrow());
        assertThat(mesh(seed).topology()).isEqualTo(TopologyName.FULL_MESH);
        assertThat(mesh(seed).interfaceName()).isEqualTo("wg0");
        assertThat(seed.groups()).isEmpty();
        Node node = node(seed, "nodeB");
        assertThat(node.addresses()).containsExactly(Ip.parse("10.0.0.2").orElseThrow());
        assertThat(node.endpoints())
                .containsOnly(Map.entry(Node.PUBLIC, new UnderlayAddress("nodeB.example.com", Optional.empty())));
        assertThat(mesh(seed).listenPort(node)).isEqualTo(51820);
        assertThat(mesh(seed).members()).isEqualTo(seed.nodes().keySet());
        assertThat(node.pathMtu()).isEqualTo(1500);
        assertThat(node.settings()).isEqualTo(Settings.NONE);
        assertThat(node.managed()).isTrue();
        assertThat(node.nat()).isFalse();
        assertThat(node.allowHooks()).isFalse();
        assertThat(node.ssh().host()).contains("nodeB.example.com");
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

        assertThat(mesh(inventory).interfaceName()).isEqualTo("wg1");
        assertThat(Stream.of(a, b, c).map(n -> n.settings().tunnel().mtu().orElse(0)))
                .containsExactly(1400, 1380, 1400);
        assertThat(a.ssh().user()).contains("web");
        assertThat(a.ssh().port()).contains(2222);
        assertThat(c.ssh().user()).contains("admin");
        assertThat(b.ssh().host()).contains("b.internal");
        assertThat(b.ssh().jump()).contains("ops@gate.example.com:22");
        assertThat(a.allowHooks()).isTrue();
        assertThat(a.settings().vars()).isEqualTo(Map.of("role", "web", "colour", Map.of("blue", 2L), "zone", "1"));
        assertThat(b.settings().vars())
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
        assertThat(b.settings().vars().keySet()).startsWith("role", "colour", "zone");
    }

    @Test
    void anEndpointTakesThePortOfTheNodeUnlessItSaysOne() {
        Inventory inventory = read("groups");

        assertThat(endpoint(inventory, "nodeA")).hasToString("nodeA.example.com:51000");
        assertThat(endpoint(inventory, "nodeB")).hasToString("[2001:db8::2]:51999");
        assertThat(endpoint(inventory, "nodeC")).hasToString("[2001:db8::3]:51000");
    }

    @Test
    void meshesHaveTheirOwnMembersInterfacesAndPorts() {
        Inventory inventory = read("several-meshes");
        MeshDefinition prod = mesh(inventory, "prod");
        MeshDefinition backup = mesh(inventory, "backup");
        MeshDefinition on = mesh(inventory, "on");

        assertThat(inventory.meshes().sequencedKeySet()).containsExactly("prod", "backup", "on");
        assertThat(names(prod.members())).containsExactly("web-1", "web-2", "db");
        assertThat(names(backup.members())).containsExactly("db", "storage");
        assertThat(Stream.of(prod, backup, on).map(MeshDefinition::interfaceName))
                .containsExactly("wg0", "bk0", "wg1");
        assertThat(Stream.of(prod, backup, on).map(m -> m.slot().listenPort())).containsExactly(51820, 51821, 4500);
        assertThat(prod.listenPort(node(inventory, "web-1"))).isEqualTo(51900);
        assertThat(inventory.meshesOf(new NodeName("db"))).containsExactly(prod, backup);
        assertThat(inventory.networks())
                .extracting(Cidr::toString)
                .containsExactly("10.0.0.0/24", "10.9.0.0/24", "fd00:9::/64", "10.8.0.0/24");
        assertThat(node(inventory, "db").addresses())
                .extracting(Ip::text)
                .containsExactlyInAnyOrder("10.0.0.7", "10.9.0.7");
    }

    @Test
    void hubsStandInTheOrderOfPreferenceAndEachOnce() {
        Inventory inventory = read("hubs");

        assertThat(mesh(inventory).topology()).isEqualTo(TopologyName.HYBRID);
        assertThat(names(mesh(inventory).hubs())).containsExactly("hub2", "hub1");
        assertThat(Stream.of("hub1", "nodeA", "nodeB", "phone")
                        .map(n -> node(inventory, n).settings().role().hub().map(NodeName::value))
                        .map(hub -> hub.orElse("")))
                .containsExactly("hub2", "hub1", "hub2", "hub2");
        assertThat(node(inventory, "nodeA").settings().role().site()).contains("berlin");
        assertThat(node(inventory, "nodeA").routes())
                .extracting(Cidr::toString)
                .containsExactly("192.168.7.0/24", "fd00:7::/64");
        assertThat(Stream.of("hub1", "hub2").map(n -> node(inventory, n).pathMtu()))
                .containsExactly(1492, 9000);
    }

    @Test
    void anOutsiderIsNotReachedAndMayHaveAKeyOfItsOwn() {
        Node phone = node(read("hubs"), "phone");

        assertThat(phone.managed()).isFalse();
        assertThat(phone.nat()).isTrue();
        assertThat(phone.publicKey()).contains(new PublicKey("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg="));
        assertThat(phone.ssh().host()).isEmpty();
    }

    @Test
    void assertionsMeanNodesOrAPrefix() {
        List<Assertion> assertions = read("hubs").assertions();

        assertThat(assertions).hasSize(3);
        assertThat(names(assertions.getFirst().from())).containsExactlyInAnyOrder("nodeA", "nodeB");
        assertThat(names(assertions.getFirst().to())).containsExactlyInAnyOrder("hub1", "hub2");
        assertThat(assertions.getFirst().reach()).isTrue();
        assertThat(assertions.get(1).to()).isEmpty();
        assertThat(assertions.get(1).prefix())
                .contains(Cidr.parse("192.168.7.0/25").orElseThrow());
        assertThat(assertions.get(1).via()).contains(new NodeName("hub2"));
        assertThat(assertions.getLast().reach()).isFalse();
        assertThat(assertions.getLast().to()).hasSize(5);
    }

    @Test
    void aLinkIsBetweenTwoPatternsOrWithinOne() {
        List<LinkRule> hybrid = mesh(read("hubs")).links();
        List<LinkRule> partial = mesh(read("underlays")).links();

        assertThat(hybrid.getFirst().ones())
                .isEqualTo(hybrid.getFirst().others())
                .hasSize(2);
        assertThat(hybrid.getFirst().keepalive()).contains(0);
        assertThat(hybrid.getFirst().forbidden()).isFalse();
        assertThat(hybrid.getLast().forbidden()).isTrue();
        assertThat(hybrid.getLast().concerns(new NodeName("nodeB"), new NodeName("phone")))
                .isTrue();
        assertThat(hybrid.getLast().concerns(new NodeName("nodeA"), new NodeName("nodeB")))
                .isFalse();
        assertThat(partial.getFirst().underlay()).contains("public");
        assertThat(partial.getFirst().mtu()).contains(1280);
        assertThat(partial.getFirst().relay()).isEmpty();
        assertThat(partial.getLast().relay()).contains(new NodeName("nodeC"));
    }

    @Test
    void endpointsStandByUnderlayInTheOrderOfTheFile() {
        Inventory inventory = read("underlays");
        Node a = node(inventory, "nodeA");
        Node d = node(inventory, "nodeD");

        assertThat(mesh(inventory).underlays()).containsExactly("lan-berlin", "public");
        assertThat(a.endpoints().sequencedKeySet()).containsExactly("lan-berlin", "public");
        assertThat(a.ssh().host()).contains("a.example.com");
        assertThat(node(inventory, "nodeB").endpoints().values())
                .containsExactly(
                        new UnderlayAddress("2001:db8::2", Optional.of(4500)),
                        new UnderlayAddress("192.168.1.11", Optional.of(51999)));
        assertThat(node(inventory, "nodeC").endpoints()).containsOnlyKeys(Node.PUBLIC);
        assertThat(d.ssh().host()).contains("172.16.0.4");
        assertThat(d.settings().tunnel().keepalive()).contains(0);
        assertThat(Stream.of("nodeA", "nodeC", "nodeD")
                        .map(n -> node(inventory, n).settings().role().relay()))
                .containsExactly(Optional.empty(), Optional.of(true), Optional.of(false));
    }

    @Test
    void pathsAreRelativeToTheFileAndTildeIsHome() {
        SshSettings ssh = node(read("groups"), "nodeA").ssh();

        assertThat(ssh.identityFile()).contains(Path.of(System.getProperty("user.home"), ".ssh/mesh"));
        assertThat(ssh.knownHosts())
                .contains(GOOD.resolve("groups/known_hosts").toAbsolutePath().normalize());
    }

    /// What is nearest to the node wins.
    @Test
    void keysLiveWhereTheNodeItsGroupsTheDefaultsOrTheMeshSay() {
        Inventory inventory = read("keys");

        assertThat(Stream.of("nodeA wg0", "nodeB wg0", "nodeC wg0", "nodeA wg1", "nodeD wg1")
                        .map(t -> t.split(" "))
                        .map(t -> inventory.home(new TunnelId(new NodeName(t[0]), t[1]))))
                .containsExactly(HomeName.HOST, HomeName.VAULT, HomeName.STORE, HomeName.HOST, HomeName.HOST);
        assertThat(TestInventory.of("""
                        mesh: { network: 10.0.0.0/24, keys: host }
                        defaults: { keys: store }
                        nodes: { a: { endpoint: a.example.com }, b: { endpoint: b.example.com } }
                        """).home(new TunnelId(new NodeName("a"), "wg0")))
                .isEqualTo(HomeName.STORE);
    }

    @Test
    void keysAreDueAfterWhatTheNodeItsGroupsTheDefaultsOrTheMeshSay() {
        Inventory inventory = read("keys");

        assertThat(Stream.of("nodeA wg0", "nodeB wg0", "nodeC wg0", "nodeD wg1", "phone wg1")
                        .map(t -> t.split(" "))
                        .map(t -> inventory
                                .rotateAfter(new TunnelId(new NodeName(t[0]), t[1]))
                                .map(RotationPeriod::text)
                                .orElse("never")))
                .containsExactly("12h", "13w", "90d", "never", "1h");
    }

    @Test
    void aVaultIsNamedWithoutAnySecret() {
        VaultSettings vault = read("keys").vault().orElseThrow();

        assertThat(vault)
                .isEqualTo(new VaultSettings(
                        URI.create("https://vault.example.com:8200"),
                        "kv/net",
                        "wgorch/prod",
                        Optional.of("team"),
                        Optional.of(GOOD.resolve("keys/ca.pem").toAbsolutePath().normalize()),
                        new VaultSettings.AppRole(
                                "approle", "r-1", Path.of(System.getProperty("user.home"), "secret-id"))));
        assertThat(TestInventory.of("""
                        mesh: { network: 10.0.0.0/24 }
                        vault: { address: "http://[::1]:8200/", path: p, token_file: /run/token }
                        nodes: { a: { endpoint: a.example.com }, b: { endpoint: b.example.com } }
                        """).vault())
                .contains(new VaultSettings(
                        URI.create("http://[::1]:8200"),
                        "secret",
                        "p",
                        Optional.empty(),
                        Optional.empty(),
                        new VaultSettings.TokenFile(Path.of("/run/token"))));
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
