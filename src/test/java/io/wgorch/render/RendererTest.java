package io.wgorch.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.RandomInventories;
import io.wgorch.render.Renderer.Rendered;
import io.wgorch.render.Renderer.Selection;
import io.wgorch.resource.Resource;
import io.wgorch.resource.Tunnel;
import io.wgorch.wireguard.InterfaceSettings;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.TestKeys;
import io.wgorch.wireguard.WgQuickFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RendererTest {
    private static final String THREE = """
            mesh: { network: 10.0.0.0/24 }
            nodes:
              nodeA: { address: 10.0.0.1, endpoint: a.example.com }
              nodeB: { address: 10.0.0.2, endpoint: b.example.com }
              nodeC: { address: 10.0.0.3, endpoint: c.example.com, vars: { role: edge } }
            """;

    private static final String TWO_TASKS = """
            - hosts: all
              tags: [base]
              tasks:
              - wireguard: { template: wg0.conf.ftl }
                tags: [tunnel]
              - template: { src: motd.ftl, dest: /etc/motd, mode: '0600' }
                tags: [files]
                when: WHEN
            """;

    @TempDir
    Path dir;

    private static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /// The built-in template says exactly what the mesh says, and the reader reads exactly what it says; also where
    /// one host after the other is rendered with what was made for those before.
    @ParameterizedTest
    @MethodSource("seeds")
    void parseOfRenderIsTheMesh(long seed) {
        Inventory inventory = RandomInventories.of(seed);
        RenderFixture fixture = new RenderFixture(dir);
        Renderer renderer = fixture.renderer(inventory, RenderFixture.TUNNEL_ONLY, Selection.ALL);
        MeshModels models = RenderFixture.models(inventory);
        for (NodeName node : inventory.nodes().keySet()) {
            HostContext context = RenderFixture.context(models, node);

            Optional<Rendered> rendered = renderer.render(context, fixture.diagnostics);

            assertThat(fixture.errors()).isEmpty();
            List<Resource> tunnels = rendered.orElseThrow().resources();
            List<Mesh> meshes = context.meshes();
            assertThat(tunnels).hasSameSizeAs(meshes);
            for (int i = 0; i < tunnels.size(); i++) {
                saysWhatTheMeshSays((Tunnel) tunnels.get(i), context, meshes.get(i));
            }
        }
    }

    private static void saysWhatTheMeshSays(Tunnel tunnel, HostContext context, Mesh mesh) {
        MeshTunnel own = mesh.tunnel(context.node());
        WgQuickFile wanted = new WgQuickFile(
                new InterfaceSettings(own.addresses(), context.listenPort(mesh), Optional.of(own.mtu()), List.of()),
                own.peers().values().stream()
                        .map(p -> new PeerSettings(
                                TestKeys.key(p.peer() + "/" + mesh.interfaceName()),
                                p.allowedIps(),
                                p.endpoint(),
                                p.keepalive(),
                                Optional.empty()))
                        .toList());
        assertThat(WgQuickFile.parse("wg0.conf", tunnel.fileText(), new Diagnostics()))
                .contains(wanted);
        assertThat(tunnel.settings()).isEqualTo(wanted.settings());
        assertThat(tunnel.peers().values()).containsExactlyInAnyOrderElementsOf(wanted.peers());
    }

    private List<String> resources(String node, String when, Selection selection) throws Exception {
        RenderFixture fixture = new RenderFixture(dir).template("motd.ftl", "hi ${node.name}");
        Rendered rendered = fixture.render(fixture.inventory(THREE), node, TWO_TASKS.replace("WHEN", when), selection)
                .orElseThrow(() -> new AssertionError(fixture.errors()));
        assertThat(fixture.errors()).isEmpty();
        return rendered.resources().stream()
                .map(Resource::id)
                .map(Object::toString)
                .toList();
    }

    @Test
    void whenDecidesByFactsAndVariables() throws Exception {
        List<String> both = List.of("tunnel/wg0", "file/etc/motd");
        List<String> one = List.of("tunnel/wg0");
        String edge = "(vars.role!\"\") == \"edge\"";

        assertThat(resources("nodeC", edge, Selection.ALL)).isEqualTo(both);
        assertThat(resources("nodeA", edge, Selection.ALL)).isEqualTo(one);
        assertThat(resources("nodeA", "facts.os == \"debian\"", Selection.ALL)).isEqualTo(both);
        assertThat(resources("nodeA", "node.name?starts_with(\"x\")", Selection.ALL))
                .isEqualTo(one);
    }

    @Test
    void tagsOfPlaysAndTasksDecide() throws Exception {
        assertThat(resources("nodeA", "true", new Selection(Set.of("files"), Set.of())))
                .containsExactly("file/etc/motd");
        assertThat(resources("nodeA", "true", new Selection(Set.of("base"), Set.of())))
                .containsExactly("tunnel/wg0", "file/etc/motd");
        assertThat(resources("nodeA", "true", new Selection(Set.of("base"), Set.of("tunnel"))))
                .containsExactly("file/etc/motd");
        assertThat(resources("nodeA", "true", new Selection(Set.of("none"), Set.of())))
                .isEmpty();
    }

    /// What a run does not concern stays; what a `when` excludes goes.
    @Test
    void tasksThatTagsLeaveOutAreUntouched() throws Exception {
        RenderFixture fixture = new RenderFixture(dir).template("motd.ftl", "hi");
        Rendered rendered = fixture.render(
                        fixture.inventory(THREE),
                        "nodeA",
                        TWO_TASKS.replace("WHEN", "true"),
                        new Selection(Set.of("files"), Set.of()))
                .orElseThrow();

        assertThat(rendered.untouched()).extracting(Object::toString).containsExactly("tunnel/wg0");
    }

    @Test
    void filesEndWithALineBreakAndHaveTheirAccess() throws Exception {
        RenderFixture fixture = new RenderFixture(dir).template("motd.ftl", "hi ${node.name}");
        Rendered rendered = fixture.render(
                        fixture.inventory(THREE), "nodeA", TWO_TASKS.replace("WHEN", "true"), Selection.ALL)
                .orElseThrow();

        assertThat(rendered.resources().getLast().definition()).isEqualTo("600 root:root\nhi nodeA\n");
    }

    @Test
    void theFirewallTemplateMayTouchOnlyOurTable() throws Exception {
        String playbook = "- hosts: all\n  tasks:\n  - firewall: { template: fw.ftl }\n";
        for (String line : List.of(
                "flush ruleset",
                "add table inet filter",
                "table ip nat",
                "insert rule inet filter input udp dport 51820 accept",
                "add element inet filter allowed { 10.0.0.1 }",
                "flush table filter",
                "table inet wgorch { } ; flush ruleset",
                "delete table ip x",
                "include \"/etc/x\"",
                "add rule inet filter input accept")) {
            RenderFixture fixture = new RenderFixture(dir).template("fw.ftl", "table inet wgorch {\n}\n" + line + "\n");

            assertThat(fixture.render(fixture.inventory(THREE), "nodeA", playbook, Selection.ALL))
                    .isEmpty();
            assertThat(fixture.errors()).singleElement().asString().contains(line.replaceAll(".*; | \\{.*", ""));
        }
    }

    private static final String TWO_MESHES = """
            meshes:
              prod: { network: [10.0.0.0/24, "fd00:1::/64"], nodes: "nodeA,nodeB" }
              admin:
                network: 10.9.0.0/24
                topology: hub_and_spoke
                hubs: [nodeA]
            nodes:
              nodeA: { endpoint: a.example.com, routes: [192.168.7.0/24] }
              nodeB: { endpoint: b.example.com }
              nodeC: { endpoint: c.example.com }
            """;

    private String rendered(String node, String template) throws Exception {
        RenderFixture fixture = new RenderFixture(dir).template("own.ftl", template);
        String playbook = "- hosts: all\n  tasks:\n  - template: { src: own.ftl, dest: /etc/own }\n";
        Rendered rendered = fixture.render(fixture.inventory(TWO_MESHES), node, playbook, Selection.ALL)
                .orElseThrow(() -> new AssertionError(fixture.errors()));
        return rendered.resources().getFirst().definition().replaceFirst(".*\n", "");
    }

    @Test
    void oneTunnelAndOneUnitForEachMeshOfTheNode() throws Exception {
        String playbook = "- hosts: all\n  tasks:\n  - wireguard:\n  - service: { enabled: true }\n";
        RenderFixture fixture = new RenderFixture(dir);
        Inventory inventory = fixture.inventory(TWO_MESHES);

        Rendered both =
                fixture.render(inventory, "nodeB", playbook, Selection.ALL).orElseThrow();
        Rendered one =
                fixture.render(inventory, "nodeC", playbook, Selection.ALL).orElseThrow();

        assertThat(both.resources())
                .extracting(r -> r.id().toString())
                .containsExactly("tunnel/wg0", "tunnel/wg1", "service/wg-quick@wg0", "service/wg-quick@wg1");
        assertThat(one.resources())
                .extracting(r -> r.id().toString())
                .containsExactly("tunnel/wg1", "service/wg-quick@wg1");
        assertThat(both.resources().getFirst().definition())
                .contains("key " + TestKeys.key("nodeB/wg0"), "PublicKey = " + TestKeys.key("nodeA/wg0"))
                .contains("ListenPort = 51820");
        assertThat(both.resources().get(1).definition())
                .contains("key " + TestKeys.key("nodeB/wg1"), "PublicKey = " + TestKeys.key("nodeA/wg1"))
                .contains("ListenPort = 51821");
    }

    @Test
    void filesOfTheHostSeeAllItsTunnels() throws Exception {
        String template = """
                ${node.name} ${node.addresses?join(" ")}
                <#list tunnels as t>
                ${t.mesh.name} ${t.interface.name} ${t.interface.listen_port} ${t.peers?map(p -> p.name)?join("+")} \
                ${t.mesh.nodes?map(n -> n.name)?join("+")}
                </#list>
                """.replace("\\\n", "");

        assertThat(rendered("nodeB", template)).isEqualTo("""
                nodeB 10.0.0.2 fd00:1::2 10.9.0.2
                prod wg0 51820 nodeA nodeA+nodeB
                admin wg1 51821 nodeA nodeA+nodeB+nodeC
                """);
    }

    /// By family: no tunnel that passes packets on has an IPv6 address.
    @Test
    void whoForwardsAndForWhichFamily() throws Exception {
        String template =
                "<#list tunnels as t>${t.interface.name} ${t.interface.forwards} ${t.behind?join(\" \")}\n</#list>"
                        + "${forwards.ipv4} ${forwards.ipv6}";

        assertThat(rendered("nodeC", template)).isEqualTo("wg1 false \nfalse false\n");
        assertThat(rendered("nodeA", template)).endsWith("true true\n").contains("wg0 true 192.168.7.0/24");
    }

    @Test
    void theBuiltInFirewallLetsThroughWhatTheTunnelsForward() throws Exception {
        RenderFixture fixture = new RenderFixture(dir);
        Inventory inventory = fixture.inventory(TWO_MESHES);
        String playbook = "- hosts: all\n  tasks:\n  - firewall:\n  - sysctl:\n";

        Rendered hub =
                fixture.render(inventory, "nodeA", playbook, Selection.ALL).orElseThrow();
        Rendered spoke =
                fixture.render(inventory, "nodeC", playbook, Selection.ALL).orElseThrow();

        Rendered member =
                fixture.render(inventory, "nodeB", playbook, Selection.ALL).orElseThrow();

        assertThat(member.resources().getFirst().definition()).contains("ip saddr 192.168.7.0/24 counter drop");
        assertThat(hub.resources().getFirst().definition())
                .doesNotContain("192.168.7.0/24 counter drop")
                .contains(
                        "iifname { \"lo\", \"wg0\", \"wg0-d\", \"wg1\", \"wg1-d\" } accept",
                        "iifname != { \"wg0\", \"wg0-d\", \"wg1\", \"wg1-d\" } accept")
                .contains("ip6 saddr fd00:1::/64 counter drop", "ip saddr 10.9.0.0/24 counter drop")
                .contains(
                        "iifname { \"wg1\", \"wg1-d\" } oifname { \"wg1\", \"wg1-d\" } accept",
                        "iifname { \"wg0\", \"wg0-d\" } ip daddr 192.168.7.0/24 accept")
                .doesNotContain("iifname { \"wg0\", \"wg0-d\" } oifname { \"wg1\"");
        assertThat(hub.resources().getLast().definition()).contains("\nnet.ipv4.ip_forward = 1\n");
        assertThat(spoke.resources().getFirst().definition())
                .contains("iifname != { \"wg1\", \"wg1-d\" } accept", "ip saddr 10.9.0.0/24 counter drop")
                .doesNotContain("oifname");
        assertThat(spoke.resources().getLast().definition()).doesNotContain("forward");
    }

    /// wg-quick takes a peer without addresses, and no setting without a value.
    @Test
    void aHubThatStandsByHasNoAllowedIps() throws Exception {
        RenderFixture fixture = new RenderFixture(dir);
        Inventory inventory = fixture.inventory("""
                mesh: { network: 10.0.0.0/24, topology: hub_and_spoke, hubs: [nodeA, nodeB] }
                nodes:
                  nodeA: { endpoint: a.example.com }
                  nodeB: { endpoint: b.example.com }
                  nodeC: { endpoint: c.example.com }
                """);

        Tunnel tunnel = (Tunnel) fixture.render(inventory, "nodeC", RenderFixture.TUNNEL_ONLY, Selection.ALL)
                .orElseThrow()
                .resources()
                .getFirst();

        assertThat(tunnel.fileText()).containsOnlyOnce("AllowedIPs");
        assertThat(tunnel.peers().get("nodeB"))
                .satisfies(p -> assertThat(p.allowedIps()).isEmpty());
    }

    /// What is there instead of a list, or of a map, is told in the words of the inventory.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            firewall: { template: nftables.conf.ftl } | mesh_allow: tcp dport 22       | mesh_allow must be a list of
            firewall: { template: nftables.conf.ftl } | mesh_allow: { tcp: 22 }        | mesh_allow must be a list of
            firewall: { template: nftables.conf.ftl } | mesh_allow: [{ tcp: 22 }]      | mesh_allow must be a list of
            firewall: { template: nftables.conf.ftl } | mesh_allow: [22]               | mesh_allow must be a list of
            sysctl: { template: sysctl.conf.ftl, dest: /etc/sysctl.d/9.conf } | sysctl: kernel.panic | sysctl must be a map
            """)
    void variablesOfTheBuiltInTemplatesHaveAForm(String task, String variable, String complaint) throws IOException {
        RenderFixture fixture = new RenderFixture(dir);
        Inventory inventory = fixture.inventory(THREE.replace("role: edge", variable));

        Optional<Rendered> rendered =
                fixture.render(inventory, "nodeC", "- hosts: all\n  tasks:\n  - " + task + "\n", Selection.ALL);

        assertThat(rendered).isEmpty();
        assertThat(fixture.errors())
                .singleElement()
                .asString()
                .contains(complaint)
                .contains(".ftl:", "(rendering nodeC)");
    }
}
