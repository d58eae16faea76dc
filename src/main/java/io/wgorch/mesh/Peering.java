package io.wgorch.mesh;

import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import java.util.Optional;
import java.util.SortedSet;

/// What one node sets for one of its peers.
///
/// @param peer the other node
/// @param allowedIps what is routed to it and accepted from it; empty for a hub that stands by
/// @param endpoint where it is dialled; empty when it dials us
/// @param keepalive seconds, 0 for off
/// @param mtu bytes, the largest packet that the path to it carries inside the tunnel
public record Peering(NodeName peer, SortedSet<Cidr> allowedIps, Optional<Endpoint> endpoint, int keepalive, int mtu) {}
