package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What nodes claim against each other: addresses, endpoints, hosts, and a way to dial.
final class MeshChecks {
    private final Diagnostics diagnostics;
    private final MeshSection mesh;

    MeshChecks(Diagnostics diagnostics, MeshSection mesh) {
        this.diagnostics = diagnostics;
        this.mesh = mesh;
    }

    void check(List<ReadNode> nodes) {
        room(nodes.size());
        addresses(nodes);
        endpoints(nodes);
        hosts(nodes);
        dialling(nodes);
    }

    private void room(int nodes) {
        for (Network n : mesh.networks()) {
            BigInteger hosts = n.cidr().hostCount();
            if (hosts.compareTo(BigInteger.valueOf(nodes)) < 0) {
                diagnostics.error(
                        n.at(),
                        n.cidr() + " has room for " + hosts + " nodes, but there are " + nodes
                                + ". Make the network larger.");
            }
        }
    }

    private void addresses(List<ReadNode> nodes) {
        Set<InetAddress> taken = new HashSet<>();
        nodes.forEach(r -> taken.addAll(r.node().addresses()));
        Map<Cidr, FreeAddresses> free = new HashMap<>();
        mesh.networks().forEach(n -> free.put(n.cidr(), new FreeAddresses(n.cidr(), taken)));
        Map<InetAddress, ReadNode> owners = new HashMap<>();
        for (ReadNode read : nodes) {
            for (InetAddress address : read.node().addresses()) {
                ReadNode owner = owners.putIfAbsent(address, read);
                if (owner != null) {
                    diagnostics.error(
                            read.at(address),
                            Ip.text(address) + " is already the address of " + owner.cited(owner.at(address)) + "."
                                    + instead(address, free));
                }
            }
        }
    }

    /// Each time another, so that doing what several messages say makes no new duplicate.
    private static String instead(InetAddress address, Map<Cidr, FreeAddresses> free) {
        for (Map.Entry<Cidr, FreeAddresses> e : free.entrySet()) {
            if (e.getKey().contains(address)) {
                return e.getValue()
                        .next()
                        .map(a -> " The next free one in " + e.getKey() + " is " + Ip.text(a) + ".")
                        .orElse("");
            }
        }
        return "";
    }

    private void endpoints(List<ReadNode> nodes) {
        Map<Endpoint, ReadNode> owners = new HashMap<>();
        for (ReadNode read : nodes) {
            Optional.ofNullable(read.node().endpoints().get(Node.PUBLIC))
                    .map(a -> a.endpoint(51820))
                    .ifPresent(endpoint -> {
                        ReadNode owner = owners.putIfAbsent(endpoint, read);
                        if (owner != null) {
                            diagnostics.error(
                                    read.at("endpoint"),
                                    endpoint + " is already the endpoint of " + owner.cited(owner.at("endpoint"))
                                            + ". Two nodes behind one address need different ports.");
                        }
                    });
        }
    }

    /// Two nodes on one host would take the tunnel interface from each other.
    private void hosts(List<ReadNode> nodes) {
        Map<List<Object>, ReadNode> owners = new HashMap<>();
        for (ReadNode read : nodes) {
            Node node = read.node();
            Optional<String> host = node.ssh().host();
            if (host.isEmpty()) {
                continue;
            }
            List<Object> target =
                    List.of(host.get(), node.ssh().port(), node.ssh().jump());
            ReadNode owner = owners.putIfAbsent(target, read);
            if (owner != null
                    && (node.endpoints().isEmpty()
                            || !node.endpoints().equals(owner.node().endpoints()))) {
                diagnostics.error(
                        read.at("ssh"),
                        "'" + node.name() + "' and " + owner.cited(owner.node().at())
                                + " would both be reached by SSH at " + Shown.plain(host.get())
                                + ". A host is one node: give each its own ssh.host or ssh.port.");
            }
        }
    }

    /// In a full mesh each two nodes are linked, so at most one node may be without an endpoint.
    private void dialling(List<ReadNode> nodes) {
        List<ReadNode> silent = nodes.stream().filter(r -> !r.hasEndpoint()).toList();
        for (ReadNode read : silent.stream().skip(1).toList()) {
            ReadNode other = silent.getFirst();
            diagnostics.error(
                    read.node().at(),
                    other.cited(other.node().at()) + " and '" + read.node().name()
                            + "' both have no endpoint, so neither can dial the other. Give one of them an endpoint.");
        }
    }
}
