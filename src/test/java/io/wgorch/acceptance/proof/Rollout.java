package io.wgorch.acceptance.proof;

import io.wgorch.acceptance.Ran;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Meshes;
import io.wgorch.playbook.Playbook;
import io.wgorch.playbook.PlaybookReader;
import io.wgorch.render.HostContext;
import io.wgorch.render.MeshModels;
import io.wgorch.render.Renderer;
import io.wgorch.render.Templates;
import io.wgorch.resource.Firewall;
import io.wgorch.resource.HostFacts;
import io.wgorch.resource.ProbeOutput;
import io.wgorch.resource.Resource;
import io.wgorch.resource.Sysctl;
import io.wgorch.resource.Tunnel;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.TestKeys;
import io.wgorch.wireguard.TestKeys.KeyPair;
import io.wgorch.wireguard.WgQuickFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Puts on every host what the built-in playbook and templates render for it: kernel settings, firewall, tunnels, by
/// the
/// tools that a host has (sysctl, nft, wg-quick). An outsider gets its tunnels only; whether it forwards is its owner's
/// business, who does what `forward` says.
final class Rollout {
    private static final String KEEPALIVE = "PersistentKeepalive";

    private final Inventory inventory;
    private final MeshModels models;
    private final Renderer renderer;
    private final Map<TunnelId, KeyPair> keys = new HashMap<>();
    private final Namespaces hosts;
    private final Path folder;

    /// @param folder for what is rendered
    Rollout(Inventory inventory, Meshes meshes, Namespaces hosts, Path folder) {
        this.inventory = inventory;
        this.models = new MeshModels(inventory, meshes);
        this.renderer =
                new Renderer(inventory, playbook(inventory), new Templates(Optional.empty()), Renderer.Selection.ALL);
        this.hosts = hosts;
        this.folder = folder;
        meshes.all()
                .forEach(m -> m.tunnels().keySet().forEach(n -> {
                    TunnelId tunnel = new TunnelId(n, m.interfaceName());
                    String name = inventory.node(n).publicKey().isPresent() ? n.value() : tunnel.toString();
                    keys.put(tunnel, TestKeys.pair(name));
                }));
    }

    private static Playbook playbook(Inventory inventory) {
        Diagnostics diagnostics = new Diagnostics();
        return PlaybookReader.read(Path.of("playbooks/site.yml"), inventory, diagnostics)
                .orElseThrow(() -> new AssertionError(diagnostics.sorted()));
    }

    /// Hosts that can be dialled come first, so that those behind a NAT are answered at once.
    void up() {
        List<NodeName> all = List.copyOf(inventory.nodes().keySet());
        Together.each(all.stream().filter(n -> !inventory.node(n).nat()).toList(), this::up);
        Together.each(all.stream().filter(n -> inventory.node(n).nat()).toList(), this::up);
    }

    private void up(NodeName name) {
        Node node = inventory.node(name);
        StringBuilder script = new StringBuilder("set -e; export WG_QUICK_USERSPACE_IMPLEMENTATION=wireguard-go\n");
        // The tools find a tunnel by its interface alone, and all hosts have the same.
        script.append("mkdir -p /var/run/wireguard; mount -t tmpfs wgp /var/run/wireguard\n");
        if (!node.managed() && node.settings().role().forward().orElse(false)) {
            script.append("sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1\n");
        }
        for (Resource resource : rendered(name)) {
            switch (resource) {
                case Sysctl sysctl
                when node.managed() ->
                    script.append("sysctl -q -p ")
                            .append(write(name, "sysctl.conf", sysctl.text()))
                            .append('\n');
                case Firewall firewall
                when node.managed() ->
                    script.append("nft -f ")
                            .append(write(name, "nftables.conf", firewall.text()))
                            .append('\n');
                case Tunnel tunnel ->
                    script.append("wg-quick up ").append(tunnel(name, tunnel)).append('\n');
                default -> {}
            }
        }
        Ran ran = hosts.on(name, script.toString());
        if (ran.exit() != 0) {
            throw new AssertionError("%s does not come up: %s".formatted(name, ran.all()));
        }
    }

    private Collection<Resource> rendered(NodeName node) {
        Diagnostics diagnostics = new Diagnostics();
        Map<TunnelId, PeerKey> publicKeys = new HashMap<>();
        keys.forEach((tunnel, pair) -> publicKeys.put(tunnel, pair.publicKey()));
        HostFacts facts = HostFacts.read(new ProbeOutput(List.of("os debian", "init systemd")));
        HostContext host = new HostContext(models, node, facts, publicKeys, Map.of(), Map.of());
        return renderer.render(host, diagnostics)
                .orElseThrow(() -> new AssertionError(diagnostics.sorted()))
                .resources();
    }

    private Path tunnel(NodeName node, Tunnel tunnel) {
        KeyPair pair = Optional.ofNullable(keys.get(new TunnelId(node, tunnel.interfaceName())))
                .orElseThrow();
        String text = tunnel.fileText().replace(WgQuickFile.PRIVATE_KEY, pair.privateKey());
        return write(node, tunnel.interfaceName() + ".conf", explicit(text));
    }

    /// The file with the default of PersistentKeepalive written out. A peer that says nothing is to wireguard-go
    /// 0.0.20220316 like the peer before it: it would be greeted at once, by a node that shall keep silent.
    private static String explicit(String text) {
        return Arrays.stream(text.split("(?=\\[Peer\\])", -1))
                .map(section -> section.startsWith("[Peer]") && !section.contains(KEEPALIVE)
                        ? section.stripTrailing() + "\n" + KEEPALIVE + " = off\n\n"
                        : section)
                .collect(Collectors.joining());
    }

    private Path write(NodeName node, String name, String text) {
        try {
            Path file = folder.resolve(node.value()).resolve(name);
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
