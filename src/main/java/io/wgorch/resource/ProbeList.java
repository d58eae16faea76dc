package io.wgorch.resource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which resources a probe asks for, each with the words its probe takes beside the name.
public record ProbeList(SortedMap<ResourceId, List<String>> hints) {
    public ProbeList {
        hints = Collections.unmodifiableSortedMap(new TreeMap<>(hints));
    }

    public static ProbeList of(Map<ResourceId, List<String>> hints) {
        return new ProbeList(new TreeMap<>(hints));
    }

    /// Shell: `probe_wanted` asks for each, and `WANTED` names them, so that the manifest's others can be told apart.
    public String functions() {
        StringBuilder out = new StringBuilder("probe_wanted() {\n\t:\n");
        hints.forEach((id, words) -> {
            List<String> command = new ArrayList<>(List.of("probe", id.toString()));
            command.addAll(words);
            out.append('\t').append(Shell.command(command));
        });
        out.append("}\nWANTED=");
        StringBuilder names = new StringBuilder(" ");
        hints.keySet().forEach(id -> names.append(id).append(' '));
        return out.append(Shell.quote(names.toString())).append('\n').toString();
    }
}
