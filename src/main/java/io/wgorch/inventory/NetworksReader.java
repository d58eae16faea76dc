package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads prefixes: the networks of the meshes, and the subnets behind nodes.
final class NetworksReader {
    /// This host, loopback, link-local and multicast (RFC 6890, RFC 4291).
    private static final List<Cidr> RESERVED = Stream.of(
                    "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "::1/128", "fe80::/10", "ff00::/8")
            .flatMap(r -> Cidr.parse(r).stream())
            .toList();

    private final Diagnostics diagnostics;

    NetworksReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// The prefixes under a key that are fit to be routed, without host bits. The others are reported.
    List<Network> read(MapReader from, String key) {
        List<Network> networks = new ArrayList<>();
        for (YamlScalar s : from.scalars(key)) {
            network(s).ifPresent(networks::add);
        }
        return networks;
    }

    /// One prefix; reported when it is none, or not fit to be routed.
    Optional<Network> network(YamlScalar s) {
        Optional<Cidr> parsed = Cidr.parse(s.text());
        String problem = parsed.map(c -> problem(s.text(), c)).orElseGet(() -> form(s.text()));
        if (!problem.isEmpty()) {
            diagnostics.error(s.at(), problem);
            return Optional.empty();
        }
        return parsed.map(c -> new Network(c, s.at()));
    }

    private static String form(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = Ip.parse(slash < 0 ? text : text.substring(0, slash));
        return address.map(a -> {
                    int bits = Cidr.host(a).bits();
                    return "the prefix length in " + Shown.text(text) + " must be a number from 0 to " + bits + ".";
                })
                .orElse(Shown.text(text) + " is not a network. Write one as 10.0.0.0/24 or fd00:1::/64.");
    }

    private static String problem(String text, Cidr c) {
        if (!text.contains("/")) {
            return Shown.text(text) + " is an address. A network has a prefix length, such as 10.0.0.0/24.";
        }
        if (!c.isNetwork()) {
            return c + " is an address within " + c.network() + ". Write the network: " + c.network();
        }
        int least = c.bits() == 32 ? 8 : 7;
        if (c.prefix() < least) {
            return c + " would draw a large part of all traffic into the mesh. A network is /" + least
                    + " at the most, such as " + example(c) + ".";
        }
        return RESERVED.stream()
                .filter(c::overlaps)
                .findFirst()
                .map(r -> (r.contains(c) ? c + " is" : c + " overlaps " + r + ", which is")
                        + " reserved and cannot be routed. Use a private network, such as " + example(c) + ".")
                .orElse("");
    }

    private static String example(Cidr like) {
        return like.bits() == 32 ? "10.0.0.0/24" : "fd00:1::/64";
    }
}
