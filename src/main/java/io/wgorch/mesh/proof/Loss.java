package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Pairs of nodes that lose each other, in either direction or both: each of `nodes` with each of `others`.
///
/// @param nodes at least one
/// @param eachOther whether `nodes` lose each other as well
/// @param others none of `nodes`
public record Loss(SortedSet<NodeName> nodes, boolean eachOther, SortedSet<NodeName> others) {
    public Loss {
        nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
        others = Collections.unmodifiableSortedSet(new TreeSet<>(others));
    }

    /// How many pairs these are, in no order.
    public long pairs() {
        long size = nodes.size();
        return (eachOther ? size * (size - 1) / 2 : 0) + size * others.size();
    }

    /// `'a', 'b', 'c' and 9 more lose each other and 'x'`.
    @Override
    public String toString() {
        String lose = Names.list(nodes) + (nodes.size() == 1 ? " loses " : " lose ");
        String what = others.isEmpty() ? "" : Names.list(others);
        return lose + (eachOther ? "each other" + (what.isEmpty() ? "" : ", and ") : "") + what;
    }
}
