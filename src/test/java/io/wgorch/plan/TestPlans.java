package io.wgorch.plan;

import io.wgorch.inventory.NodeName;
import io.wgorch.resource.ProbeList;
import io.wgorch.resource.ResourceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Plans of few hosts.
public final class TestPlans {
    /// Of no hosts.
    public static final Plan NOTHING =
            new Plan(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    private TestPlans() {}

    /// Of a host that has answered.
    ///
    /// @param throughTunnel whether the host is reached through its own tunnel
    /// @param definitions what is to be there
    public static HostPlan host(boolean throughTunnel, Map<ResourceId, String> definitions, Change... changes) {
        HostPlan.Basis basis = new HostPlan.Basis(
                "machine",
                "salt",
                "fingerprint",
                ProbeList.of(Map.of()),
                throughTunnel,
                new TreeMap<>(),
                new TreeMap<>(),
                new LinkedHashMap<>(definitions),
                new TreeMap<>(),
                new TreeMap<>());
        return new HostPlan(
                new NodeName("nodeA"),
                HostPlan.Status.OK,
                Optional.empty(),
                List.of(),
                List.of(changes),
                Optional.of(basis));
    }
}
