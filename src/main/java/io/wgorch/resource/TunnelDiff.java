package io.wgorch.resource;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.InterfaceSettings;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.PeerStats;
import io.wgorch.wireguard.PendingKey;
import io.wgorch.wireguard.PendingPsk;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.WgQuickFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Every field in which a tunnel differs from what is desired. What runs is compared first, then the file: a difference
/// that both share is named once, one that only the file has is named under `file`.
final class TunnelDiff {
    private final Tunnel desired;
    private final List<FieldChange> changes = new ArrayList<>();

    private TunnelDiff(Tunnel desired) {
        this.desired = desired;
    }

    static List<FieldChange> of(Tunnel desired, TunnelSeen seen) {
        TunnelDiff diff = new TunnelDiff(desired);
        seen.live().ifPresentOrElse(diff::live, () -> diff.interfaceIsDown(seen.present()));
        if (seen.live().isPresent() && !seen.unitActive()) {
            diff.add("inactive", "active", "unit");
        }
        seen.file().ifPresentOrElse(diff::file, diff::fileIsMissing);
        return List.copyOf(diff.changes);
    }

    /// What goes when the tunnel goes.
    static List<FieldChange> removal(TunnelSeen seen) {
        List<FieldChange> changes = new ArrayList<>();
        seen.key().ifPresent(k -> changes.add(FieldChange.of(k.base64(), "", "key")));
        seen.live()
                .ifPresent(
                        l -> changes.add(FieldChange.of(String.valueOf(l.peers().size()), "", "peers")));
        return changes;
    }

    private void interfaceIsDown(boolean configured) {
        if (configured) {
            add("down", "up", "interface");
            return;
        }
        addKey("", desired.key(), "key");
        add("", addresses(desired.settings().addresses()), "addresses");
        add("", number(desired.settings().listenPort()), "listen_port");
        add("", number(desired.settings().mtu()), "mtu");
        desired.peers().forEach((node, peer) -> add("", peerText(peer), "peers", node));
    }

    private void live(TunnelSeen.Live live) {
        add(live.up() ? "up" : "down", "up", "interface");
        addKey(live.key().map(PublicKey::base64).orElse(""), desired.key(), "key");
        InterfaceSettings settings = desired.settings();
        add(addresses(live.addresses()), addresses(settings.addresses()), "addresses");
        settings.listenPort().ifPresent(p -> add(String.valueOf(live.listenPort()), String.valueOf(p), "listen_port"));
        settings.mtu().ifPresent(m -> add(String.valueOf(live.mtu()), String.valueOf(m), "mtu"));
        add(mark(live.fwmark()), "off", "fwmark");
        add(addresses(live.routes()), addresses(desired.routes()), "routes");
        peers(byNode(live.peers().values()), live);
    }

    private void peers(SortedMap<String, PeerSettings> seen, TunnelSeen.Live live) {
        desired.peers().forEach((node, want) -> {
            PeerSettings have = seen.get(node);
            if (have == null) {
                add("", peerText(want), "peers", node);
            } else {
                peer(node, have, want);
                endpoint(node, have, want, live);
            }
        });
        seen.forEach((node, have) -> {
            if (!desired.peers().containsKey(node)) {
                add(peerText(have), "", "peers", node);
            }
        });
    }

    private void peer(String node, PeerSettings have, PeerSettings want) {
        addKey(have.key().text(), want.key(), "peers", node, "public_key");
        add(addresses(have.allowedIps()), addresses(want.allowedIps()), "peers", node, "allowed_ips");
        add(keepalive(have), keepalive(want), "peers", node, "persistent_keepalive");
        psk(node, have.presharedKey(), want.presharedKey());
    }

    private void psk(String node, Optional<Psk> have, Optional<Psk> want) {
        if (have.equals(want)) {
            return;
        }
        String set = "set";
        FieldChange change = want.filter(PendingPsk.class::isInstance).isPresent()
                ? new FieldChange(List.of("peers", node, "preshared_key"), have.map(_ -> set), Optional.empty(), true)
                : FieldChange.of(
                        have.map(_ -> want.isPresent() ? "another" : set).orElse(""),
                        want.map(_ -> set).orElse(""),
                        "peers",
                        node,
                        "preshared_key");
        changes.add(change);
    }

    /// A peer that roamed is no drift: while its session lives, its endpoint is what its last authenticated packet
    /// said.
    /// A name is resolved by the host, so that any address may be right.
    private void endpoint(String node, PeerSettings have, PeerSettings want, TunnelSeen.Live live) {
        Optional<Endpoint> wanted = want.endpoint();
        if (wanted.isEmpty() || have.endpoint().equals(wanted)) {
            return;
        }
        PeerStats stats = have.key() instanceof PublicKey key ? live.stats().get(key) : null;
        boolean roamed = stats != null && stats.isAlive(live.now());
        boolean named = have.endpoint().isPresent() && !wanted.get().isLiteral();
        if (!roamed && !named) {
            add(endpointText(have), endpointText(want), "peers", node, "endpoint");
        }
    }

    private void fileIsMissing() {
        if (changes.stream()
                .noneMatch(c -> c.path().equals(List.of("key")) && c.before().isEmpty())) {
            add("missing", "present", "file");
        }
    }

