package io.wgorch.apply;

import io.wgorch.inventory.NodeName;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What has become of the detours of a run.
///
/// @param measured of the pairs that were led around the change of a key
/// @param left why a detour is left on a host, and what that means; it ends by itself
public record Crossings(List<Crossing> measured, SortedMap<NodeName, String> left) {
    public static final Crossings NONE = new Crossings(List.of(), Collections.emptySortedMap());

    public Crossings {
        measured = List.copyOf(measured);
        left = Collections.unmodifiableSortedMap(new TreeMap<>(left));
    }

    /// With those of the run after it.
    public Crossings then(Crossings second) {
        SortedMap<NodeName, String> all = new TreeMap<>(left);
        all.putAll(second.left);
        return new Crossings(
                Stream.concat(measured.stream(), second.measured.stream()).toList(), all);
    }
}
