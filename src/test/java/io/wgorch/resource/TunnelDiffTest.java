package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.InterfaceSettings;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.PeerStats;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Every component of every record behind a tunnel is either diffed or on a list of what is not, so that a new one
/// cannot be forgotten.
class TunnelDiffTest {
    private static final PublicKey OWN = TestKeys.key("own");
    private static final PublicKey PEER = TestKeys.key("peer");
    private static final PublicKey OTHER = TestKeys.key("other");
    private static final Optional<Endpoint> AT = Endpoint.parse("192.0.2.2:51820");
    private static final Optional<Endpoint> ELSEWHERE = Endpoint.parse("192.0.2.99:51820");
    private static final String TEXT = """
            [Interface]
            Address = 10.0.0.1/24
            ListenPort = 51820
            MTU = 1420
            PrivateKey = @private_key@
            [Peer]
            PublicKey = %s
            AllowedIPs = 10.0.0.2/32
            Endpoint = 192.0.2.2:51820
            """.formatted(PEER);

    private static SortedSet<Cidr> cidrs(String... texts) {
        TreeSet<Cidr> cidrs = new TreeSet<>();
        Arrays.stream(texts).forEach(t -> cidrs.add(Cidr.parse(t).orElseThrow()));
        return cidrs;
    }

    private static PeerSettings peer() {
        return new PeerSettings(PEER, cidrs("10.0.0.2/32"), AT, 0, Optional.empty());
    }

    private static InterfaceSettings settings() {
        return new InterfaceSettings(cidrs("10.0.0.1/24"), Optional.of(51820), Optional.of(1420), List.of());
    }

    private static Tunnel tunnel(PublicKey key, InterfaceSettings settings, PeerSettings peer, String text) {
        return new Tunnel("wg0", key, settings, new TreeMap<>(Map.of("nodeB", peer)), text, Map.of(PEER, "nodeB"));
    }

    private static Tunnel with(InterfaceSettings settings) {
        return tunnel(OWN, settings, peer(), TEXT);
    }

    private static Tunnel with(PeerSettings peer) {
        return tunnel(OWN, settings(), peer, TEXT);
    }

    private static TunnelSeen.File file() {
        return new TunnelSeen.File(TEXT, Optional.of(OWN), "600 root:root");
    }

    private static TunnelSeen.Live live() {
        return new TunnelSeen.Live(
                0,
                true,
                Optional.of(OWN),
                51820,
                1420,
                0,
                cidrs("10.0.0.1/24"),
                cidrs(),
                new TreeMap<>(Map.of(PEER, peer())),
                Map.of(PEER, new PeerStats(AT, 0, 0, 0)));
    }

    private static TunnelSeen seen(TunnelSeen.File file, TunnelSeen.Live live) {
        return new TunnelSeen(Optional.of(file), Optional.of(live), true, Optional.empty(), List.of());
    }

    private static final Tunnel WANTED = tunnel(OWN, settings(), peer(), TEXT);
    private static final TunnelSeen FOUND = seen(file(), live());

    private static boolean differs(Tunnel wanted) {
        return !TunnelDiff.of(wanted, FOUND).isEmpty();
    }

    private static boolean differs(TunnelSeen found) {
        return !TunnelDiff.of(WANTED, found).isEmpty();
    }

    private static void covers(Class<? extends Record> type, Map<String, Boolean> diffed, Set<String> ignored) {
        Set<String> listed = new TreeSet<>(diffed.keySet());
        listed.addAll(ignored);
        assertThat(Arrays.stream(type.getRecordComponents()).map(c -> c.getName()))
                .as(type.getSimpleName())
                .containsExactlyInAnyOrderElementsOf(listed);
        diffed.forEach((component, differs) ->
                assertThat(differs).as(type.getSimpleName() + "." + component).isTrue());
    }

    @Test
    void whatIsAsWantedDoesNotDiffer() {
        assertThat(TunnelDiff.of(WANTED, FOUND)).isEmpty();
    }

    @Test
    void everyComponentOfATunnel() {
        covers(
                Tunnel.class,
                Map.of(
                        "key", differs(tunnel(OTHER, settings(), peer(), TEXT)),
                        "settings",
                                differs(with(new InterfaceSettings(
                                        cidrs("10.0.0.9/24"), Optional.of(51820), Optional.of(1420), List.of()))),
                        "peers", differs(with(new PeerSettings(OTHER, peer().allowedIps(), AT, 0, Optional.empty()))),
                        "fileText", differs(tunnel(OWN, settings(), peer(), TEXT + "# more\n"))),
                Set.of("interfaceName", "names"));
    }

