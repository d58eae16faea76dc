package io.wgorch.mesh;

import io.wgorch.inventory.NodeName;
import java.util.Collection;
import java.util.Set;

/// Which pairs are meant to reach each other: all but some, or some and no other.
///
/// @param all whether every pair is meant, but for `exceptions`
/// @param exceptions the pairs that are treated the other way
public record Wanted(boolean all, Collection<Pair> exceptions) {
    /// Every pair.
    public static final Wanted EVERYONE = new Wanted(true, Set.of());

    public Wanted {
        exceptions = Set.copyOf(exceptions);
    }

    /// Whether these two are meant to reach each other.
    public boolean reach(NodeName one, NodeName other) {
        return all != exceptions.contains(Pair.of(one, other));
    }
}
