package io.wgorch.report.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// What is framed together: the nodes of one site. What has no site comes last.
final class Sites {
    private Sites() {}

    /// The indices of the groups of a graph; a group of several nodes has no site.
    static SequencedMap<Optional<String>, List<Integer>> of(MeshGraph graph) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < graph.groups().size(); i++) {
            all.add(i);
        }
        return by(all, i -> graph.groups().get(i).site());
    }

    static SequencedMap<Optional<String>, List<GraphNode>> nodes(Group group) {
        return by(group.nodes(), GraphNode::site);
    }

    static <T> SequencedMap<Optional<String>, List<T>> by(List<T> all, Function<T, Optional<String>> site) {
        SequencedMap<Optional<String>, List<T>> sites = new LinkedHashMap<>();
        all.forEach(t ->
                sites.computeIfAbsent(site.apply(t), _ -> new ArrayList<>()).add(t));
        List<T> nowhere = sites.remove(Optional.<String>empty());
        if (nowhere != null) {
            sites.putLast(Optional.empty(), nowhere);
        }
        return sites;
    }
}
