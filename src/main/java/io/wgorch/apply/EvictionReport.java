package io.wgorch.apply;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Revoked;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What came of an eviction on all hosts.
///
/// @param nodes who was evicted
/// @param keys what they had
/// @param hosts every host but theirs
/// @param took from the beginning to the last answer
/// @param debts of all nodes that are left
public record EvictionReport(
        SortedSet<NodeName> nodes,
        List<Revoked> keys,
        SortedMap<NodeName, EvictionResult> hosts,
        Duration took,
        List<Debt> debts) {
    public EvictionReport {
        nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
        keys = List.copyOf(keys);
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
        debts = List.copyOf(debts);
    }

    /// Whether a host that answers has not done its part.
    public boolean isIncomplete() {
        return hosts.values().stream()
                .anyMatch(h -> h instanceof EvictionResult.Failed || h instanceof EvictionResult.Left);
    }
}
