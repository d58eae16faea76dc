package io.wgorch.inventory;

import io.wgorch.wireguard.PendingKey;
import java.util.Comparator;

/// The tunnel of a node in one of its meshes: what a key belongs to.
public record TunnelId(NodeName node, String interfaceName) implements Comparable<TunnelId> {
    private static final Comparator<TunnelId> ORDER =
            Comparator.comparing(TunnelId::node).thenComparing(TunnelId::interfaceName);

    /// Stands for its public key until its host has made it.
    public PendingKey pendingKey() {
        return new PendingKey(node.value(), interfaceName);
    }

    @Override
    public int compareTo(TunnelId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return node + "/" + interfaceName;
    }
}
