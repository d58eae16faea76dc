package io.wgorch.report.graph;

import io.wgorch.inventory.NodeName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds nodes that have the same links, so that they can be drawn as one without loss: nodes that have
/// alike links with everybody else, and with each other either none or alike ones (in graph theory: false
/// and true twins).
final class Twins {
    private static final int LEAST = 3;

    private final List<GraphNode> nodes;
    private final Map<NodeName, Map<NodeName, Look>> looks;

    /// @param looks of the links of each node, by the other end
    Twins(List<GraphNode> nodes, Map<NodeName, Map<NodeName, Look>> looks) {
        this.nodes = nodes;
        this.looks = looks;
    }

    /// Every node is in one of them. Hubs are always alone: they are what a person looks for.
    List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        groups.addAll(alike(Optional.empty()));
        Look.symmetric().forEach(within -> groups.addAll(alike(Optional.of(within))));
        Set<GraphNode> taken = new HashSet<>();
        groups.forEach(g -> taken.addAll(g.nodes()));
        nodes.stream()
                .filter(n -> !taken.contains(n))
                .forEach(n -> groups.add(new Group(List.of(n), Optional.empty())));
        groups.sort(Comparator.comparingInt(g -> nodes.indexOf(g.first())));
        return groups;
    }

    /// No node is alike under two different `within`: the links of a pair would have to look both ways.
    private List<Group> alike(Optional<Look> within) {
        Map<Map<NodeName, Look>, List<GraphNode>> classes = new LinkedHashMap<>();
        for (GraphNode node : nodes) {
            if (node.kind() != GraphNode.Kind.HUB) {
                Map<NodeName, Look> links = new HashMap<>(looks.getOrDefault(node.name(), Map.of()));
                within.ifPresent(look -> links.put(node.name(), look));
                classes.computeIfAbsent(links, _ -> new ArrayList<>()).add(node);
            }
        }
        return classes.values().stream()
                .filter(c -> c.size() >= LEAST)
                .map(c -> new Group(c, within))
                .toList();
    }
}
