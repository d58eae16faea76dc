package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.Suggest;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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
            "hole_punching");

    private static final Pattern INTERFACE = Pattern.compile("[a-zA-Z0-9_=+.][a-zA-Z0-9_=+.-]{0,14}");

    /// Names with a meaning of their own to the kernel: loopback, and the two that stand for all in sysctl.
    private static final Set<String> RESERVED = Set.of("lo", "all", "default", ".", "..");

    /// WireGuard's usual port; further meshes count on from it.
    private static final int LISTEN_PORT = 51820;

    private final Diagnostics diagnostics;
    private final NetworksReader networks;
    private final NamesReader names;
    private final List<Network> taken = new ArrayList<>();
    private final List<MeshSection> sections = new ArrayList<>();

    MeshReader(Diagnostics diagnostics, NetworksReader networks, NamesReader names) {
        this.diagnostics = diagnostics;
        this.networks = networks;
        this.names = names;
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
        root.map("mesh", "'mesh'").ifPresent(m -> sections.add(section(ONLY, m)));
        Optional<List<Entry>> several = root.map("meshes", "'meshes'").map(MapReader::entries);
        for (Entry e : several.orElse(List.of())) {
            Optional<NodeName> name = names.name(e.key(), "mesh");
            Optional<MapReader> map =
                    MapReader.of(e.value(), "mesh " + Shown.text(e.key().text()), diagnostics);
            if (name.isPresent() && map.isPresent()) {
                sections.add(section(name.get().value(), map.get()));
            }
        }
        if (sections.isEmpty() && several.filter(List::isEmpty).isPresent()) {
            diagnostics.error(root.valueAt("meshes"), "'meshes' names no mesh. Write each as NAME: { network: ... }.");
        }
        return sections;
    }

    private MeshSection section(String name, MapReader mesh) {
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
                interfaceName(mesh),
                mesh.integer("listen_port", 1, 65535).orElse(LISTEN_PORT + sections.size()),
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

    private TopologyName topology(MapReader mesh) {
        Optional<YamlScalar> written = mesh.scalar("topology");
        List<String> known =
                Arrays.stream(TopologyName.values()).map(TopologyName::keyword).toList();
        written.filter(s -> !known.contains(s.text()))
                .ifPresent(s -> diagnostics.error(
                        s.at(),
                        "there is no topology " + Shown.text(s.text()) + "." + Suggest.didYouMean(s.text(), known)
                                + " There are: " + String.join(", ", known) + "."));
        return Arrays.stream(TopologyName.values())
                .filter(t -> written.map(YamlScalar::text)
                        .filter(t.keyword()::equals)
                        .isPresent())
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

    private String interfaceName(MapReader mesh) {
        Optional<YamlScalar> written = mesh.scalar("interface");
        written.filter(s -> !INTERFACE.matcher(s.text()).matches() || RESERVED.contains(s.text()))
                .ifPresent(s -> diagnostics.error(
                        s.at(),
                        "'interface' must be 1 to 15 letters, digits or '_=+.-', not starting with '-' and none of"
                                + " lo, all, default; " + Shown.text(s.text()) + " is not. The usual name is wg0."));
        return written.map(YamlScalar::text).orElse("wg" + sections.size());
    }
}
