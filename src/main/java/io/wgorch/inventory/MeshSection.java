package io.wgorch.inventory;

import io.wgorch.diag.SourcePosition;
import io.wgorch.wireguard.Cidr;
import java.util.List;

/// What `mesh:` says.
///
/// @param networks those without errors
/// @param complete whether that is all of them
record MeshSection(List<Network> networks, boolean complete, TopologyName topology, String interfaceName) {
    MeshSection {
        networks = List.copyOf(networks);
    }

    boolean hasIpv6() {
        return networks.stream().anyMatch(n -> n.cidr().bits() == 128);
    }

    record Network(Cidr cidr, SourcePosition at) {}
}
