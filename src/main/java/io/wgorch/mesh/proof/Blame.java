package io.wgorch.mesh.proof;

import java.util.BitSet;
import java.util.List;
import java.util.Set;

/// A cause, and what it costs so far.
final class Blame {
    private final Kind kind;
    private final BitSet at = new BitSet();
    private final BitSet others = new BitSet();
    private final int from;
    private final int atom;
    private long pairs;

    /// @param from the sender of an example
    /// @param atom where the example goes
    Blame(Kind kind, int from, int atom) {
        this.kind = kind;
        this.from = from;
        this.atom = atom;
    }

    /// @param fault the nodes at fault
    /// @param side the nodes on the other side
    void add(BitSet fault, BitSet side) {
        at.or(fault);
        others.or(side);
    }

    /// @param more ordered pairs of nodes that it costs
    void cost(long more) {
        pairs += more;
    }

    /// Another cause of this kind, as a part of this one.
    Blame with(Blame same) {
        add(same.at, same.others);
        cost(same.pairs);
        return this;
    }

    /// The same cause, seen from the other side.
    Blame withMirror(Blame mirror) {
        cost(mirror.pairs);
        return this;
    }

    /// The same for all causes of one kind on the same side.
    Object side() {
        return List.of(kind, others);
    }

    /// The same for two causes of which each is the other's other side.
    Object ends() {
        return Set.copyOf(List.of(at, others));
    }

    /// The same for all members of a set of nodes where each fails with each other.
    Object circle() {
        BitSet all = (BitSet) others.clone();
        all.or(at);
        return at.cardinality() == 1 ? all : this;
    }

    Kind kind() {
        return kind;
    }

    BitSet at() {
        return at;
    }

    BitSet others() {
        return others;
    }

    long pairs() {
        return pairs;
    }

    int from() {
        return from;
    }

    int atom() {
        return atom;
    }
}
