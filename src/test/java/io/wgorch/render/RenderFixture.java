package io.wgorch.render;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.InventoryReader;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.RandomInventories;
import io.wgorch.playbook.Playbook;
import io.wgorch.playbook.PlaybookReader;
import io.wgorch.render.Renderer.Rendered;
import io.wgorch.render.Renderer.Selection;
import io.wgorch.resource.HostFacts;
import io.wgorch.resource.ProbeOutput;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A small project, rendered for one node.
final class RenderFixture {
    static final String TUNNEL_ONLY = "- hosts: all\n  tasks:\n  - wireguard: { template: wg0.conf.ftl }\n";

    private final Path dir;
    final Diagnostics diagnostics = new Diagnostics();

    RenderFixture(Path dir) {
        this.dir = dir;
    }

    RenderFixture template(String name, String text) throws IOException {
        Files.createDirectories(dir.resolve("templates"));
        Files.writeString(dir.resolve("templates").resolve(name), text);
        return this;
    }

    Inventory inventory(String yaml) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("inventory"));
        Files.writeString(folder.resolve("mesh.yml"), yaml);
        return InventoryReader.read(folder, diagnostics).orElseThrow(() -> new AssertionError(errors()));
    }

    Optional<Rendered> render(Inventory inventory, String node, String playbook, Selection selection) {
        return renderer(inventory, playbook, selection)
                .render(context(models(inventory), new NodeName(node)), diagnostics);
    }

    Renderer renderer(Inventory inventory, String playbook, Selection selection) {
        Playbook read = PlaybookReader.read("site.yml", playbook, inventory, diagnostics)
                .orElseThrow(() -> new AssertionError(errors()));
        return new Renderer(inventory, read, new Templates(Optional.of(dir.resolve("templates"))), selection);
    }

    static MeshModels models(Inventory inventory) {
        return new MeshModels(inventory, Meshes.of(inventory, RandomInventories.registry(inventory)));
    }

    static HostContext context(MeshModels models, NodeName node) {
        Map<TunnelId, PeerKey> keys = new TreeMap<>();
        models.meshes()
                .all()
                .forEach(mesh -> mesh.tunnels().keySet().forEach(n -> {
                    TunnelId tunnel = new TunnelId(n, mesh.interfaceName());
                    keys.put(tunnel, TestKeys.key(tunnel.toString()));
                }));
        HostFacts facts = HostFacts.read(new ProbeOutput(List.of("os debian", "init systemd")));
        return new HostContext(models, node, facts, keys, Map.of(), Map.of());
    }

    List<String> errors() {
        return diagnostics.sorted().stream()
                .map(Diagnostic::toString)
                .map(d -> d.replace(dir + "/", ""))
                .toList();
    }
}
