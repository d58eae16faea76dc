package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Cidr;

/// The entry of a node's AllowedIPs that was the longest match for an address.
public record Rule(Cidr prefix, NodeName peer) {
    /// `10.0.0.0/24 of 'hub1'`.
    @Override
    public String toString() {
        return prefix + " of '" + peer + "'";
    }
}
