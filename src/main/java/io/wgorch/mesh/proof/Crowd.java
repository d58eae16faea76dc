package io.wgorch.mesh.proof;

import java.util.BitSet;

/// Senders whose packets to a node all fare alike.
///
/// @param number of the class that they are of
/// @param sample walks for all of them; of their class, though perhaps not one of them
/// @param many whether it walks as [Walk#ANYONE]
/// @param members none when all of the class walk for themselves
record Crowd(int number, int sample, boolean many, BitSet members) {
    /// One that walks for itself.
    static Crowd of(int node) {
        return new Crowd(-1, node, false, Bits.of(node));
    }

    /// Some of its members.
    Crowd of(BitSet some) {
        return new Crowd(number, sample, many, some);
    }

    Fate walk(Walk walk, int atom) {
        return many ? walk.forMany(sample, atom) : walk.alone(sample, atom);
    }
}
