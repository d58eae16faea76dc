package io.wgorch.mesh.proof;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A symmetric relation of many pairs, said in few words: nodes that are related to the same others are named together.
final class Twins {
    private final SortedMap<Integer, BitSet> related = new TreeMap<>();

    /// Every pair of the one and the other; `ones` and `others` may share nodes, none is related to itself.
    ///
    /// @param related whether each of `nodes` is related to each other
    record Group(BitSet nodes, boolean related, BitSet others) {}

    void add(BitSet ones, BitSet others) {
        ones.stream().forEach(n -> relate(n, others));
        others.stream().forEach(n -> relate(n, ones));
    }

    private void relate(int node, BitSet others) {
        BitSet all = related.computeIfAbsent(node, _ -> new BitSet());
        all.or(others);
        all.clear(node);
    }

    /// The largest groups first; each pair once.
    List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        Map<BitSet, BitSet> open = new LinkedHashMap<>();
        gather().forEach((all, nodes) -> {
            if (nodes.cardinality() > 1) {
                groups.add(new Group(nodes, true, Bits.without(all, nodes)));
            } else {
                BitSet others = Bits.without(all, nodes);
                open.computeIfAbsent(others, _ -> new BitSet()).or(nodes);
            }
        });
        open.forEach((others, nodes) -> groups.add(new Group(nodes, false, others)));
        groups.sort(Comparator.comparingInt((Group g) -> -g.nodes.cardinality())
                .thenComparingInt(g -> g.nodes.nextSetBit(0)));
        return eachOnce(groups);
    }

    /// The nodes by all that they are related to, themselves included.
    private Map<BitSet, BitSet> gather() {
        Map<BitSet, BitSet> gathered = new LinkedHashMap<>();
        related.forEach((node, others) -> {
            BitSet key = (BitSet) others.clone();
            key.set(node);
            gathered.computeIfAbsent(key, _ -> new BitSet()).set(node);
        });
        return gathered;
    }

    /// Twins are related to whole groups, so what an earlier group said of a later one need not be said again.
    private static List<Group> eachOnce(List<Group> groups) {
        List<Group> once = new ArrayList<>();
        BitSet said = new BitSet();
        for (Group group : groups) {
            BitSet rest = Bits.without(group.others, said);
            if (group.related || !rest.isEmpty()) {
                once.add(new Group(group.nodes, group.related, rest));
            }
            said.or(group.nodes);
        }
        return once;
    }
}
