package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.SourcePosition;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `links:` of a mesh.
final class LinksReader {
    private static final List<String> TUNING = List.of("keepalive", "endpoint", "mtu", "relay");
    static final List<String> KEYS = List.of("between", "forbid", "keepalive", "endpoint", "mtu", "relay");

    private final Diagnostics diagnostics;
    private final PatternReader patterns;
    private final TopologyName topology;
    private final int leastMtu;
    private final Set<NodeName> members;
    private final Set<NodeName> hubs;

    LinksReader(
            Diagnostics diagnostics,
            PatternReader patterns,
            MeshSection section,
            Set<NodeName> members,
            List<NodeName> hubs) {
        this.diagnostics = diagnostics;
        this.patterns = patterns;
        this.topology = section.topology();
        this.leastMtu = SettingsReader.leastMtu(section.hasIpv6());
        this.members = members;
        this.hubs = Set.copyOf(hubs);
    }

    List<LinkRule> read(MapReader mesh) {
        List<LinkRule> rules = new ArrayList<>();
        Optional<YamlList> written = mesh.list("links");
        for (YamlNode item : written.map(YamlList::items).orElse(List.of())) {
            MapReader.of(item, "an entry of 'links'", diagnostics)
                    .flatMap(this::rule)
                    .ifPresent(rules::add);
        }
        boolean none =
                !mesh.has("links") || written.filter(l -> l.items().isEmpty()).isPresent();
        if (topology == TopologyName.PARTIAL && none) {
            diagnostics.error(
                    mesh.valueAt(mesh.has("links") ? "links" : "topology"),
                    "a mesh of topology partial has the links that 'links' names, and it names none. Write them as"
                            + " '- between: [nodeA, nodeB]'.");
        }
        return rules;
    }

    private Optional<LinkRule> rule(MapReader map) {
        map.refuseUnknownKeys(KEYS);
        int written = map.node("between")
                .map(n -> n instanceof YamlList l ? l.items().size() : 1)
                .orElse(0);
        List<YamlScalar> ends = map.scalars("between");
        if (written < 1 || written > 2) {
            diagnostics.error(
                    map.has("between") ? map.valueAt("between") : map.at(),
                    "a link needs 'between' with two patterns, or with one for every pair within it:"
                            + " 'between: [nodeA, \"@office\"]'.");
            return Optional.empty();
        }
        if (ends.size() < written) {
            return Optional.empty();
        }
        boolean forbid = map.bool("forbid").orElse(false);
        TUNING.stream()
                .filter(k -> forbid && map.has(k))
                .forEach(k -> diagnostics.error(
                        map.keyAt(k), "'" + k + "' has no meaning on a link that is forbidden. Take one of them out."));
        LinkRule rule = new LinkRule(
                patterns.read(ends.getFirst()),
                patterns.read(ends.getLast()),
                forbid,
                map.integer("keepalive", 0, 65535),
                map.string("endpoint"),
                map.integer("mtu", leastMtu, 65535),
                map.scalar("relay").flatMap(this::relay),
                map.at());
        pairs(map.valueAt("between"), rule);
        return Optional.of(rule);
    }

    private Optional<NodeName> relay(YamlScalar written) {
        Optional<NodeName> relay = NodeName.parse(written.text()).filter(members::contains);
        if (topology.hasHubs()) {
            diagnostics.error(
                    written.at(), "in a mesh with hubs, they are the relays: set 'hub' on the nodes instead.");
        } else if (relay.isEmpty()) {
            diagnostics.error(
                    written.at(),
                    "relay " + Shown.text(written.text()) + " is no node of this mesh."
                            + patterns.suggestion(written.text()));
        }
        return relay;
    }

    /// A rule that can never concern a link is a mistake.
    private void pairs(SourcePosition at, LinkRule rule) {
        if (rule.ones().isEmpty() || rule.others().isEmpty()) {
            return;
        }
        boolean outside = rule.ones().stream().noneMatch(members::contains)
                || rule.others().stream().noneMatch(members::contains);
        boolean alone = rule.ones().size() == 1 && rule.ones().equals(rule.others());
        boolean spokes = topology == TopologyName.HUB_AND_SPOKE
                && rule.ones().stream().noneMatch(hubs::contains)
                && rule.others().stream().noneMatch(hubs::contains);
        if (outside) {
            diagnostics.error(at, "'between' names nodes that are not in this mesh.");
        } else if (alone) {
            diagnostics.error(at, "a link is between two nodes, but 'between' names only one.");
        } else if (spokes) {
            diagnostics.error(
                    at,
                    "in topology hub_and_spoke the spokes have no links with each other. Write 'topology: hybrid' to"
                            + " link them directly.");
        }
    }
}
