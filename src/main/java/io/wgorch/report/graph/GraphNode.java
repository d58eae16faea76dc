package io.wgorch.report.graph;

import io.wgorch.diag.Shown;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A node as it is drawn.
///
/// @param kind decides its shape
/// @param nat whether it is behind a NAT
/// @param managed whether wgorch reaches it
/// @param site where it stands, fit to be shown
/// @param addresses in the mesh, without prefix length
/// @param subnets behind it
record GraphNode(
        NodeName name,
        Kind kind,
        boolean nat,
        boolean managed,
        Optional<String> site,
        List<String> addresses,
        List<String> subnets) {
    GraphNode {
        addresses = List.copyOf(addresses);
        subnets = List.copyOf(subnets);
    }

    /// What a shape tells; the first that holds.
    enum Kind {
        /// Carries the traffic of its spokes.
        HUB,
        /// Not reached by wgorch: a phone.
        OUTSIDER,
        /// Passes on the packets of others, without a subnet behind it.
        RELAY,
        /// None of these.
        MEMBER
    }

    static GraphNode of(Node node, MeshDefinition mesh, MeshTunnel tunnel) {
        return new GraphNode(
                node.name(),
                kind(node, mesh, tunnel),
                node.nat(),
                node.managed(),
                node.settings().role().site().map(Shown::plain),
                tunnel.addresses().stream().map(a -> Ip.text(a.address())).toList(),
                tunnel.behind().stream().map(Cidr::toString).toList());
    }

    private static Kind kind(Node node, MeshDefinition mesh, MeshTunnel tunnel) {
        if (mesh.hubs().contains(node.name())) {
            return Kind.HUB;
        }
        if (!node.managed()) {
            return Kind.OUTSIDER;
        }
        return tunnel.relays() ? Kind.RELAY : Kind.MEMBER;
    }

    /// What is special about it, in words: `hub, behind NAT`. Empty for a node like any other.
    String words() {
        List<String> words = new ArrayList<>();
        if (kind == Kind.HUB) {
            words.add("hub");
        }
        if (kind == Kind.RELAY) {
            words.add("relay");
        }
        if (nat) {
            words.add("behind NAT");
        }
        if (!managed) {
            words.add("not managed");
        }
        return String.join(", ", words);
    }

    /// What stands below its name: a line for each address, and one for what is special about it.
    List<String> details() {
        List<String> details = new ArrayList<>(addresses);
        if (!words().isEmpty()) {
            details.add(words());
        }
        return details;
    }
}
