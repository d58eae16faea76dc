package io.wgorch.inventory;

import io.wgorch.diag.SourcePosition;
import io.wgorch.wireguard.Cidr;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.List;

/// What `mesh:`, or an entry of `meshes:`, says by itself; what it says of nodes is read later, when they are known.
///
/// @param networks those without errors
/// @param complete whether that is all of them
/// @param map the section, for [MembersReader] and [LinksReader]
record MeshSection(
        String name,
        List<Network> networks,
        boolean complete,
        TopologyName topology,
        Slot slot,
        List<YamlScalar> underlays,
        List<String> dns,
        MapReader map) {
    MeshSection {
        networks = List.copyOf(networks);
        underlays = List.copyOf(underlays);
        dns = List.copyOf(dns);
    }

    boolean hasIpv6() {
        return networks.stream().anyMatch(n -> n.cidr().bits() == 128);
    }

    record Network(Cidr cidr, SourcePosition at) {}
}
