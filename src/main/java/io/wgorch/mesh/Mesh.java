package io.wgorch.mesh;

import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Cidr;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A mesh on paper: the tunnel of every member. Which hosts are reached or limited to plays no part here, so a run on a
/// subset can never shrink it.
///
/// @param definition what it was made from
/// @param tunnels by node
/// @param wanted which pairs are meant to reach each other
/// @param punchable the pairs behind NATs that may be joined directly, and who sees where both come from
public record Mesh(
        MeshDefinition definition,
        SortedMap<NodeName, MeshTunnel> tunnels,
        Wanted wanted,
        SortedMap<Pair, NodeName> punchable) {
    public Mesh {
        punchable = Collections.unmodifiableSortedMap(new TreeMap<>(punchable));
        tunnels = Collections.unmodifiableSortedMap(new TreeMap<>(tunnels));
    }

    /// On every member.
    public String interfaceName() {
        return definition.interfaceName();
    }

    public List<Cidr> networks() {
        return definition.networks();
    }

    /// The tunnel of a node.
    ///
    /// @throws java.util.NoSuchElementException when the node is no member
    public MeshTunnel tunnel(NodeName node) {
        return Optional.ofNullable(tunnels.get(node)).orElseThrow();
    }
}
