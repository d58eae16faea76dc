package io.wgorch.mesh.proof;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// All ordered pairs of nodes, without walking for each: senders that share a table and that fare alike on their first
/// hop (the spokes of a hub) are a class, and one walks for all. The few that a node further on tells apart, or that
/// are on the path themselves, walk alone.
///
/// In a full mesh every node is a class of its own, so the cost is one short walk per pair; with hubs it is one per
/// class and target.
final class Census {
    private final Model model;
    private final Walk walk;
    private final List<Crowd> crowds = new ArrayList<>();

    /// Of a class, by table and realm: the members that the table treats otherwise than the sample.
    private final IdentityHashMap<Row, Map<Integer, BitSet>> odd = new IdentityHashMap<>();

    /// What is to be done with each crowd and the node that it sends to, none of them down. The node may be one of a
    /// crowd of many; what becomes of that one does not count then.
    interface Visitor {
        void visit(Crowd crowd, int target);
    }

    Census(Model model) {
        this.model = model;
        this.walk = new Walk(model);
        classes().forEach(members -> {
            BitSet all = new BitSet();
            members.forEach(all::set);
            crowds.add(new Crowd(crowds.size(), members.getFirst(), members.size() > 1, all));
        });
    }

    void each(Visitor visitor) {
        int[] targets =
                IntStream.range(0, model.size()).filter(n -> !model.isDown(n)).toArray();
        for (Crowd crowd : crowds) {
            odd.clear();
            for (int target : targets) {
                if (crowd.many()) {
                    visit(crowd, target, visitor);
                } else if (crowd.sample() != target) {
                    visitor.visit(crowd, target);
                }
            }
        }
    }

    private void visit(Crowd crowd, int target, Visitor visitor) {
        BitSet alone = new BitSet();
        for (int atom : model.estate().atoms(target)) {
            crowd.walk(walk, atom);
            for (int step = 1; step < walk.length(); step++) {
                alone.set(walk.node(step));
                if (step > 1 && walk.source() != Sources.NONE) {
                    alone.or(odd(crowd, walk.node(step), model.sources().realm(atom)));
                }
            }
        }
        alone.and(crowd.members());
        alone.clear(target);
        BitSet together = alone.isEmpty() ? crowd.members() : Bits.without(crowd.members(), alone);
        visitor.visit(crowd.of(together), target);
        alone.stream().forEach(node -> visitor.visit(Crowd.of(node), target));
    }

    private BitSet odd(Crowd crowd, int node, int realm) {
        return odd.computeIfAbsent(model.row(node), _ -> new HashMap<>()).computeIfAbsent(realm, _ -> {
            int usual = reception(node, crowd.sample(), realm);
            return crowd.members().stream()
                    .filter(m -> reception(node, m, realm) != usual)
                    .collect(BitSet::new, BitSet::set, BitSet::or);
        });
    }

    private List<List<Integer>> classes() {
        IdentityHashMap<Row, List<Integer>> byRow = new IdentityHashMap<>();
        List<List<Integer>> shared = new ArrayList<>();
        for (int node = 0; node < model.size(); node++) {
            if (!model.isDown(node)) {
                byRow.computeIfAbsent(model.row(node), _ -> {
                            shared.add(new ArrayList<>());
                            return shared.getLast();
                        })
                        .add(node);
            }
        }
        List<List<Integer>> classes = new ArrayList<>();
        for (List<Integer> members : shared) {
            if (members.size() == 1) {
                classes.add(members);
                continue;
            }
            Map<List<Object>, List<Integer>> byStart = new LinkedHashMap<>();
            members.forEach(m ->
                    byStart.computeIfAbsent(start(m), _ -> new ArrayList<>()).add(m));
            classes.addAll(byStart.values());
        }
        return classes;
    }

    /// All that bears on the first hop of a node's packets, besides its table.
    private List<Object> start(int node) {
        Sources sources = model.sources();
        List<Object> start = new ArrayList<>();
        for (int realm = 0; realm < sources.realms(); realm++) {
            start.add(sources.source(node, realm) == Sources.NONE);
        }
        for (int next : model.row(node).nodes()) {
            start.add(model.link(node, next));
            for (int realm = 0; realm < sources.realms(); realm++) {
                start.add(reception(next, node, realm));
            }
        }
        return start;
    }

    /// How a node takes what comes from a sender: from whom it expects it, and whether it has the sender as a peer for
    /// that address all the same. -1 when it expects it from the sender itself.
    private int reception(int node, int sender, int realm) {
        int source = model.sources().source(sender, realm);
        if (source == Sources.NONE) {
            return -2;
        }
        int expected = model.row(node).node(source);
        return expected == sender ? -1 : 2 * (expected + 1) + (model.covers(node, sender, source) ? 1 : 0);
    }
}
