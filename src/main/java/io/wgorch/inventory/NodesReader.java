package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.InventoryReader.Group;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads each node of `nodes:`, and gives it what it inherits.
final class NodesReader {
    static final List<String> KEYS = Stream.concat(
                    Stream.of("address", "endpoint", "routes", "public_key"), SettingsReader.KEYS.stream())
            .toList();

    private final Diagnostics diagnostics;
    private final SettingsReader settings;
    private final NetworksReader networks;
    private final EndpointsReader endpoints;
    private final Function<NodeName, AddressesReader> addresses;
    private final Settings defaults;
    private final List<Group> groups;

    /// A reader.
    ///
    /// @param addresses for each node the reader that knows the networks of its meshes
    NodesReader(
            Diagnostics diagnostics,
            SettingsReader settings,
            NetworksReader networks,
            EndpointsReader endpoints,
            Function<NodeName, AddressesReader> addresses,
            Settings defaults,
            List<Group> groups) {
        this.diagnostics = diagnostics;
        this.settings = settings;
        this.networks = networks;
        this.endpoints = endpoints;
        this.addresses = addresses;
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
        map.refuseUnknownKeys(KEYS);
        Settings inherited = defaults;
        for (Group group : groups) {
            if (group.members().contains(name)) {
                inherited = group.settings().over(inherited);
            }
        }
        Settings own = settings.read(map).over(inherited);
        SequencedMap<String, UnderlayAddress> dialled = endpoints.read(map);
        Map<InetAddress, SourcePosition> written = addresses.apply(name).read(map);
        List<Network> behind = networks.read(map, "routes");
        Node node = new Node(
                name,
                at,
                List.copyOf(written.keySet()),
                behind.stream().map(Network::cidr).toList(),
                dialled,
                publicKey(map),
                own);
        reachable(node, map);
        return new ReadNode(node, map, written, behind);
    }

    private void reachable(Node node, MapReader map) {
        if (node.managed()
                && !map.has("endpoint")
                && node.settings().ssh().host().isEmpty()) {
            diagnostics.error(
                    node.at(),
                    map.what() + " has neither 'endpoint' nor 'ssh.host', so there is no way to reach it."
                            + " Write one, such as 'endpoint: " + node.name() + ".example.com'.");
        }
        if (node.nat() && node.endpoints().containsKey(Node.PUBLIC)) {
            diagnostics.error(
                    map.valueAt("endpoint"),
                    map.what() + " is behind NAT (nat: true), so nobody can dial it in public. Take the public endpoint"
                            + " out, or, if a port is forwarded to it, write nat: false.");
        }
        if (node.managed() && map.has("public_key")) {
            diagnostics.error(
                    map.keyAt("public_key"),
                    map.what() + " is managed, so wgorch has its key made. 'public_key' is for nodes with"
                            + " managed: false.");
        }
    }

    private Optional<PublicKey> publicKey(MapReader map) {
        Optional<YamlScalar> written = map.scalar("public_key");
        Optional<PublicKey> key = written.map(YamlScalar::text).flatMap(PublicKey::parse);
        if (key.isEmpty()) {
            written.ifPresent(s -> diagnostics.error(
                    s.at(),
                    "'public_key' of " + map.what()
                            + " must be a WireGuard public key: 44 characters of base64, as 'wg pubkey' prints it."));
        }
        return key;
    }
}