    private void file(TunnelSeen.File file) {
        add(file.access(), Tunnel.FILE_ACCESS, "file", "access");
        if (file.text().equals(desired.fileText())
                && file.key().map(desired.key()::equals).orElse(false)) {
            return;
        }
        TunnelDiff inFile = new TunnelDiff(desired);
        file.parsed().ifPresent(f -> inFile.compareFile(f, file));
        int before = changes.size();
        inFile.changes.stream().filter(c -> !isNamed(c)).forEach(c -> changes.add(isEndpoint(c) ? c : underFile(c)));
        if (inFile.changes.isEmpty() && before == changes.size()) {
            changes.addAll(TextDiff.of(file.text(), desired.fileText()));
        }
    }

    /// Another endpoint is dialled at once as well; one that goes stays in the kernel, which cannot forget it.
    private static boolean isEndpoint(FieldChange change) {
        return change.path().getLast().equals("endpoint") && change.after().isPresent();
    }

    /// A peer that goes is named once, although its endpoint is a name in the file and an address in the kernel.
    private boolean isNamed(FieldChange inFile) {
        return changes.stream()
                .anyMatch(c -> c.equals(inFile)
                        || (c.path().equals(inFile.path()) && isEndpoint(inFile))
                        || (c.path().equals(inFile.path())
                                && c.path().size() == 2
                                && c.after().isEmpty()
                                && inFile.after().isEmpty()));
    }

    private void compareFile(WgQuickFile file, TunnelSeen.File seen) {
        InterfaceSettings have = file.settings();
        InterfaceSettings want = desired.settings();
        addKey(seen.key().map(PublicKey::base64).orElse(""), desired.key(), "key");
        add(addresses(have.addresses()), addresses(want.addresses()), "addresses");
        add(number(have.listenPort()), number(want.listenPort()), "listen_port");
        add(number(have.mtu()), number(want.mtu()), "mtu");
        add(String.join("; ", have.others()), String.join("; ", want.others()), "settings");
        SortedMap<String, PeerSettings> peers = byNode(file.peers());
        desired.peers().forEach((node, wanted) -> {
            PeerSettings peer = peers.get(node);
            if (peer == null) {
                add("", peerText(wanted), "peers", node);
            } else {
                peer(node, peer, wanted);
                add(endpointText(peer), endpointText(wanted), "peers", node, "endpoint");
            }
        });
        peers.forEach((node, peer) -> {
            if (!desired.peers().containsKey(node)) {
                add(peerText(peer), "", "peers", node);
            }
        });
    }

    private static FieldChange underFile(FieldChange change) {
        List<String> path = new ArrayList<>(List.of("file"));
        path.addAll(change.path());
        return new FieldChange(path, change.before(), change.after(), change.afterUnknown());
    }

    /// Peers by the name of their node; a key that nobody knows is its own name. Two keys of one node keep the newer
    /// name for the key that is desired.
    private SortedMap<String, PeerSettings> byNode(Collection<PeerSettings> peers) {
        SortedMap<String, PeerSettings> named = new TreeMap<>();
        for (PeerSettings peer : peers) {
            String node = name(peer.key());
            PeerSettings wanted = desired.peers().get(node);
            boolean isDesired = wanted != null && wanted.key().equals(peer.key());
            PeerSettings other = named.get(node);
            if (other == null) {
                named.put(node, peer);
            } else if (isDesired) {
                named.put(other.key().text(), other);
                named.put(node, peer);
            } else {
                named.put(peer.key().text(), peer);
            }
        }
        return named;
    }

    private String name(PeerKey key) {
        return key instanceof PublicKey known
                ? desired.names().getOrDefault(known, known.base64())
                : ((PendingKey) key).node();
    }

    private void addKey(String before, PeerKey after, String... path) {
        FieldChange change = switch (after) {
            case PublicKey known -> FieldChange.of(before, known.base64(), path);
            case PendingKey _ ->
                new FieldChange(List.of(path), Optional.of(before).filter(b -> !b.isEmpty()), Optional.empty(), true);
        };
        if (change.differs()) {
            changes.add(change);
        }
    }

    private void add(String before, String after, String... path) {
        FieldChange change = FieldChange.of(before, after, path);
        if (change.differs()) {
            changes.add(change);
        }
    }

    static String peerText(PeerSettings peer) {
        String at = peer.endpoint().map(e -> " at " + e).orElse("");
        String allowed = peer.allowedIps().isEmpty() ? "no allowed ips" : addresses(peer.allowedIps());
        return allowed
                + at
                + (peer.keepalive() > 0 ? " keepalive " + peer.keepalive() : "")
                + (peer.presharedKey().isPresent() ? " with a preshared key" : "");
    }

    private static String addresses(Collection<Cidr> cidrs) {
        return cidrs.stream().map(Cidr::toString).collect(Collectors.joining(" "));
    }

    private static String keepalive(PeerSettings peer) {
        return peer.keepalive() == 0 ? "off" : String.valueOf(peer.keepalive());
    }

    private static String mark(long fwmark) {
        return fwmark == 0 ? "off" : "0x" + Long.toHexString(fwmark);
    }

    private static String endpointText(PeerSettings peer) {
        return peer.endpoint().map(Endpoint::toString).orElse("");
    }

    private static String number(Optional<Integer> number) {
        return number.map(String::valueOf).orElse("");
    }
}
