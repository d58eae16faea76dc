package io.wgorch.resource;

import io.wgorch.diag.Diagnostics;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.PeerStats;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.WgQuickFile;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A tunnel as a host has it: its file, and what the kernel runs.
///
/// @param file the file on disk; empty when there is none
/// @param live what runs; empty when the interface does not exist
/// @param unitActive whether systemd believes that `wg-quick@` runs
/// @param newKey a key that was made and is not in use
/// @param newPsks preshared keys that were brought and may not be in use
public record TunnelSeen(
        Optional<File> file, Optional<Live> live, boolean unitActive, Optional<PublicKey> newKey, List<PskHash> newPsks)
        implements Seen {
    /// The file on disk.
    ///
    /// @param text with the private key as a placeholder and preshared keys as [PskHash]es
    /// @param key the public half of the private key in it
    /// @param access mode and owner: `600 root:root`
    public record File(String text, Optional<PublicKey> key, String access) {
        Optional<WgQuickFile> parsed() {
            return WgQuickFile.parse("wg0.conf", text, new Diagnostics());
        }
    }

    /// What the kernel runs.
    ///
    /// @param now seconds since the epoch on the host's clock, when this was seen
    /// @param up whether the link is administratively up
    /// @param fwmark of the packets that it sends; 0 for none
    public record Live(
            long now,
            boolean up,
            Optional<PublicKey> key,
            int listenPort,
            int mtu,
            long fwmark,
            SortedSet<Cidr> addresses,
            SortedSet<Cidr> routes,
            SortedMap<PublicKey, PeerSettings> peers,
            Map<PublicKey, PeerStats> stats) {}

    @Override
    public boolean present() {
        return file.isPresent() || live.isPresent();
    }

    /// The key in use: what runs, else what would run after a reboot.
    public Optional<PublicKey> key() {
        return live.flatMap(Live::key).or(() -> file.flatMap(File::key));
    }

    /// The preshared keys that are set, by the key of the peer: the kernel's, then that of the file.
    public Map<PublicKey, List<PskHash>> psks() {
        Map<PublicKey, List<PskHash>> psks = new HashMap<>();
        Stream.concat(
                        live.stream().flatMap(l -> l.peers().values().stream()),
                        file.stream().flatMap(f -> f.parsed().stream()).flatMap(f -> f.peers().stream()))
                .forEach(peer -> {
                    if (peer.key() instanceof PublicKey key
                            && peer.presharedKey().orElse(null) instanceof PskHash psk) {
                        psks.computeIfAbsent(key, _ -> new ArrayList<>()).add(psk);
                    }
                });
        return psks;
    }

    /// Every preshared key that the host has for the tunnel.
    public Set<Psk> knownPsks() {
        Set<Psk> all = new HashSet<>(newPsks);
        psks().values().forEach(all::addAll);
        return all;
    }

    /// Whether a peer's key is in the kernel or in the file.
    public boolean holds(PublicKey peer) {
        return live.map(l -> l.peers().containsKey(peer)).orElse(false)
                || file.map(f -> f.text().contains(peer.base64())).orElse(false);
    }

    /// Whether an address is on the interface or in the file.
    public boolean holds(InetAddress address) {
        return Stream.concat(
                        live.stream().flatMap(l -> l.addresses().stream()),
                        file.stream().flatMap(f -> f.parsed().stream()).flatMap(f -> f.settings().addresses().stream()))
                .anyMatch(a -> a.address().equals(address));
    }

    static TunnelSeen read(ProbeOutput out) {
        Optional<File> file =
                out.first("file.access").map(access -> new File(out.text("file"), key(out, "file.key"), access));
        List<PskHash> newPsks = out.all("stat.new_psk").stream()
                .flatMap(hex -> PskHash.ofHex(hex).stream())
                .toList();
        return new TunnelSeen(file, live(out), out.has("unit.active"), key(out, "stat.new_key"), newPsks);
    }

    private static Optional<PublicKey> key(ProbeOutput out, String field) {
        return out.first(field).flatMap(PublicKey::parse);
    }

    private static Optional<Live> live(ProbeOutput out) {
        if (!out.has("live")) {
            return Optional.empty();
        }
        TreeMap<PublicKey, PeerStats> stats = new TreeMap<>();
        for (String line : out.all("stat.peer")) {
            List<String> words = List.of(line.split(" ", -1));
            if (words.size() == 5) {
                PublicKey.parse(words.get(0)).ifPresent(k -> stats.put(k, stats(words)));
            }
        }
        TreeMap<PublicKey, PeerSettings> peers = new TreeMap<>();
        for (String line : out.all("peer")) {
            List<String> words = List.of(line.split(" ", -1));
            if (words.size() == 4) {
                PublicKey.parse(words.get(0)).ifPresent(k -> peers.put(k, peer(k, words, stats)));
            }
        }
        return Optional.of(new Live(
                longNumber(out.first("stat.now").orElse("")),
                out.first("live").orElse("").equals("up"),
                key(out, "key"),
                number(out.first("port").orElse("")),
                number(out.first("mtu").orElse("")),
                out.first("fwmark")
                        .filter(m -> m.matches("0x[0-9a-f]{1,8}"))
                        .map(Long::decode)
                        .orElse(0L),
                Collections.unmodifiableSortedSet(cidrs(out.all("address"))),
                Collections.unmodifiableSortedSet(cidrs(out.all("route"))),
                Collections.unmodifiableSortedMap(peers),
                Collections.unmodifiableMap(stats)));
    }

    /// `KEY PSK ALLOWED KEEPALIVE`
    private static PeerSettings peer(PublicKey key, List<String> words, Map<PublicKey, PeerStats> stats) {
        return new PeerSettings(
                key,
                cidrs(List.of(words.get(2).split(",", -1))),
                Optional.ofNullable(stats.get(key)).flatMap(PeerStats::endpoint),
                number(words.get(3)),
                PskHash.ofHex(words.get(1)).map(Psk.class::cast));
    }

    /// `KEY ENDPOINT HANDSHAKE RECEIVED SENT`
    private static PeerStats stats(List<String> words) {
        return new PeerStats(
                Endpoint.parse(words.get(1)), number(words.get(2)), longNumber(words.get(3)), longNumber(words.get(4)));
    }

    private static TreeSet<Cidr> cidrs(Collection<String> texts) {
        TreeSet<Cidr> cidrs = new TreeSet<>();
        texts.forEach(t -> Cidr.parse(t).ifPresent(cidrs::add));
        return cidrs;
    }

    private static int number(String text) {
        return (int) longNumber(text);
    }

    private static long longNumber(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
