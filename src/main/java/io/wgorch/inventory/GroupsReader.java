package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.Suggest;
import io.wgorch.inventory.InventoryReader.Group;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads `groups:`.
final class GroupsReader {
    static final List<String> KEYS =
            Stream.concat(Stream.of("nodes"), SettingsReader.KEYS.stream()).toList();

    /// Each is compared with every node, which a large and hostile file could make slow.
    private static final int MAX_SUGGESTIONS = 50;

    private final Diagnostics diagnostics;
    private final SettingsReader settings;
    private final NamesReader names;
    private int suggestions;

    GroupsReader(Diagnostics diagnostics, SettingsReader settings, NamesReader names) {
        this.diagnostics = diagnostics;
        this.settings = settings;
        this.names = names;
    }

    /// In file order.
    List<Group> read(MapReader root, Set<NodeName> nodes) {
        List<Group> groups = new ArrayList<>();
        Set<String> known =
                new LinkedHashSet<>(nodes.stream().map(NodeName::value).toList());
        for (Entry e : root.map("groups", "'groups'").map(MapReader::entries).orElse(List.of())) {
            Optional<NodeName> name = names.name(e.key(), "group");
            Optional<MapReader> map =
                    MapReader.of(e.value(), "group " + Shown.text(e.key().text()), diagnostics);
            if (name.isPresent() && map.isPresent()) {
                groups.add(group(name.get().value(), map.get(), known));
            }
        }
        return groups;
    }

    private Group group(String name, MapReader map, Set<String> known) {
        map.refuseUnknownKeys(KEYS);
        if (!map.has("nodes")) {
            diagnostics.error(map.at(), map.what() + " needs 'nodes', the list of its members.");
        }
        Set<NodeName> members = new LinkedHashSet<>();
        for (YamlScalar s : map.scalars("nodes")) {
            if (!known.contains(s.text())) {
                diagnostics.error(
                        s.at(),
                        map.what() + " names " + Shown.text(s.text()) + ", but there is no such node."
                                + (suggestions++ < MAX_SUGGESTIONS ? Suggest.didYouMean(s.text(), known) : ""));
            } else if (!members.add(new NodeName(s.text()))) {
                diagnostics.error(s.at(), map.what() + " names " + Shown.text(s.text()) + " twice. Take one out.");
            }
        }
        return new Group(name, members, settings.read(map));
    }
}
