package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Names of nodes and groups. They become file names, words in scripts and arguments, so their form is narrow.
final class NamesReader {
    /// What YAML 1.1 takes for a boolean or for nothing: other programs that read the file would see no name.
    private static final Set<String> AMBIGUOUS =
            Set.of("yes", "no", "on", "off", "true", "false", "y", "n", "null", "~");

    private final Diagnostics diagnostics;

    NamesReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// The nodes with a proper name, in file order.
    SequencedMap<NodeName, Entry> nodes(MapReader root) {
        SequencedMap<NodeName, Entry> nodes = new LinkedHashMap<>();
        Optional<MapReader> section = root.map("nodes", "'nodes'");
        if (!root.has("nodes") || section.filter(s -> s.entries().isEmpty()).isPresent()) {
            diagnostics.error(
                    root.valueAt("nodes"),
                    "there are no nodes. Write them under 'nodes:', such as"
                            + " 'nodeA: { address: 10.0.0.1, endpoint: nodeA.example.com }'.");
        }
        for (Entry e : section.map(MapReader::entries).orElse(List.of())) {
            name(e.key(), "node").ifPresent(name -> nodes.put(name, e));
        }
        return nodes;
    }

    /// The name, when it is one; groups are named like nodes.
    Optional<NodeName> name(YamlScalar written, String what) {
        String text = written.text();
        Optional<NodeName> name = NodeName.parse(text);
        if (name.isEmpty()) {
            diagnostics.error(
                    written.at(),
                    Shown.text(text) + " cannot be the name of a " + what + ". A name is 1 to 63 letters, digits,"
                            + " '.', '_' or '-', and starts with a letter or a digit.");
            return name;
        }
        if (!written.quoted() && AMBIGUOUS.contains(text.toLowerCase(Locale.ROOT))) {
            diagnostics.error(
                    written.at(),
                    "other readers of YAML take " + text + " for a boolean, not for the name of a " + what
                            + ". Write it in quotes: \"" + text + "\"");
            return Optional.empty();
        }
        if (text.equals("all")) {
            diagnostics.error(
                    written.at(), "'all' means every node, so no " + what + " can have that name. Choose another.");
            return Optional.empty();
        }
        return name;
    }
}
