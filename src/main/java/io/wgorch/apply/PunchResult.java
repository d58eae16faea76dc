package io.wgorch.apply;

import io.wgorch.plan.Punch;
import io.wgorch.wireguard.Endpoint;
import java.util.List;

/// What came of a try to join two nodes directly.
///
/// @param endpoints where the two were seen from outside when they met; empty when they did not
/// @param detail for people: why not
public record PunchResult(Punch punch, List<Endpoint> endpoints, String detail) {
    public PunchResult {
        endpoints = List.copyOf(endpoints);
    }

    public boolean met() {
        return !endpoints.isEmpty();
    }

    /// The same when the direct path must not, or cannot, be used.
    public PunchResult refused(String why) {
        return met() ? new PunchResult(punch, List.of(), why) : this;
    }
}
