package io.wgorch.mesh;

import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Cidr;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// The tunnel of one node as the mesh wants it, keys left out: those are made when it is applied.
///
/// @param addresses with the prefix length of their network
/// @param behind the subnets that this node routes for the others
/// @param listenPort UDP
/// @param mtu bytes
/// @param forwards whether the node passes on packets that are not for itself
/// @param peers by node
public record MeshTunnel(
        NodeName node,
        SortedSet<Cidr> addresses,
        SortedSet<Cidr> behind,
        int listenPort,
        int mtu,
        boolean forwards,
        SortedMap<NodeName, Peering> peers) {
    public MeshTunnel {
        peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    }

    /// What the node sets for a peer.
    ///
    /// @throws java.util.NoSuchElementException when it is no peer
    public Peering peering(NodeName peer) {
        return Optional.ofNullable(peers.get(peer)).orElseThrow();
    }

    /// Whether it passes on packets of the family with that many bits in an address.
    public boolean forwards(int bits) {
        return forwards && addresses.stream().anyMatch(a -> a.bits() == bits);
    }

    /// Whether it forwards although it has no subnet of its own to forward to.
    public boolean relays() {
        return forwards && behind.isEmpty();
    }
}
