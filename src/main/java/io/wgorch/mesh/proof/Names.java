package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Nodes in a sentence.
public final class Names {
    private static final int SHOWN = 3;

    private Names() {}

    /// `'a'`, `'a' and 'b'`, `'a', 'b', 'c' and 7 more`.
    public static String list(Collection<NodeName> nodes) {
        List<String> shown = nodes.stream().limit(SHOWN).map(n -> "'" + n + "'").collect(Collectors.toList());
        if (nodes.size() > SHOWN) {
            shown.add(nodes.size() - SHOWN + " more");
        }
        String last = shown.removeLast();
        return shown.isEmpty() ? last : String.join(", ", shown) + " and " + last;
    }
}
