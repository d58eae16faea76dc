package io.wgorch.verify;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;

/// One direction of one link, after the fact.
///
/// @param from the tunnel that was tried
/// @param to the peer
/// @param handshake whether the two have a session
/// @param ping whether an echo came back through the tunnel
public record LinkCheck(TunnelId from, NodeName to, boolean handshake, boolean ping) {
    public boolean ok() {
        return handshake && ping;
    }
}
