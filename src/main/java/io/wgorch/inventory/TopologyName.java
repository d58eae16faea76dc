package io.wgorch.inventory;

import java.util.Locale;

/// The topologies an inventory can ask for, by the names it uses.
public enum TopologyName {
    FULL_MESH;

    /// As written in the inventory: `full_mesh`.
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }
}
