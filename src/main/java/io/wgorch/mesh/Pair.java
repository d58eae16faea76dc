package io.wgorch.mesh;

import io.wgorch.inventory.NodeName;

/// Two nodes in no order: the pair of B and A is that of A and B.
public record Pair(NodeName one, NodeName other) {
    public Pair {
        if (one.compareTo(other) >= 0) {
            throw new IllegalArgumentException("not in order, or not two: " + one + ", " + other);
        }
    }

    public static Pair of(NodeName some, NodeName another) {
        return some.compareTo(another) < 0 ? new Pair(some, another) : new Pair(another, some);
    }
}
