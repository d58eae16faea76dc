package io.wgorch.mesh.proof;

import java.util.BitSet;

/// What `BitSet` lacks: operations that leave their arguments alone.
final class Bits {
    private Bits() {}

    static BitSet of(int bit) {
        BitSet one = new BitSet();
        one.set(bit);
        return one;
    }

    static BitSet without(BitSet all, BitSet some) {
        BitSet rest = (BitSet) all.clone();
        rest.andNot(some);
        return rest;
    }
}
