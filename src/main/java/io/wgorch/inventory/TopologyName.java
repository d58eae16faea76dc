package io.wgorch.inventory;

import java.util.Locale;

/// The topologies an inventory can ask for, by the names it uses.
public enum TopologyName {
    /// Every node with every other.
    FULL_MESH,
    /// Every node with its hub, the hubs with each other.
    HUB_AND_SPOKE,
    /// Only the links that the inventory names.
    PARTIAL,
    /// As [#HUB_AND_SPOKE], and the links that the inventory names.
    HYBRID;

    /// As written in the inventory: `full_mesh`.
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether there are hubs that carry the traffic of others.
    public boolean hasHubs() {
        return this == HUB_AND_SPOKE || this == HYBRID;
    }
}
