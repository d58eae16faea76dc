package io.wgorch.render;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.resource.Tunnel;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.WgQuickFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The rendered tunnel file *is* the desired tunnel: it is read back and must say what the mesh says. So no line break
/// in
/// a value can become a setting, and no template can quietly send one node's traffic to another.
final class TunnelCheck {
    private static final List<String> HOOKS = List.of("PreUp", "PostUp", "PreDown", "PostDown");

    private final HostContext host;
    private final Mesh mesh;
    private final SourcePosition usedAt;
    private final Diagnostics diagnostics;
    private boolean failed;

    private TunnelCheck(HostContext host, Mesh mesh, SourcePosition usedAt, Diagnostics diagnostics) {
        this.host = host;
        this.mesh = mesh;
        this.usedAt = usedAt;
        this.diagnostics = diagnostics;
    }

    /// The tunnel that the text is; empty with a diagnostic where it is not the one of the mesh.
    ///
    /// @param known the `[Peer]` sections of the files checked so far ([WgQuickFile#parse])
    static Optional<Tunnel> check(
            HostContext host,
            Mesh mesh,
            String template,
            String text,
            SourcePosition usedAt,
            Map<List<String>, PeerSettings> known,
            Diagnostics diagnostics) {
        String name = template.replaceFirst("\\.ftl$", "") + " of " + host.subject(mesh);
        TunnelCheck check = new TunnelCheck(host, mesh, usedAt, diagnostics);
        return WgQuickFile.parse(name, text, known, diagnostics).flatMap(file -> check.tunnel(file, text));
    }

    private Optional<Tunnel> tunnel(WgQuickFile file, String text) {
        MeshTunnel wanted = mesh.tunnel(host.node());
        require(file.settings().addresses().equals(wanted.addresses()), "Address", wanted.addresses());
        require(
                file.settings().listenPort().equals(host.listenPort(mesh)),
                "ListenPort",
                host.listenPort(mesh).map(String::valueOf).orElse("left out"));
        require(file.settings().mtu().equals(Optional.of(wanted.mtu())), "MTU", wanted.mtu());
        file.settings().others().forEach(this::other);
        SortedMap<String, PeerSettings> peers = peers(file.peers());
        return host.key(host.node(), mesh)
                .filter(_ -> !failed)
                .map(key -> new Tunnel(mesh.interfaceName(), key, file.settings(), peers, text, host.names()));
    }

    private SortedMap<String, PeerSettings> peers(List<PeerSettings> rendered) {
        Map<PeerKey, SharedPeer> wanted = new HashMap<>();
        host.peers(mesh).forEach(p -> wanted.put(p.key(), p));
        SortedMap<String, PeerSettings> peers = new TreeMap<>();
        for (PeerSettings peer : rendered) {
            SharedPeer want = wanted.get(peer.key());
            if (want == null) {
                error("has a [Peer] with a key that belongs to no peer of this node");
            } else if (peers.put(want.peering().peer().value(), peer) != null) {
                error("has " + want.peering().peer() + " twice");
            } else {
                check(peer, want);
            }
        }
        if (peers.size() < host.peers(mesh).size()) {
            host.peers(mesh).stream()
                    .map(p -> p.peering().peer())
                    .filter(node -> !peers.containsKey(node.value()))
                    .forEach(node -> error("leaves out its peer " + node));
        }
        return peers;
    }

    private void check(PeerSettings peer, SharedPeer want) {
        Peering peering = want.peering();
        require(
                peer.allowedIps().equals(peering.allowedIps()),
                "AllowedIPs of " + peering.peer(),
                peering.allowedIps());
        if (!peer.presharedKey().equals(want.psk())) {
            error(
                    (want.psk().isPresent() ? "does not set the PresharedKey of " : "sets a PresharedKey of ")
                            + peering.peer() + (want.psk().isPresent() ? "" : ", which has none")
                            + ". For every peer it needs: <#if peer.preshared_key??>PresharedKey = ${peer.preshared_key}</#if>");
        }
    }

    private void other(String setting) {
        String key = setting.substring(0, setting.indexOf(' '));
        boolean hook = HOOKS.stream().anyMatch(key::equalsIgnoreCase);
        if (!host.dns(mesh).isEmpty() && setting.equalsIgnoreCase("DNS = " + String.join(", ", host.dns(mesh)))) {
            return;
        }
        if (!hook) {
            error("sets " + key + ", which this version does not manage; leave it out");
        } else if (!host.self().allowHooks()) {
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
        diagnostics.error(usedAt, "the tunnel file rendered for " + host.subject(mesh) + " " + message + ".");
    }
}
