package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads `address` of a node: at most one in each network of the meshes that it is a member of.
final class AddressesReader {
    private final Diagnostics diagnostics;
    private final List<Cidr> networks;
    private final boolean complete;

    /// A reader for the members of some meshes.
    ///
    /// @param complete whether all networks could be read; if not, an address outside them is no error of its own
    AddressesReader(Diagnostics diagnostics, List<Network> networks, boolean complete) {
        this.diagnostics = diagnostics;
        this.networks = networks.stream().map(Network::cidr).toList();
        this.complete = complete;
    }

    /// The addresses, and where each was written.
    Map<InetAddress, SourcePosition> read(MapReader node) {
        Map<Cidr, InetAddress> found = new HashMap<>();
        Map<InetAddress, SourcePosition> addresses = new LinkedHashMap<>();
        for (YamlScalar s : node.scalars("address")) {
            Optional<InetAddress> address = Ip.parse(s.text());
            if (address.isEmpty()) {
                String hint = Cidr.parse(s.text())
                        .map(c -> " Write it without the prefix length: " + Ip.text(c.address()))
                        .orElse(" Write it as 10.0.0.1 or fd00:1::1.");
                diagnostics.error(s.at(), Shown.text(s.text()) + " is not an address." + hint);
            } else if (fits(s, address.get(), found)) {
                addresses.put(address.get(), s.at());
            }
        }
        return addresses;
    }

    private boolean fits(YamlScalar s, InetAddress address, Map<Cidr, InetAddress> found) {
        String text = Ip.text(address);
        Optional<Cidr> network =
                networks.stream().filter(n -> n.contains(address)).findFirst();
        if (network.isEmpty()) {
            if (complete) {
                String all = networks.stream().map(Cidr::toString).collect(Collectors.joining(", "));
                diagnostics.error(s.at(), text + " is not in the mesh network " + all + ".");
            }
            return false;
        }
        if (!network.get().isHostAddress(address)) {
            boolean first = network.get().address().equals(address);
            diagnostics.error(
                    s.at(),
                    text + " is the " + (first ? "network" : "broadcast") + " address of " + network.get()
                            + " and cannot belong to a node.");
            return false;
        }
        InetAddress other = found.putIfAbsent(network.get(), address);
        if (other != null) {
            diagnostics.error(
                    s.at(),
                    text + " and " + Ip.text(other) + " are both in " + network.get()
                            + ". A node has one address in each network.");
        }
        return other == null;
    }
}
