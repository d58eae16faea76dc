package io.wgorch.inventory;

import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/// The names that a pattern can mean.
public interface Roster {
    /// All nodes, in the order of the file.
    SequencedSet<NodeName> names();

    /// The members of each group.
    Map<String, Set<NodeName>> groups();
}
