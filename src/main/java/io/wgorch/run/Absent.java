package io.wgorch.run;

import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.mesh.proof.WhatIf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What it means for the others that nodes are evicted.
final class Absent {
    private Absent() {}

    /// Pairs that reach each other only through such a node, and outsiders that need another key.
    ///
    /// @param back those that are about to be none any more
    static List<String> notes(Project project, Set<NodeName> back) {
        Registry registry = project.registry();
        Set<NodeName> absent = new TreeSet<>(registry.evicted().keySet());
        absent.removeAll(back);
        List<String> notes = new ArrayList<>();
        for (NodeName name : absent) {
            Optional.ofNullable(project.inventory().nodes().get(name))
                    .filter(node -> !node.managed())
                    .ifPresent(node -> notes.add(outsider(node)));
        }
        if (!absent.isEmpty()) {
            project.meshes().all().stream()
                    .map(mesh -> WhatIf.without(mesh, absent))
                    .filter(lost -> lost.pairs() > 0)
                    .forEach(lost -> notes.add("evicted, so " + lost));
        }
        return notes;
    }

    private static String outsider(Node node) {
        return node.name() + " is evicted. To have it back, "
                + (node.publicKey().isPresent()
                        ? "write another 'public_key' for it into the inventory (" + node.at() + ")"
                        : "make it another key: wgorch export " + node.name() + " --new-key");
    }
}
