package io.wgorch.run;

import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.playbook.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /// As [Rotate], with all nodes that are managed.
    record RotateAll() implements Goal {
        @Override
        public Goal in(Project project) {
            return new Rotate(project.inventory().nodes().values().stream()
                    .filter(Node::managed)
                    .map(Node::name)
                    .filter(n -> !project.registry().isEvicted(n))
                    .collect(Collectors.toSet()));
        }
    }

    /// As [Converge], with evicted nodes back in the mesh, under keys that are made for it.
    record Readmit(Set<NodeName> nodes) implements Goal {
        public Readmit {
            nodes = Set.copyOf(nodes);
        }
    }

    /// Nothing of ours on any host of the run.
    record Destroy() implements Goal {}

    /// The goal when it is known who is in the mesh.
    default Goal in(Project project) {
        return this;
    }

    /// The nodes that shall get a new key.
    default Set<NodeName> rotated() {
        return this instanceof Rotate(Set<NodeName> nodes) ? nodes : Set.of();
    }

    /// The evicted nodes whose hosts are asked and believed again.
    default Set<NodeName> readmitted() {
        return this instanceof Readmit(Set<NodeName> nodes) ? nodes : Set.of();
    }

    /// The nodes without whose hosts nothing is done.
    default Set<NodeName> named() {
        return this instanceof Readmit ? readmitted() : rotated();
    }

    /// The nodes whose keys are replaced side by side. One after the other unless a batch size says more: then a host
    /// that fails leaves only its own key where it was.
    default List<Set<NodeName>> turns(Optional<Serial> serial) {
        List<NodeName> all = rotated().stream().sorted().toList();
        int size = serial.map(s -> s.of(all.size())).orElse(1);
        List<Set<NodeName>> turns = new ArrayList<>();
        for (int i = 0; i < all.size(); i += size) {
            turns.add(Set.copyOf(all.subList(i, Math.min(all.size(), i + size))));
        }
        return turns;
    }

    default boolean destroys() {
        return this instanceof Destroy;
    }
}
