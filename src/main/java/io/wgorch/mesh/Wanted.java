package io.wgorch.mesh;

import io.wgorch.inventory.NodeName;
import java.util.Set;

/// Which pairs are meant to reach each other: all but some, or some and no other.
///
/// @param all whether every pair is meant, but for `exceptions`
/// @param exceptions the pairs that are treated the other way
public record Wanted(boolean all, Set<Pair> exceptions) {
    public Wanted {
        exceptions = Set.copyOf(exceptions);
    }

    public boolean reach(NodeName one, NodeName other) {
        return all != exceptions.contains(Pair.of(one, other));
    }
}
