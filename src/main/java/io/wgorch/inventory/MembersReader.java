package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// Reads who is in a mesh: `nodes`, `hubs`, and with them its links.
final class MembersReader {
    private final Diagnostics diagnostics;
    private final PatternReader patterns;

    MembersReader(Diagnostics diagnostics, PatternReader patterns) {
        this.diagnostics = diagnostics;
        this.patterns = patterns;
    }

    MeshDefinition read(MeshSection section) {
        MapReader map = section.map();
        SequencedSet<NodeName> members = map.has("nodes") ? members(map) : patterns.names();
        List<NodeName> hubs = hubs(section, members);
        return new MeshDefinition(
                section.name(),
                section.networks().stream().map(MeshSection.Network::cidr).toList(),
                section.topology(),
                section.slot(),
                members,
                hubs,
                new LinksReader(diagnostics, patterns, section, members, hubs).read(map),
                map.bool("hole_punching").orElse(false),
                KeySettings.read(map),
                map.bool("preshared_keys").orElse(false),
                section.underlays().stream().map(YamlScalar::text).toList(),
                section.dns(),
                map.at());
    }

    private SequencedSet<NodeName> members(MapReader mesh) {
        if (mesh.node("nodes")
                .filter(n -> n instanceof YamlList l && l.items().isEmpty())
                .isPresent()) {
            diagnostics.error(
                    mesh.valueAt("nodes"),
                    "'nodes' of " + mesh.what() + " is empty, so nobody is in it. Name its members; without 'nodes',"
                            + " all nodes are.");
        }
        SequencedSet<NodeName> meant = patterns.read(mesh.scalars("nodes"));
        SequencedSet<NodeName> inOrder = new LinkedHashSet<>(patterns.names());
        inOrder.retainAll(meant);
        return inOrder;
    }

    private List<NodeName> hubs(MeshSection section, SequencedSet<NodeName> members) {
        MapReader map = section.map();
        if (!section.topology().hasHubs()) {
            if (map.has("hubs")) {
                diagnostics.error(
                        map.keyAt("hubs"),
                        "a mesh of topology " + section.topology().keyword()
                                + " has no hubs. Write 'topology: hub_and_spoke' or 'topology: hybrid', or take them"
                                + " out.");
            }
            return List.of();
        }
        SequencedSet<NodeName> hubs = new LinkedHashSet<>();
        for (YamlScalar s : map.scalars("hubs")) {
            for (NodeName hub : patterns.read(s)) {
                if (members.contains(hub)) {
                    hubs.add(hub);
                } else {
                    diagnostics.error(s.at(), "hub '" + hub + "' is not among the nodes of " + map.what() + ".");
                }
            }
        }
        if (map.scalars("hubs").isEmpty()) {
            diagnostics.error(
                    map.has("hubs") ? map.valueAt("hubs") : map.valueAt("topology"),
                    "a mesh of topology " + section.topology().keyword()
                            + " needs 'hubs', the nodes that carry the traffic of the others.");
        }
        return List.copyOf(hubs);
    }
}
