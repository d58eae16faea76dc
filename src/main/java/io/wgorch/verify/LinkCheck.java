package io.wgorch.verify;

import io.wgorch.inventory.NodeName;

/// One direction of one link, after the fact.
///
/// @param handshake whether the two have a session
/// @param ping whether an echo came back through the tunnel
public record LinkCheck(NodeName from, NodeName to, boolean handshake, boolean ping) {
    public boolean ok() {
        return handshake && ping;
    }
}
