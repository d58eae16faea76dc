package io.wgorch.mesh.proof;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// For each node that passes packets on, who reaches whom through it.
final class Passages {
    /// By the node that passes on, and by senders: whom they send to.
    private final Map<Integer, Map<BitSet, BitSet>> passages = new HashMap<>();

    Passages(Model model) {
        Walk walk = new Walk(model);
        new Census(model).each((crowd, target) -> {
            for (int atom : model.estate().atoms(target)) {
                if (crowd.walk(walk, atom) == Fate.DELIVERED) {
                    add(walk, crowd.members(), target);
                }
            }
        });
    }

    private void add(Walk walk, BitSet senders, int target) {
        for (int step = 1; step < walk.length() - 1; step++) {
            passages.computeIfAbsent(walk.node(step), _ -> new HashMap<>())
                    .computeIfAbsent(senders, _ -> new BitSet())
                    .set(target);
        }
    }

    /// All pairs that are joined through one of some nodes, and that are none of them.
    Twins through(BitSet nodes) {
        Twins pairs = new Twins();
        nodes.stream()
                .forEach(node -> passages.getOrDefault(node, Map.of())
                        .forEach((senders, targets) ->
                                pairs.add(Bits.without(senders, nodes), Bits.without(targets, nodes))));
        return pairs;
    }
}
