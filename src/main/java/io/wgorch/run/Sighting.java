package io.wgorch.run;

import io.wgorch.inventory.NodeName;
import io.wgorch.resource.HostState;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What came of looking at a host.
sealed interface Sighting {
    /// It answered.
    record Seen(HostState state) implements Sighting {}

    /// It did not.
    ///
    /// @param reason what was seen, and the cure
    record Missed(String reason) implements Sighting {}

    /// Those that answered.
    static SortedMap<NodeName, HostState> states(Map<NodeName, Sighting> sightings) {
        SortedMap<NodeName, HostState> states = new TreeMap<>();
        sightings.forEach((node, sighting) -> {
            if (sighting instanceof Seen(HostState state)) {
                states.put(node, state);
            }
        });
        return states;
    }

    /// It answered, and has failed at something that the rest depends on.
    ///
    /// @param reason what was seen, and the cure
    record Failed(String reason) implements Sighting {}
}
