package io.wgorch.resource;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.InterfaceSettings;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.PeerStats;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Tunnels as wanted and as found, from a seed: near enough to each other that every kind of difference comes up.
final class RandomTunnels {
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");
    private static final List<String> PREFIXES = List.of(
            "10.0.0.3/32",
            "10.0.0.4/32",
            "10.0.0.5/32",
            "10.9.0.0/16",
            "10.9.1.0/24",
            "192.168.7.0/24",
            "fd00::3/128",
            "2001:db8::/48");
    private static final List<String> ADDRESSES = List.of("10.0.0.2/24", "10.0.0.22/24", "fd00::2/64", "10.5.0.1/16");
    private static final List<String> ENDPOINTS =
            List.of("192.0.2.1:51820", "192.0.2.2:51820", "[2001:db8::9]:51820", "b.example.com:51820");

    private final Random random;

    RandomTunnels(long seed) {
        this.random = new Random(seed);
    }

    Tunnel desired() {
        SortedMap<String, PeerSettings> peers = new TreeMap<>();
        peers(false).forEach((key, peer) -> peers.put("node-" + key.base64().charAt(0), peer));
        InterfaceSettings settings = new InterfaceSettings(
                new TreeSet<>(some(ADDRESSES)),
                Optional.of(51820 + random.nextInt(2)),
                Optional.of(1420 - random.nextInt(2) * 40),
                List.of());
        return new Tunnel("wg0", TestKeys.key("own" + random.nextInt(2)), settings, peers, "text", names(peers));
    }

    private static Map<PublicKey, String> names(SortedMap<String, PeerSettings> peers) {
        Map<PublicKey, String> names = new TreeMap<>();
        peers.forEach((node, peer) -> names.put((PublicKey) peer.key(), node));
        return names;
    }

    TunnelSeen seen() {
        SortedMap<PublicKey, PeerSettings> peers = peers(true);
        Map<PublicKey, PeerStats> stats = new TreeMap<>();
        peers.forEach((key, peer) -> stats.put(key, new PeerStats(peer.endpoint(), random.nextInt(3) * 1000L, 1, 1)));
        boolean up = random.nextInt(5) > 0;
        TreeSet<Cidr> routes = new TreeSet<>();
        if (up) {
            peers.values().stream()
                    .flatMap(p -> p.allowedIps().stream())
                    .filter(_ -> random.nextBoolean())
                    .forEach(routes::add);
        }
        TunnelSeen.Live live = new TunnelSeen.Live(
                2100,
                up,
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(TestKeys.key("own" + random.nextInt(2))),
                51820 + random.nextInt(2),
                1420 - random.nextInt(2) * 40,
                random.nextInt(3) * 0x100L,
                new TreeSet<>(some(ADDRESSES)),
                routes,
                peers,
                stats);
        return new TunnelSeen(Optional.empty(), Optional.of(live), true, Optional.empty(), List.of());
    }

    /// No prefix has two owners, as in the kernel and in a mesh.
    private SortedMap<PublicKey, PeerSettings> peers(boolean found) {
        List<Cidr> free = new ArrayList<>(some(PREFIXES));
        Collections.shuffle(free, random);
        SortedMap<PublicKey, PeerSettings> peers = new TreeMap<>();
        for (String name : KEYS) {
            if (random.nextInt(3) == 0) {
                continue;
            }
            TreeSet<Cidr> allowed = new TreeSet<>();
            for (int n = random.nextInt(3); n > 0 && !free.isEmpty(); n--) {
                allowed.add(free.removeLast());
            }
            Optional<Endpoint> endpoint = random.nextInt(4) == 0
                    ? Optional.empty()
                    : Endpoint.parse(ENDPOINTS.get(random.nextInt(found ? 3 : 4)));
            Optional<Psk> psk = random.nextInt(3) == 0
                    ? Optional.of(new PskHash("00000000000" + random.nextInt(3)))
                    : Optional.empty();
            PublicKey key = TestKeys.key(name);
            peers.put(key, new PeerSettings(key, allowed, endpoint, random.nextInt(2) * 25, psk));
        }
        return peers;
    }

    private List<Cidr> some(List<String> texts) {
        return texts.stream()
                .filter(_ -> random.nextInt(3) > 0)
                .map(t -> Cidr.parse(t).orElseThrow())
                .toList();
    }
}
