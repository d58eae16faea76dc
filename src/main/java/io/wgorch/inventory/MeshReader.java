package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Reads `mesh:`, or each entry of `meshes:`, as far as it does not speak of nodes.
final class MeshReader {
    private static final String ONLY = "mesh";

    static final List<String> KEYS = List.of(
            "network",
            "topology",
            "hubs",
            "nodes",
            "interface",
            "listen_port",
            "underlays",
            "dns",
            "links",
            "hole_punching",
            "keys",
            "preshared_keys",
            "rotate_after");

    private final Diagnostics diagnostics;
    private final NetworksReader networks;
    private final NamesReader names;
    private final Map<String, Slot> recorded;
    private final List<Network> taken = new ArrayList<>();

    /// @param recorded see [Slots]
    MeshReader(Diagnostics diagnostics, NetworksReader networks, NamesReader names, Map<String, Slot> recorded) {
        this.diagnostics = diagnostics;
        this.networks = networks;
        this.names = names;
        this.recorded = recorded;
    }

    /// At least one, unless there was an error.
    List<MeshSection> read(MapReader root) {
        if (root.has("mesh") && root.has("meshes")) {
            diagnostics.error(
                    root.keyAt("meshes"), "'mesh' is for one mesh and 'meshes' for several. Write all under 'meshes'.");
        }
        if (!root.has("mesh") && !root.has("meshes")) {
            diagnostics.error(root.at(), "the inventory needs 'mesh' with its 'network', such as 10.0.0.0/24.");
        }
        SequencedMap<String, MapReader> maps = new LinkedHashMap<>();
        root.map("mesh", "'mesh'").ifPresent(m -> maps.put(ONLY, m));
        Optional<List<Entry>> several = root.map("meshes", "'meshes'").map(MapReader::entries);
        for (Entry e : several.orElse(List.of())) {
            Optional<NodeName> name = names.name(e.key(), "mesh");
            Optional<MapReader> map =
                    MapReader.of(e.value(), "mesh " + Shown.text(e.key().text()), diagnostics);
            if (name.isPresent() && map.isPresent()) {
                maps.put(name.get().value(), map.get());
            }
        }
        if (maps.isEmpty() && several.filter(List::isEmpty).isPresent()) {
            diagnostics.error(root.valueAt("meshes"), "'meshes' names no mesh. Write each as NAME: { network: ... }.");
        }
        return Slots.of(diagnostics, recorded, maps).entrySet().stream()
                .map(e -> section(
                        e.getKey(), Optional.ofNullable(maps.get(e.getKey())).orElseThrow(), e.getValue()))
                .toList();
    }

    private MeshSection section(String name, MapReader mesh, Slot slot) {
        mesh.refuseUnknownKeys(KEYS);
        boolean none = mesh.node("network")
                .filter(n -> !(n instanceof YamlList l) || !l.items().isEmpty())
                .isEmpty();
        if (none) {
            diagnostics.error(mesh.valueAt("network"), mesh.what() + " needs 'network', such as 10.0.0.0/24.");
        }
        List<Network> fitting =
                networks.read(mesh, "network").stream().filter(this::fits).toList();
        return new MeshSection(
                name,
                fitting,
                !fitting.isEmpty() && fitting.size() == mesh.scalars("network").size(),
                topology(mesh),
                slot,
                mesh.scalars("underlays"),
                dns(mesh),
                mesh);
    }

    private boolean fits(Network network) {
        for (Network other : taken) {
            if (network.cidr().overlaps(other.cidr())) {
                diagnostics.error(
                        network.at(),
                        network.cidr() + " overlaps " + other.cidr() + " (line "
                                + other.at().line() + "). Each address must belong to one network only.");
                return false;
            }
        }
        return taken.add(network);
    }

    private static TopologyName topology(MapReader mesh) {
        List<String> known =
                Arrays.stream(TopologyName.values()).map(TopologyName::keyword).toList();
        Optional<String> written = mesh.word("topology", "topology", known);
        return Arrays.stream(TopologyName.values())
                .filter(t -> written.equals(Optional.of(t.keyword())))
                .findFirst()
                .orElse(TopologyName.FULL_MESH);
    }

    private List<String> dns(MapReader mesh) {
        List<String> dns = new ArrayList<>();
        for (YamlScalar s : mesh.scalars("dns")) {
            if (Endpoint.isHost(s.text())) {
                dns.add(s.text());
            } else {
                diagnostics.error(
                        s.at(),
                        Shown.text(s.text())
                                + " is neither the address of a name server, such as 10.0.0.1, nor a search"
                                + " domain, such as mesh.example.com.");
            }
        }
        return dns;
    }
}
