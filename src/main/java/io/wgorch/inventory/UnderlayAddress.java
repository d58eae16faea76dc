package io.wgorch.inventory;

import io.wgorch.wireguard.Endpoint;
import java.util.Optional;

/// Where a node is dialled in one of the networks that carry the tunnels.
///
/// @param host a name or an address literal
/// @param port UDP; the listen port of the mesh when empty
public record UnderlayAddress(String host, Optional<Integer> port) {
    /// With the port filled in.
    ///
    /// @param listenPort UDP, of the node in the mesh that is spoken of
    public Endpoint endpoint(int listenPort) {
        return new Endpoint(host, port.orElse(listenPort));
    }
}
