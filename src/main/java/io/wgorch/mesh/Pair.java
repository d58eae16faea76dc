package io.wgorch.mesh;

import io.wgorch.inventory.NodeName;
import java.util.Comparator;

/// Two nodes in no order: the pair of B and A is that of A and B.
public record Pair(NodeName one, NodeName other) implements Comparable<Pair> {
    private static final Comparator<Pair> ORDER =
            Comparator.comparing(Pair::one).thenComparing(Pair::other);

    public Pair {
        if (one.compareTo(other) >= 0) {
            throw new IllegalArgumentException("not in order, or not two: " + one + ", " + other);
        }
    }

    public static Pair of(NodeName some, NodeName another) {
        return some.compareTo(another) < 0 ? new Pair(some, another) : new Pair(another, some);
    }

    /// Names that count up (`n1`, `n2`) have hashes that do as well; the usual sum of two such gives few different
    /// ones.
    @Override
    public int hashCode() {
        return one.hashCode() * 0x9E3779B1 ^ other.hashCode() * 0x85EBCA77;
    }

    @Override
    public int compareTo(Pair another) {
        return ORDER.compare(this, another);
    }
}
