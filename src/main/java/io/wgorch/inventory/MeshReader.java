package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.Suggest;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads `mesh:`.
final class MeshReader {
    private static final Pattern INTERFACE = Pattern.compile("[a-zA-Z0-9_=+.][a-zA-Z0-9_=+.-]{0,14}");

    /// Names with a meaning of their own to the kernel: loopback, and the two that stand for all in sysctl.
    private static final Set<String> RESERVED = Set.of("lo", "all", "default", ".", "..");

    private static final List<String> PLANNED = List.of("hub_and_spoke", "partial", "hybrid");

    private final Diagnostics diagnostics;

    MeshReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    MeshSection read(MapReader root) {
        Optional<MapReader> mesh = root.map("mesh", "'mesh'");
        if (!root.has("mesh")) {
            diagnostics.error(root.at(), "the inventory needs 'mesh' with its 'network', such as 10.0.0.0/24.");
        }
        return mesh.map(this::section).orElse(new MeshSection(List.of(), false, TopologyName.FULL_MESH, "wg0"));
    }

    private MeshSection section(MapReader mesh) {
        mesh.refuseUnknownKeys(List.of("network", "topology", "interface"));
        boolean none = mesh.node("network")
                .filter(n -> !(n instanceof YamlList l) || !l.items().isEmpty())
                .isEmpty();
        if (none) {
            diagnostics.error(mesh.valueAt("network"), "'mesh' needs 'network', such as 10.0.0.0/24.");
        }
        List<Network> networks = new ArrayList<>();
        List<YamlScalar> written = mesh.scalars("network");
        for (YamlScalar s : written) {
            network(s).filter(n -> fits(n, networks)).ifPresent(networks::add);
        }
        return new MeshSection(
                networks,
                !networks.isEmpty() && networks.size() == written.size(),
                topology(mesh),
                interfaceName(mesh));
    }

    private Optional<Network> network(YamlScalar s) {
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
                    + " at the most, such as 10.0.0.0/24.";
        }
        InetAddress first = c.address();
        boolean special = first.isLoopbackAddress()
                || first.isMulticastAddress()
                || first.isLinkLocalAddress()
                || (first.isAnyLocalAddress() && c.bits() == 32);
        return special ? c + " is reserved and cannot be routed. Use a private network, such as 10.0.0.0/24." : "";
    }

    private boolean fits(Network network, List<Network> others) {
        for (Network other : others) {
            if (network.cidr().overlaps(other.cidr())) {
                diagnostics.error(
                        network.at(),
                        network.cidr() + " overlaps " + other.cidr() + " (line "
                                + other.at().line() + "). Each address must belong to one network only.");
                return false;
            }
        }
        return true;
    }

    private TopologyName topology(MapReader mesh) {
        Optional<YamlScalar> written = mesh.scalar("topology");
        List<String> known =
                Arrays.stream(TopologyName.values()).map(TopologyName::keyword).toList();
        written.filter(s -> !known.contains(s.text())).ifPresent(s -> {
            String problem = PLANNED.contains(s.text())
                    ? "the topology " + Shown.text(s.text()) + " is not yet supported by this version."
                    : "there is no topology " + Shown.text(s.text()) + "." + Suggest.didYouMean(s.text(), known);
            diagnostics.error(s.at(), problem + " Supported: " + String.join(", ", known) + ".");
        });
        return Arrays.stream(TopologyName.values())
                .filter(t -> written.map(YamlScalar::text)
                        .filter(t.keyword()::equals)
                        .isPresent())
                .findFirst()
                .orElse(TopologyName.FULL_MESH);
    }

    private String interfaceName(MapReader mesh) {
        Optional<YamlScalar> written = mesh.scalar("interface");
        written.filter(s -> !INTERFACE.matcher(s.text()).matches() || RESERVED.contains(s.text()))
                .ifPresent(s -> diagnostics.error(
                        s.at(),
                        "'interface' must be 1 to 15 letters, digits or '_=+.-', not starting with '-' and none of"
                                + " lo, all, default; " + Shown.text(s.text()) + " is not. The usual name is wg0."));
        return written.map(YamlScalar::text).orElse("wg0");
    }
}
