package io.wgorch.apply;

import java.time.Duration;

/// What all transactions of one run share.
///
/// @param mesh the mesh's id
/// @param serial of the registry that was written before the run
/// @param transaction the same id on every host
/// @param who user, controller and time, for lock and journal
/// @param window how long a host waits for the confirmation before it undoes, unless its plan says longer
public record RunId(String mesh, long serial, String transaction, String who, Duration window) {}
