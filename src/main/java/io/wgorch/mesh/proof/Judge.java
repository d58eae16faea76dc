package io.wgorch.mesh.proof;

import io.wgorch.mesh.Pair;
import io.wgorch.mesh.Wanted;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/// Holds what becomes of the packets against what is wanted, and sorts what is wrong by its cause: however many pairs
/// are lost, it is said once per node at fault, and once for all nodes with the same fault.
final class Judge {
    private static final BitSet NOBODY = new BitSet();

    private final Model model;
    private final Walk walk;
    private final Map<Key, Blame> blames = new LinkedHashMap<>();
    private final Set<Key> counted = new HashSet<>();

    /// For a target, who is meant not to reach it.
    private final Map<Integer, BitSet> forbidden = new HashMap<>();

    /// @param at the node at fault, or the class of the senders when each of them is
    private record Key(Kind kind, int at, boolean each) {}

    Judge(Model model) {
        this.model = model;
        this.walk = new Walk(model);
    }

    Collection<Blame> judge(Wanted wanted) {
        wanted.exceptions().stream()
                .sorted(Comparator.comparing(Pair::one).thenComparing(Pair::other))
                .forEach(pair -> {
                    int one = model.number(pair.one());
                    int other = model.number(pair.other());
                    if (wanted.all()) {
                        forbid(one, other);
                        forbid(other, one);
                    } else if (!model.isDown(one) && !model.isDown(other)) {
                        judge(Crowd.of(one), other);
                        judge(Crowd.of(other), one);
                    }
                });
        if (wanted.all()) {
            new Census(model).each(this::judge);
        }
        return merged();
    }

    private void forbid(int from, int to) {
        forbidden.computeIfAbsent(to, _ -> new BitSet()).set(from);
        counted.clear();
        for (int atom : model.estate().atoms(to)) {
            if (walk.alone(from, atom).verdict() != Verdict.LOST) {
                blame(new Symptom(Kind.FORBIDDEN, from, to), Crowd.of(from), atom);
            }
        }
    }

    private void judge(Crowd crowd, int target) {
        counted.clear();
        for (int atom : model.estate().atoms(target)) {
            if (crowd.walk(walk, atom) != Fate.DELIVERED) {
                BitSet meant = Bits.without(crowd.members(), forbidden.getOrDefault(target, NOBODY));
                meant.clear(target);
                if (!meant.isEmpty()) {
                    blame(Symptom.of(walk, model, crowd.sample(), atom), crowd.of(meant), atom);
                }
            }
        }
    }

    private void blame(Symptom symptom, Crowd crowd, int atom) {
        boolean each = symptom.at() == Walk.ANYONE;
        Key key = new Key(symptom.kind(), each ? crowd.number() : symptom.at(), each);
        Blame blame = blames.computeIfAbsent(
                key, _ -> new Blame(symptom.kind(), crowd.members().nextSetBit(0), atom));
        blame.add(nodes(symptom.at(), crowd), nodes(symptom.other(), crowd));
        if (counted.add(key)) {
            blame.cost(crowd.members().cardinality());
        }
    }

    private static BitSet nodes(int node, Crowd crowd) {
        return node == Walk.ANYONE ? crowd.members() : Bits.of(node);
    }

    private Collection<Blame> merged() {
        List<Blame> merged = new ArrayList<>();
        List<Blame> undiallable = new ArrayList<>();
        merge(blames.values(), Blame::side, Blame::with)
                .forEach(b -> (b.kind() == Kind.UNDIALLABLE ? undiallable : merged).add(b));
        merged.addAll(merge(merge(undiallable, Blame::ends, Blame::withMirror), Blame::circle, Blame::with));
        return merged;
    }

    private static Collection<Blame> merge(
            Collection<Blame> some, Function<Blame, Object> key, BinaryOperator<Blame> both) {
        Map<Object, Blame> merged = new LinkedHashMap<>();
        some.forEach(b -> merged.merge(key.apply(b), b, both));
        return merged.values();
    }
}
