package io.wgorch.render;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.resource.Tunnel;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.WgQuickFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The rendered tunnel file *is* the desired tunnel: it is read back and must say what the mesh says. So no line break
/// in
/// a value can become a setting, and no template can quietly send one node's traffic to another.
final class TunnelCheck {
    private static final List<String> HOOKS = List.of("PreUp", "PostUp", "PreDown", "PostDown");

    private final HostContext host;
    private final SourcePosition usedAt;
    private final Diagnostics diagnostics;
    private boolean failed;

    private TunnelCheck(HostContext host, SourcePosition usedAt, Diagnostics diagnostics) {
        this.host = host;
        this.usedAt = usedAt;
        this.diagnostics = diagnostics;
    }

    static Optional<Tunnel> check(
            HostContext host, String template, String text, SourcePosition usedAt, Diagnostics diagnostics) {
        String name = template.replaceFirst("\\.ftl$", "") + " of " + host.node();
        TunnelCheck check = new TunnelCheck(host, usedAt, diagnostics);
        return WgQuickFile.parse(name, text, diagnostics).flatMap(file -> check.tunnel(file, text));
    }

    private Optional<Tunnel> tunnel(WgQuickFile file, String text) {
        MeshTunnel wanted = host.tunnel();
        require(file.settings().addresses().equals(wanted.addresses()), "Address", wanted.addresses());
        require(
                file.settings().listenPort().equals(Optional.of(wanted.listenPort())),
                "ListenPort",
                wanted.listenPort());
        require(file.settings().mtu().equals(Optional.of(wanted.mtu())), "MTU", wanted.mtu());
        file.settings().others().forEach(this::other);
        SortedMap<String, PeerSettings> peers = peers(file.peers());
        PeerKey key = host.keys().get(host.node());
        if (failed || key == null) {
            return Optional.empty();
        }
        return Optional.of(new Tunnel(host.mesh().interfaceName(), key, file.settings(), peers, text, host.names()));
    }

    private SortedMap<String, PeerSettings> peers(List<PeerSettings> rendered) {
        Map<PeerKey, NodeName> owners = new HashMap<>();
        host.keys().forEach((node, key) -> owners.put(key, node));
        SortedMap<String, PeerSettings> peers = new TreeMap<>();
        Set<NodeName> missing = new HashSet<>();
        host.peers().forEach(p -> missing.add(p.peer()));
        for (PeerSettings peer : rendered) {
            NodeName owner = owners.get(peer.key());
            Peering wanted = owner == null ? null : host.tunnel().peers().get(owner);
            if (owner == null || wanted == null) {
                error("has a [Peer] with a key that belongs to no peer of this node");
            } else if (!missing.remove(owner)) {
                error("has " + owner + " twice");
            } else {
                require(peer.allowedIps().equals(wanted.allowedIps()), "AllowedIPs of " + owner, wanted.allowedIps());
                if (peer.presharedKey()) {
                    error("sets PresharedKey of " + owner + ", which this version does not manage; leave it out");
                }
                peers.put(owner.value(), peer);
            }
        }
        missing.stream().sorted().forEach(node -> error("leaves out its peer " + node));
        return peers;
    }

    private void other(String setting) {
        String key = setting.substring(0, setting.indexOf(' '));
        boolean hook = HOOKS.stream().anyMatch(key::equalsIgnoreCase);
        Node node = host.inventory().nodes().get(host.node());
        if (!hook) {
            error("sets " + key + ", which this version does not manage; leave it out");
        } else if (node == null || !node.allowHooks()) {
            error("runs commands as root (" + key + "); if that is meant, set allow_hooks: true for " + host.node());
        }
    }

    private void require(boolean same, String what, Object wanted) {
        if (!same) {
            error("does not say what the inventory says: " + what + " must be " + wanted);
        }
    }

    private void error(String message) {
        failed = true;
        diagnostics.error(usedAt, "the tunnel file rendered for " + host.node() + " " + message + ".");
    }
}
