package io.wgorch.run;

import io.wgorch.inventory.NodeName;
import java.util.Set;

/// What a run is for.
public sealed interface Goal {
    /// Every host as the inventory wants it.
    record Converge() implements Goal {}

    /// As [Converge], with new keys for these nodes.
    record Rotate(Set<NodeName> nodes) implements Goal {
        public Rotate {
            nodes = Set.copyOf(nodes);
        }
    }

    /// Nothing of ours on any host of the run.
    record Destroy() implements Goal {}

    /// The nodes that shall get a new key.
    default Set<NodeName> rotated() {
        return this instanceof Rotate(Set<NodeName> nodes) ? nodes : Set.of();
    }

    default boolean destroys() {
        return this instanceof Destroy;
    }
}
