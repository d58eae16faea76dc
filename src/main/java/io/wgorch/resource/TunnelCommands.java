package io.wgorch.resource;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.PeerSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The commands that take a running interface from what was seen to what is desired, and back. Both ways are made by
/// the
/// same rule from the two states, so that undo is the inverse by construction. Peers that do not differ are not named:
/// naming one would reset its endpoint.
final class TunnelCommands {
    private final String name;
    private final State seen;
    private final State desired;
    private final Set<PeerKey> redialled = new HashSet<>();

    TunnelCommands(Tunnel tunnel, TunnelSeen tunnelSeen) {
        name = tunnel.interfaceName();
        seen = tunnelSeen.live().map(State::of).orElse(State.NOTHING);
        desired = State.of(tunnel);
        for (FieldChange change : TunnelDiff.of(tunnel, tunnelSeen)) {
            if (change.path().getLast().equals("endpoint")) {
                String node = change.path().get(change.path().size() - 2);
                Optional.ofNullable(tunnel.peers().get(node)).ifPresent(p -> redialled.add(p.key()));
            }
        }
    }

    String activate() {
        return move(seen, desired, "new");
    }

    String undo() {
        return move(desired, seen, "old");
    }

    private String move(State from, State to, String side) {
        StringBuilder out = new StringBuilder();
        from.peers().keySet().stream()
                .filter(k -> !to.peers().containsKey(k))
                .forEach(k -> out.append(Shell.command("wg", "set", name, "peer", k.text(), "remove")));
        if (!from.key().equals(to.key())) {
            out.append("wg set ").append(Shell.quote(name)).append(" private-key \"$T/");
            out.append(name).append(".key.").append(side).append("\"\n");
        }
        if (to.fwmark() != from.fwmark()) {
            out.append(Shell.command("wg", "set", name, "fwmark", String.valueOf(to.fwmark())));
        }
        if (to.listenPort() != from.listenPort()) {
            out.append(Shell.command("wg", "set", name, "listen-port", String.valueOf(to.listenPort())));
        }
        to.peers()
                .forEach((key, peer) ->
                        peer(out, Optional.ofNullable(from.peers().get(key)), peer));
        if (to.mtu() != from.mtu()) {
            out.append(Shell.command("ip", "link", "set", "dev", name, "mtu", String.valueOf(to.mtu())));
        }
        differences(from.routes(), to.routes(), r -> out.append(del(r, "route")));
        addresses(out, from, to, side);
        if (to.up() && !from.up()) {
            out.append(Shell.command("ip", "link", "set", "up", "dev", name));
        }
        Collection<Cidr> standing = flushes(from, to, side) ? Set.of() : from.routes();
        differences(to.routes(), standing, r -> out.append(ip(r, "route", "replace", r.toString())));
        if (from.up() && !to.up()) {
            out.append(Shell.command("ip", "link", "set", "down", "dev", name));
        }
        return out.toString();
    }

    /// An address that goes takes those of its network with it that came later, unless
    /// `promote_secondaries` is set, and the last one takes all routes (devinet.c and fib_frontend.c in
    /// the kernel). So what stays is put again.
    private void addresses(StringBuilder out, State from, State to, String side) {
        differences(to.addresses(), from.addresses(), a -> out.append(ip(a, "address", "replace", a.toString())));
        differences(from.addresses(), to.addresses(), a -> out.append(del(a, "address")));
        if (flushes(from, to, side)) {
            to.addresses().forEach(a -> out.append(ip(a, "address", "replace", a.toString())));
        }
    }

    /// Whether addresses and routes that stay may be lost on the way. Undo cannot know how far activation got.
    private static boolean flushes(State from, State to, String side) {
        return side.equals("old") || (to.up() && !from.up()) || !to.addresses().containsAll(from.addresses());
    }

    /// What is to go may have gone already: with another address, or because undo comes after half of an activation.
    private String del(Cidr cidr, String what) {
        return ip(cidr, what, "del", cidr.toString()).strip() + " || :\n";
    }

    private void peer(StringBuilder out, Optional<PeerSettings> from, PeerSettings to) {
        boolean redial = from.isEmpty() || redialled.contains(to.key());
        boolean same = from.map(f -> f.allowedIps().equals(to.allowedIps())
                        && f.keepalive() == to.keepalive()
                        && f.presharedKey().equals(to.presharedKey()))
                .orElse(false);
        if (same && !redial) {
            return;
        }
        List<String> words = new ArrayList<>(List.of("set_peer", name, to.key().text()));
        words.addAll(List.of("persistent-keepalive", to.keepalive() == 0 ? "off" : String.valueOf(to.keepalive())));
        words.addAll(List.of("allowed-ips", join(to.allowedIps())));
        if (redial) {
            to.endpoint().ifPresent(e -> words.addAll(List.of("endpoint", e.toString())));
        }
        to.presharedKey().ifPresent(psk -> out.append(Shell.command("tunnel_psk", name, psk.text())));
        out.append(Shell.command(words).strip());
        out.append(to.presharedKey().isPresent() ? " preshared-key \"$T/psk\"\n" : " preshared-key /dev/null\n");
    }

    private String ip(Cidr cidr, String... words) {
        List<String> command = new ArrayList<>(List.of("ip", cidr.bits() == 32 ? "-4" : "-6"));
        command.addAll(List.of(words));
        command.addAll(List.of("dev", name));
        return Shell.command(command);
    }

    private static void differences(
            Collection<Cidr> of, Collection<Cidr> without, java.util.function.Consumer<Cidr> use) {
        of.stream().filter(c -> !without.contains(c)).forEach(use);
    }

    private static String join(Collection<Cidr> cidrs) {
        return cidrs.stream().map(Cidr::toString).collect(Collectors.joining(","));
    }

    /// What can be set on a running interface.
    private record State(
            Optional<PeerKey> key,
            boolean up,
            int listenPort,
            int mtu,
            long fwmark,
            Collection<Cidr> addresses,
            Collection<Cidr> routes,
            Map<PeerKey, PeerSettings> peers) {
        static final State NOTHING = new State(Optional.empty(), false, 0, 0, 0, Set.of(), Set.of(), Map.of());

        static State of(TunnelSeen.Live live) {
            return new State(
                    live.key().map(k -> k),
                    live.up(),
                    live.listenPort(),
                    live.mtu(),
                    live.fwmark(),
                    live.addresses(),
                    live.routes(),
                    byKey(live.peers().values()));
        }

        static State of(Tunnel tunnel) {
            return new State(
                    Optional.of(tunnel.key()),
                    true,
                    tunnel.settings().listenPort().orElse(0),
                    tunnel.settings().mtu().orElse(0),
                    0,
                    tunnel.settings().addresses(),
                    tunnel.routes(),
                    byKey(tunnel.peers().values()));
        }

        private static Map<PeerKey, PeerSettings> byKey(Collection<PeerSettings> peers) {
            Map<PeerKey, PeerSettings> map = new HashMap<>();
            peers.forEach(p -> map.put(p.key(), p));
            return map;
        }
    }
}
