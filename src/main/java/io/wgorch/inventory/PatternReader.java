package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.Suggest;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/// Reads patterns of hosts inside the inventory. A term that means no node is an error.
final class PatternReader implements Roster {
    /// Each is compared with every name, which a large and hostile file could make slow.
    private static final int MAX_SUGGESTIONS = 50;

    private final Diagnostics diagnostics;
    private final SequencedSet<NodeName> names;
    private final Map<String, Set<NodeName>> groups;
    private int suggestions;

    PatternReader(Diagnostics diagnostics, SequencedSet<NodeName> names, Map<String, Set<NodeName>> groups) {
        this.diagnostics = diagnostics;
        this.names = names;
        this.groups = groups;
    }

    @Override
    public SequencedSet<NodeName> names() {
        return names;
    }

    @Override
    public Map<String, Set<NodeName>> groups() {
        return groups;
    }

    /// The nodes that a pattern means, in the order of the file.
    SequencedSet<NodeName> read(YamlScalar written) {
        HostPattern pattern = new HostPattern(written.text());
        List<String> unmatched = pattern.unmatchedTerms(this);
        for (String term : unmatched) {
            diagnostics.error(
                    written.at(),
                    Shown.text(term) + " means no node."
                            + (groups.containsKey(term) ? " For the group write '@" + term + "'." : suggestion(term)));
        }
        SequencedSet<NodeName> selected = pattern.select(this);
        if (unmatched.isEmpty() && selected.isEmpty()) {
            diagnostics.error(written.at(), Shown.text(written.text()) + " leaves no node.");
        }
        return selected;
    }

    /// The nodes that several patterns mean, in the order of the patterns.
    SequencedSet<NodeName> read(List<YamlScalar> written) {
        SequencedSet<NodeName> all = new LinkedHashSet<>();
        written.forEach(s -> all.addAll(read(s)));
        return all;
    }

    /// ` Did you mean 'x'?`, or nothing.
    String suggestion(String term) {
        List<String> known = new ArrayList<>(names.stream().map(NodeName::value).toList());
        groups.keySet().forEach(g -> known.add("@" + g));
        return suggestions++ < MAX_SUGGESTIONS ? Suggest.didYouMean(term, known) : "";
    }
}
