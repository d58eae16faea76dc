package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.InventoryReader.Group;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads each node of `nodes:`, and gives it what it inherits.
final class NodesReader {
    private static final Pattern HOST_PORT = Pattern.compile("(.+):([+-]?\\d+)");

    private final Diagnostics diagnostics;
    private final SettingsReader settings;
    private final MeshSection mesh;
    private final Settings defaults;
    private final List<Group> groups;

    NodesReader(
            Diagnostics diagnostics, SettingsReader settings, MeshSection mesh, Settings defaults, List<Group> groups) {
        this.diagnostics = diagnostics;
        this.settings = settings;
        this.mesh = mesh;
        this.defaults = defaults;
        this.groups = groups;
    }

    /// In file order; a node that is no map is left out.
    List<ReadNode> read(Map<NodeName, Entry> entries) {
        List<ReadNode> nodes = new ArrayList<>();
        entries.forEach((name, entry) -> MapReader.of(entry.value(), "node '" + name + "'", diagnostics)
                .ifPresent(map -> nodes.add(node(name, entry.key().at(), map))));
        return nodes;
    }

    private ReadNode node(NodeName name, SourcePosition at, MapReader map) {
        List<String> keys = new ArrayList<>(List.of("address", "endpoint"));
        keys.addAll(SettingsReader.KEYS);
        map.refuseUnknownKeys(keys);
        Settings inherited = defaults;
        for (Group group : groups) {
            if (group.members().contains(name)) {
                inherited = group.settings().over(inherited);
            }
        }
        Settings own = settings.read(map).over(inherited);
        SequencedMap<String, UnderlayAddress> endpoints = new LinkedHashMap<>();
        map.scalar("endpoint").flatMap(this::endpoint).ifPresent(e -> endpoints.put(Node.PUBLIC, e));
        if (!map.has("endpoint") && own.ssh().host().isEmpty()) {
            diagnostics.error(
                    at,
                    map.what() + " has neither 'endpoint' nor 'ssh.host', so there is no way to reach it."
                            + " Write one, such as 'endpoint: " + name + ".example.com'.");
        }
        Map<InetAddress, SourcePosition> addresses = addresses(map);
        Node node = new Node(name, at, List.copyOf(addresses.keySet()), List.of(), endpoints, Optional.empty(), own);
        return new ReadNode(node, map, addresses);
    }

    private Optional<UnderlayAddress> endpoint(YamlScalar s) {
        String text = s.text();
        String unbracketed = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        Optional<UnderlayAddress> endpoint = Endpoint.isHost(unbracketed)
                ? Optional.of(new UnderlayAddress(unbracketed, Optional.empty()))
                : Endpoint.parse(text).map(e -> new UnderlayAddress(e.host(), Optional.of(e.port())));
        if (endpoint.isEmpty()) {
            Matcher m = HOST_PORT.matcher(text);
            boolean badPort = m.matches() && Endpoint.parse(m.group(1) + ":1").isPresent();
            diagnostics.error(
                    s.at(),
                    badPort
                            ? "the port in " + Shown.text(text) + " must be a number from 1 to 65535."
                            : Shown.text(text)
                                    + " is not an endpoint. Write a host name or an address, and a port if it"
                                    + " is not the listen_port: nodeA.example.com:51820");
        }
        endpoint.flatMap(e -> Ip.parse(e.host())).ifPresent(address -> refuseUnreachable(s, address));
        return endpoint;
    }

    private void refuseUnreachable(YamlScalar s, InetAddress address) {
        for (Network network : mesh.networks()) {
            if (network.cidr().contains(address)) {
                diagnostics.error(
                        s.at(),
                        Ip.text(address) + " lies in the mesh network " + network.cidr()
                                + ", which exists only inside the tunnel. An endpoint is an address outside it.");
            }
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            diagnostics.error(
                    s.at(), Ip.text(address) + " cannot be dialled. Write the address that the peers reach it at.");
        }
    }

    private Map<InetAddress, SourcePosition> addresses(MapReader map) {
        Map<Cidr, InetAddress> found = new HashMap<>();
        Map<InetAddress, SourcePosition> addresses = new LinkedHashMap<>();
        for (YamlScalar s : map.scalars("address")) {
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
        Optional<Cidr> network = mesh.networks().stream()
                .map(Network::cidr)
                .filter(n -> n.contains(address))
                .findFirst();
        if (network.isEmpty()) {
            String all = String.join(
                    ", ", mesh.networks().stream().map(n -> n.cidr().toString()).toList());
            if (mesh.complete()) {
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