    @Test
    void everyComponentOfTheInterface() {
        SortedSet<Cidr> addresses = settings().addresses();
        covers(
                InterfaceSettings.class,
                Map.of(
                        "addresses",
                                differs(with(new InterfaceSettings(
                                        cidrs("10.0.0.1/16"), Optional.of(51820), Optional.of(1420), List.of()))),
                        "listenPort",
                                differs(with(new InterfaceSettings(
                                        addresses, Optional.of(1), Optional.of(1420), List.of()))),
                        "mtu",
                                differs(with(new InterfaceSettings(
                                        addresses, Optional.of(51820), Optional.of(1280), List.of()))),
                        // Hooks and the like are in no kernel: they stand in the file, whose text differs with them.
                        "others",
                                differs(tunnel(
                                        OWN,
                                        new InterfaceSettings(
                                                addresses,
                                                Optional.of(51820),
                                                Optional.of(1420),
                                                List.of("PostUp = x")),
                                        peer(),
                                        TEXT.replace("MTU", "PostUp = x\nMTU")))),
                Set.of());
    }

    @Test
    void everyComponentOfAPeer() {
        covers(
                PeerSettings.class,
                Map.of(
                        "key", differs(with(new PeerSettings(OTHER, peer().allowedIps(), AT, 0, Optional.empty()))),
                        "allowedIps",
                                differs(with(new PeerSettings(PEER, cidrs("10.0.0.3/32"), AT, 0, Optional.empty()))),
                        "endpoint",
                                differs(with(
                                        new PeerSettings(PEER, peer().allowedIps(), ELSEWHERE, 0, Optional.empty()))),
                        "keepalive",
                                differs(with(new PeerSettings(PEER, peer().allowedIps(), AT, 25, Optional.empty()))),
                        "presharedKey",
                                differs(with(new PeerSettings(
                                        PEER, peer().allowedIps(), AT, 0, Optional.of(new PskHash("0123456789ab")))))),
                Set.of());
    }

    @Test
    void everyComponentOfWhatRuns() {
        TunnelSeen.Live l = live();
        Map<String, TunnelSeen.Live> other = new LinkedHashMap<>();
        other.put(
                "up",
                new TunnelSeen.Live(
                        0, false, l.key(), 51820, 1420, 0, l.addresses(), l.routes(), l.peers(), l.stats()));
        other.put(
                "key",
                new TunnelSeen.Live(
                        0, true, Optional.of(OTHER), 51820, 1420, 0, l.addresses(), l.routes(), l.peers(), l.stats()));
        other.put(
                "listenPort",
                new TunnelSeen.Live(0, true, l.key(), 1, 1420, 0, l.addresses(), l.routes(), l.peers(), l.stats()));
        other.put(
                "mtu",
                new TunnelSeen.Live(0, true, l.key(), 51820, 1280, 0, l.addresses(), l.routes(), l.peers(), l.stats()));
        other.put(
                "fwmark",
                new TunnelSeen.Live(0, true, l.key(), 51820, 1420, 1, l.addresses(), l.routes(), l.peers(), l.stats()));
        other.put(
                "addresses",
                new TunnelSeen.Live(0, true, l.key(), 51820, 1420, 0, cidrs(), l.routes(), l.peers(), l.stats()));
        other.put(
                "routes",
                new TunnelSeen.Live(
                        0, true, l.key(), 51820, 1420, 0, l.addresses(), cidrs("10.9.0.0/16"), l.peers(), l.stats()));
        other.put(
                "peers",
                new TunnelSeen.Live(
                        0, true, l.key(), 51820, 1420, 0, l.addresses(), l.routes(), new TreeMap<>(), l.stats()));
        Map<String, Boolean> diffed = new LinkedHashMap<>();
        other.forEach((component, live) -> diffed.put(component, differs(seen(file(), live))));

        covers(TunnelSeen.Live.class, diffed, Set.of("now", "stats"));
    }

    @Test
    void everyComponentOfWhatIsSeen() {
        covers(
                TunnelSeen.class,
                Map.of(
                        "file",
                                differs(new TunnelSeen(
                                        Optional.empty(), FOUND.live(), true, Optional.empty(), List.of())),
                        "live",
                                differs(new TunnelSeen(
                                        FOUND.file(), Optional.empty(), true, Optional.empty(), List.of())),
                        "unitActive",
                                differs(new TunnelSeen(
                                        FOUND.file(), FOUND.live(), false, Optional.empty(), List.of()))),
                Set.of("newKey", "newPsks"));
        covers(
                TunnelSeen.File.class,
                Map.of(
                        "text",
                                differs(seen(
                                        new TunnelSeen.File(
                                                TEXT.replace("1420", "1400"), Optional.of(OWN), "600 root:root"),
                                        live())),
                        "key", differs(seen(new TunnelSeen.File(TEXT, Optional.of(OTHER), "600 root:root"), live())),
                        "access", differs(seen(new TunnelSeen.File(TEXT, Optional.of(OWN), "640 root:root"), live()))),
                Set.of());
    }
}
