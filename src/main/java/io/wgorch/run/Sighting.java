package io.wgorch.run;

import io.wgorch.resource.HostState;

/// What came of looking at a host.
sealed interface Sighting {
    /// It answered.
    record Seen(HostState state) implements Sighting {}

    /// It did not.
    ///
    /// @param reason what was seen, and the cure
    record Missed(String reason) implements Sighting {}

    /// It answered, and has failed at something that the rest depends on.
    ///
    /// @param reason what was seen, and the cure
    record Failed(String reason) implements Sighting {}
}
