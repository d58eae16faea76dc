package io.wgorch.inventory;

import io.wgorch.wireguard.Cidr;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/// The mesh as the user wants it. Immutable, and valid: [InventoryReader] makes one only from input without errors.
///
/// @param networks the mesh networks, with host bits clear, none overlapping another
/// @param topology who is linked with whom
/// @param interfaceName the tunnel interface on every host
/// @param nodes in the order of the file
/// @param groups the members of each group, in the order of the file
public record Inventory(
        List<Cidr> networks,
        TopologyName topology,
        String interfaceName,
        SequencedMap<NodeName, Node> nodes,
        Map<String, Set<NodeName>> groups) {
    public Inventory {
        networks = List.copyOf(networks);
        nodes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(nodes));
        Map<String, Set<NodeName>> copy = new TreeMap<>();
        groups.forEach((group, members) -> copy.put(group, Collections.unmodifiableSet(new LinkedHashSet<>(members))));
        groups = Collections.unmodifiableMap(copy);
    }
}
