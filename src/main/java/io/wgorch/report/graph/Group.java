package io.wgorch.report.graph;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Nodes that are drawn as one, because they have the same links: a single node, as a rule.
///
/// @param nodes at least one
/// @param within how every pair of them is linked; empty when none is
record Group(List<GraphNode> nodes, Optional<Look> within) {
    Group {
        nodes = List.copyOf(nodes);
    }

    boolean single() {
        return nodes.size() == 1;
    }

    GraphNode first() {
        return nodes.getFirst();
    }

    /// Where a single node stands; of a larger group, the sites are told apart within.
    Optional<String> site() {
        return single() ? first().site() : Optional.empty();
    }

    /// The number of links within.
    int links() {
        return within.isPresent() ? nodes.size() * (nodes.size() - 1) / 2 : 0;
    }

    /// What stands above the members of a group that is not single.
    List<String> caption() {
        String count = nodes.size() + " nodes, ";
        return within.map(look -> List.of(
                        count + "every pair linked",
                        links() + " links" + look.remark().map(r -> ", " + r).orElse("")))
                .orElseGet(() -> List.of(count + "no links among them", "a line stands for one from each"));
    }

    @Override
    public String toString() {
        return nodes.stream().map(n -> n.name().value()).collect(Collectors.joining(" "));
    }
}
