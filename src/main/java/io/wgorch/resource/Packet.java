package io.wgorch.resource;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is known of a packet that is held against nftables rules.
///
/// @param protocol `tcp` or `udp`
/// @param known what it has, by nft's selector (`tcp dport`, `ip saddr`, `iifname`); several values where it has one of
///     them and nobody knows which. A selector that is missing is one that nothing is known of.
record Packet(String protocol, Map<String, Set<String>> known) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final Pattern DEVICE = Pattern.compile("\"?([^\"*]+)(\\*)?\"?");
    private static final Set<String> STATES = Set.of("new", "established", "related", "invalid", "untracked");
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "icmp", "ipv6-icmp", "icmpv6", "sctp", "esp");
    private static final Set<String> FAMILIES = Set.of("ipv4", "ipv6");

    Packet {
        known = Map.copyOf(known);
    }

    /// The first packet of a UDP flow to a port of this host, from anybody.
    static Packet udpTo(int port) {
        return new Packet(
                "udp",
                Map.of(
                        "l4proto", Set.of("udp"),
                        "udp dport", Set.of(String.valueOf(port)),
                        "ct state", Set.of("new")));
    }

    /// What comes to the SSH server of this host.
    ///
    /// @param state of the connection, as conntrack has it
    static Packet to(SshPath ssh, String state) {
        Map<String, Set<String>> known = between(ssh.client(), ssh.server(), state);
        known.put("tcp dport", Set.of(String.valueOf(ssh.port())));
        known.put("iifname", ssh.devices());
        known.put("iif", ssh.devices());
        return new Packet("tcp", known);
    }

    /// What the SSH server of this host answers.
    static Packet from(SshPath ssh) {
        Map<String, Set<String>> known = between(ssh.server(), ssh.client(), "established");
        known.put("tcp sport", Set.of(String.valueOf(ssh.port())));
        known.put("oifname", ssh.devices());
        known.put("oif", ssh.devices());
        return new Packet("tcp", known);
    }

    private static Map<String, Set<String>> between(InetAddress from, InetAddress to, String state) {
        String ip = from instanceof Inet4Address ? "ip" : "ip6";
        Map<String, Set<String>> known = new HashMap<>();
        known.put(ip + " saddr", Set.of(Ip.text(from)));
        known.put(ip + " daddr", Set.of(Ip.text(to)));
        known.put("nfproto", Set.of(ip.equals("ip") ? "ipv4" : "ipv6"));
        known.put(ip.equals("ip") ? "ip protocol" : "ip6 nexthdr", Set.of("tcp"));
        known.put("l4proto", Set.of("tcp"));
        known.put("ct state", Set.of(state));
        return known;
    }

    /// The same before somebody may have translated where it goes.
    Packet translated() {
        Map<String, Set<String>> less = new HashMap<>(known);
        less.keySet().removeIf(selector -> selector.endsWith(" daddr") || selector.endsWith(" dport"));
        return new Packet(protocol, less);
    }

    /// Whether a condition holds for a packet.
    enum Match {
        YES,
        NO,
        /// It depends on what is not known, or on what this does not understand.
        PERHAPS;

        Match not() {
            return switch (this) {
                case YES -> NO;
                case NO -> YES;
                case PERHAPS -> PERHAPS;
            };
        }
    }

    /// Whether what a selector stands for is one of the values, which are separated by commas.
    Match match(String selector, String values) {
        Optional<Match> other = otherProtocol(selector);
        if (other.isPresent()) {
            return other.get();
        }
        Set<Match> all = known.getOrDefault(selector.replaceFirst("^th ", protocol + " "), Set.of()).stream()
                .map(own -> any(selector, own, values))
                .collect(Collectors.toSet());
        return all.size() == 1 ? all.iterator().next() : Match.PERHAPS;
    }

    /// A condition on a header that the packet does not have never holds.
    private Optional<Match> otherProtocol(String selector) {
        String header = selector.split(" ", 2)[0];
        Set<String> family = known.getOrDefault("nfproto", Set.of());
        boolean foreign = switch (header) {
            case "tcp", "udp", "icmp", "icmpv6" -> !header.equals(protocol);
            case "ip" -> family.equals(Set.of("ipv6"));
            case "ip6" -> family.equals(Set.of("ipv4"));
            default -> false;
        };
        return foreign ? Optional.of(Match.NO) : Optional.empty();
    }

    private static Match any(String selector, String own, String values) {
        Match best = Match.NO;
        for (String value : values.replaceAll("[{}]", "").split(",", -1)) {
            Match match = value.isBlank() ? Match.NO : one(selector, own, value.strip());
            if (match == Match.YES) {
                return match;
            }
            best = match == Match.PERHAPS ? match : best;
        }
        return best;
    }

    private static Match one(String selector, String own, String value) {
        return switch (selector) {
            case "ct state" -> word(STATES, own, value);
            case "l4proto", "ip protocol", "ip6 nexthdr" -> word(PROTOCOLS, own, value);
            case "nfproto" -> word(FAMILIES, own, value);
            case "iifname", "iif", "oifname", "oif" -> device(own, value);
            case "ip saddr", "ip daddr", "ip6 saddr", "ip6 daddr" -> address(own, value);
            default -> port(own, value);
        };
    }

    private static Match of(boolean holds) {
        return holds ? Match.YES : Match.NO;
    }

    private static Match word(Set<String> words, String own, String value) {
        return words.contains(value) ? of(own.equals(value)) : Match.PERHAPS;
    }

    private static Match port(String own, String value) {
        Matcher range = RANGE.matcher(value);
        if (!range.matches()) {
            return Match.PERHAPS;
        }
        int from = Integer.parseInt(range.group(1));
        int to = Optional.ofNullable(range.group(2)).map(Integer::parseInt).orElse(from);
        int port = Integer.parseInt(own);
        return of(from <= port && port <= to);
    }

    private static Match address(String own, String value) {
        return Cidr.parse(value)
                .flatMap(network -> Ip.parse(own).map(ip -> of(network.contains(ip))))
                .orElse(Match.PERHAPS);
    }

    private static Match device(String own, String value) {
        Matcher device = DEVICE.matcher(value);
        if (!device.matches() || value.startsWith("@") || value.startsWith("$")) {
            return Match.PERHAPS;
        }
        return of(device.group(2) == null ? own.equals(device.group(1)) : own.startsWith(device.group(1)));
    }
}
