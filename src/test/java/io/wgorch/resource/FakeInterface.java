package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A WireGuard interface in memory that understands the commands of [TunnelCommands], with the kernel's habits: allowed
/// IPs have one owner, the last writer; a link that goes down loses its routes; an address that goes takes the later
/// ones of its network with it, and the last IPv4 address takes all IPv4 routes. It is strict: a command that the tools
/// would refuse, or that nobody has taught it, fails.
final class FakeInterface {
    private final Map<String, Optional<PublicKey>> keyFiles = new HashMap<>();
    private final ArrayList<Cidr> addresses;

    Optional<PublicKey> key;
    boolean up;
    int port;
    int mtu;
    long fwmark;
    final SortedSet<Cidr> routes;
    final SortedMap<PublicKey, PeerSettings> peers;

    FakeInterface(Tunnel desired, TunnelSeen.Live seen) {
        key = seen.key();
        up = seen.up();
        port = seen.listenPort();
        mtu = seen.mtu();
        fwmark = seen.fwmark();
        addresses = new ArrayList<>(seen.addresses());
        routes = new TreeSet<>(seen.routes());
        peers = new TreeMap<>(seen.peers());
        keyFiles.put("$T/wg0.key.new", Optional.of((PublicKey) desired.key()));
        keyFiles.put("$T/wg0.key.old", seen.key());
    }

    SortedSet<Cidr> addresses() {
        return new TreeSet<>(addresses);
    }

    PeerSettings peer(PublicKey peer) {
        return Optional.ofNullable(peers.get(peer)).orElseThrow();
    }

    void run(String script) {
        script.lines().forEach(this::line);
    }

    void line(String line) {
        boolean lenient = line.endsWith(" || :");
        String command = lenient ? line.substring(0, line.length() - 5) : line;
        List<String> words = List.of(command.replaceAll("[\"']", "").split(" ", -1));
        boolean done = switch (words.getFirst()) {
            case "wg" -> wg(words.subList(1, words.size()));
            case "set_peer" -> {
                assertThat(words.get(1)).isEqualTo("wg0");
                peer(new PublicKey(words.get(2)), words.subList(3, words.size()));
                yield true;
            }
            case "ip" -> ip(words.subList(1, words.size()));
            case "tunnel_psk" -> takePsk(words);
            default -> false;
        };
        assertThat(done || lenient).as(line).isTrue();
    }

    private Optional<PskHash> psk = Optional.empty();

    private boolean takePsk(List<String> words) {
        assertThat(words.get(1)).isEqualTo("wg0");
        psk = PskHash.ofHex(words.get(2).replace("@", ""));
        return psk.isPresent();
    }

    private boolean wg(List<String> words) {
        assertThat(words.subList(0, 2)).containsExactly("set", "wg0");
        switch (words.get(2)) {
            case "private-key" -> key = Objects.requireNonNull(keyFiles.get(words.get(3)));
            case "fwmark" -> fwmark = Long.parseLong(words.get(3));
            case "listen-port" -> port = Integer.parseInt(words.get(3));
            case "peer" -> peer(new PublicKey(words.get(3)), words.subList(4, words.size()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void peer(PublicKey peer, List<String> words) {
        if (words.equals(List.of("remove"))) {
            peers.remove(peer);
            return;
        }
        PeerSettings old = peers.getOrDefault(
                peer, new PeerSettings(peer, new TreeSet<>(), Optional.empty(), 0, Optional.empty()));
        SortedSet<Cidr> allowed = old.allowedIps();
        Optional<Endpoint> endpoint = old.endpoint();
        int keepalive = old.keepalive();
        Optional<Psk> presharedKey = old.presharedKey();
        Iterator<String> w = words.iterator();
        while (w.hasNext()) {
            String setting = w.next();
            String value = w.next();
            switch (setting) {
                case "persistent-keepalive" -> keepalive = value.equals("off") ? 0 : Integer.parseInt(value);
                case "endpoint" -> endpoint = Endpoint.parse(value);
                case "preshared-key" ->
                    presharedKey = value.equals("$T/psk") ? psk.map(Psk.class::cast) : Optional.empty();
                case "allowed-ips" -> {
                    allowed = new TreeSet<>();
                    for (String a : value.isEmpty() ? new String[0] : value.split(",", -1)) {
                        allowed.add(Cidr.parse(a).orElseThrow());
                    }
                }
                default -> throw new AssertionError("wg set knows no " + setting);
            }
        }
        SortedSet<Cidr> taken = allowed;
        peers.replaceAll((_, p) -> without(p, taken));
        peers.put(peer, new PeerSettings(peer, allowed, endpoint, keepalive, presharedKey));
    }

    private static PeerSettings without(PeerSettings peer, SortedSet<Cidr> taken) {
        TreeSet<Cidr> rest = new TreeSet<>(peer.allowedIps());
        rest.removeAll(taken);
        return new PeerSettings(peer.key(), rest, peer.endpoint(), peer.keepalive(), peer.presharedKey());
    }

    private boolean ip(List<String> words) {
        if (words.subList(0, 2).equals(List.of("link", "set"))) {
            if (words.contains("mtu")) {
                mtu = Integer.parseInt(words.getLast());
            } else {
                up = words.get(2).equals("up");
                if (!up) {
                    routes.clear();
                }
            }
            return true;
        }
        Cidr cidr = Cidr.parse(words.get(3)).orElseThrow();
        assertThat(words.getFirst()).isEqualTo(cidr.bits() == 32 ? "-4" : "-6");
        assertThat(words.subList(4, 6)).containsExactly("dev", "wg0");
        return switch (words.get(1) + " " + words.get(2)) {
            case "address replace" -> addresses.contains(cidr) || addresses.add(cidr);
            case "address del" -> addresses.contains(cidr) && deleteAddress(cidr);
            case "route replace" -> up && (routes.contains(cidr) || routes.add(cidr));
            case "route del" -> routes.remove(cidr);
            default -> false;
        };
    }

    private boolean deleteAddress(Cidr gone) {
        boolean primary = addresses.stream()
                .filter(a -> a.network().equals(gone.network()))
                .findFirst()
                .map(gone::equals)
                .orElse(false);
        addresses.removeIf(a ->
                a.equals(gone) || (primary && gone.bits() == 32 && a.network().equals(gone.network())));
        if (gone.bits() == 32 && addresses.stream().noneMatch(a -> a.bits() == 32)) {
            routes.removeIf(r -> r.bits() == 32);
        }
        return true;
    }
}
