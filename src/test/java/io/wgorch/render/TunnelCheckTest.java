package io.wgorch.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import io.wgorch.render.Renderer.Rendered;
import io.wgorch.render.Renderer.Selection;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No template can quietly change who gets whose traffic, or run something.
class TunnelCheckTest {
    private static final String THREE = """
            mesh: { network: 10.0.0.0/24 }
            nodes:
              nodeA: { address: 10.0.0.1, endpoint: a.example.com }
              nodeB: { address: 10.0.0.2, endpoint: b.example.com }
              nodeC: { address: 10.0.0.3, endpoint: c.example.com, allow_hooks: true }
            """;

    @TempDir
    Path dir;

    private String builtIn = "";

    @BeforeEach
    void read() throws IOException {
        try (var in = Objects.requireNonNull(Templates.class.getResourceAsStream("/builtin/templates/wg0.conf.ftl"))) {
            builtIn = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> errors(String node, String template) throws IOException {
        RenderFixture fixture = new RenderFixture(dir).template("wg0.conf.ftl", template);
        Inventory inventory = fixture.inventory(THREE);

        Optional<Rendered> rendered = fixture.render(inventory, node, RenderFixture.TUNNEL_ONLY, Selection.ALL);

        assertThat(rendered.isEmpty()).isEqualTo(!fixture.errors().isEmpty());
        return fixture.errors();
    }

    private void refused(String template, String why) throws IOException {
        assertThat(template).isNotEqualTo(builtIn);
        assertThat(errors("nodeA", template))
                .containsExactly("site.yml:3:5: the tunnel file rendered for nodeA " + why + ".");
    }

    @Test
    void theBuiltInTemplateIsTaken() throws IOException {
        assertThat(errors("nodeA", builtIn)).isEmpty();
    }

    @Test
    void hooksNeedLeave() throws IOException {
        String hook = builtIn.replace("MTU =", "PostUp = touch /x\nMTU =");

        refused(hook, "runs commands as root (PostUp); if that is meant, set allow_hooks: true for nodeA");
        refused(
                builtIn.replace("MTU =", "predown=touch /x\nMTU ="),
                "runs commands as root (predown); if that is meant, set allow_hooks: true for nodeA");
        assertThat(errors("nodeC", hook)).isEmpty();
    }

    @Test
    void settingsThatNobodyManagesAreRefused() throws IOException {
        for (String setting : List.of("SaveConfig = true", "DNS = 10.0.0.1", "Table = off", "FwMark = 1")) {
            refused(
                    builtIn.replace("MTU =", setting + "\nMTU ="),
                    "sets " + setting.substring(0, setting.indexOf(' '))
                            + ", which this version does not manage; leave it out");
        }
    }

    /// It would travel, and be unset again by the first live change.
    @Test
    void aPresharedKeyInATemplateIsRefused() throws IOException {
        assertThat(errors(
                        "nodeA",
                        builtIn.replace("AllowedIPs", "PresharedKey = " + TestKeys.base64("p") + "\nAllowedIPs")))
                .hasSize(2)
                .allMatch(e -> e.contains("PresharedKey"))
                .noneMatch(e -> e.contains(TestKeys.base64("p")));
    }

    @Test
    void peersAreThoseOfTheMesh() throws IOException {
        refused(
                builtIn + "\n[Peer]\nPublicKey = " + TestKeys.base64("stranger") + "\nAllowedIPs = 10.0.0.9/32\n",
                "has a [Peer] with a key that belongs to no peer of this node");
        refused(
                builtIn + "\n[Peer]\nPublicKey = " + TestKeys.base64("nodeA/wg0") + "\n",
                "has a [Peer] with a key that belongs to no peer of this node");
        refused(
                builtIn + "\n[Peer]\nPublicKey = " + TestKeys.base64("nodeB/wg0") + "\nAllowedIPs = 10.0.0.2/32\n",
                "has nodeB twice");
        refused(
                builtIn.replace("<#list peers as peer>", "<#list peers?filter(p -> p.name != 'nodeB') as peer>"),
                "leaves out its peer nodeB");
    }

    @Test
    void allowedIpsAndTheInterfaceAreThoseOfTheMesh() throws IOException {
        refused(
                builtIn.replace("AllowedIPs = ", "AllowedIPs = <#if peer.name == 'nodeB'>0.0.0.0/0, </#if>"),
                "does not say what the inventory says: AllowedIPs of nodeB must be [10.0.0.2/32]");
        refused(
                builtIn.replace("MTU = ${interface.mtu}", "MTU = 1300"),
                "does not say what the inventory says: MTU must be 1420");
        refused(
                builtIn.replace("ListenPort = ${interface.listen_port}", ""),
                "does not say what the inventory says: ListenPort must be 51820");
        refused(
                builtIn.replace("Address = ", "Address = 10.0.0.77/24, "),
                "does not say what the inventory says: Address must be [10.0.0.1/24]");
    }

    /// What is right for one host need not be for the next, even if both say it in the same words.
    @Test
    void eachHostIsHeldAgainstItsOwnPeers() throws IOException {
        String condition = "<#if peer.allowed_ips?has_content>";
        RenderFixture fixture = new RenderFixture(dir)
                .template(
                        "wg0.conf.ftl",
                        builtIn.replace(
                                condition,
                                "<#if peer.name == 'nodeC'>\nAllowedIPs = 10.0.0.3/32\n"
                                        + condition.replace("#if", "#elseif")));
        Inventory inventory = fixture.inventory(
                THREE.replace("10.0.0.0/24 }", "10.0.0.0/24, topology: hub_and_spoke, hubs: [nodeA, nodeB] }"));
        Renderer renderer = fixture.renderer(inventory, RenderFixture.TUNNEL_ONLY, Selection.ALL);
        MeshModels models = RenderFixture.models(inventory);

        renderer.render(RenderFixture.context(models, new NodeName("nodeA")), fixture.diagnostics);
        assertThat(fixture.errors()).isEmpty();
        renderer.render(RenderFixture.context(models, new NodeName("nodeB")), fixture.diagnostics);

        assertThat(fixture.errors())
                .singleElement()
                .asString()
                .endsWith("nodeB does not say what the inventory says: AllowedIPs of nodeC must be [].");
    }

    @Test
    void aPrivateKeyInTheTemplateIsRefusedAndNotRepeated() throws IOException {
        assertThat(errors("nodeA", builtIn.replace("${private_key}", TestKeys.base64("secret"))))
                .singleElement()
                .asString()
                .startsWith("wg0.conf of nodeA:6:1: PrivateKey must be ${private_key}")
                .doesNotContain(TestKeys.base64("secret"));
        assertThat(errors("nodeA", builtIn.replaceAll("PrivateKey.*\n", ""))).hasSize(1);
    }
}
