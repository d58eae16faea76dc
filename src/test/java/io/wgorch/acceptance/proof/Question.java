package io.wgorch.acceptance.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Ip;
import java.net.InetAddress;

/// Whether a node reaches an address.
record Question(NodeName from, InetAddress to) {
    @Override
    public String toString() {
        return from + " to " + Ip.text(to);
    }
}
