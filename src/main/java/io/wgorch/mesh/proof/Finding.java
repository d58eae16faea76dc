package io.wgorch.mesh.proof;

import io.wgorch.diag.Diagnostic;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.NodeName;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// One thing that is wrong with a mesh, whatever number of pairs it costs.
///
/// @param at the nodes at fault, at least one; see [Kind] for what is said of them
/// @param others the nodes on the other side
/// @param pairs how many ordered pairs of nodes it costs; of an MTU hole, how many links it is in
/// @param to the node that the example is sent to
/// @param trace an example
public record Finding(
        Kind kind, SortedSet<NodeName> at, SortedSet<NodeName> others, long pairs, NodeName to, Trace trace) {
    public Finding {
        at = Collections.unmodifiableSortedSet(new TreeSet<>(at));
        others = Collections.unmodifiableSortedSet(new TreeSet<>(others));
    }

    /// What is wrong, why, and what to do, at the first node at fault.
    ///
    /// @param mesh in which it was found
    public Diagnostic diagnostic(Inventory inventory, MeshDefinition mesh) {
        String message =
                Wording.of(this, n -> inventory.node(n).nat(), mesh.topology().hasHubs());
        return new Diagnostic(Optional.of(inventory.node(at.first()).at()), message);
    }
}
