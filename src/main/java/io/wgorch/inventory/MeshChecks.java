package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What nodes claim against each other inside the meshes: addresses, subnets, interfaces and ports.
final class MeshChecks {
    private final Diagnostics diagnostics;
    private final List<MeshSection> sections;
    private final List<MeshDefinition> meshes;
    private final List<ReadNode> nodes;

    MeshChecks(Diagnostics diagnostics, List<MeshSection> sections, List<MeshDefinition> meshes, List<ReadNode> nodes) {
        this.diagnostics = diagnostics;
        this.sections = sections;
        this.meshes = meshes;
        this.nodes = nodes;
    }

    void check() {
        room();
        addresses();
        routes();
        hubs();
        severalMeshes();
    }

    private void room() {
        for (int i = 0; i < meshes.size(); i++) {
            int members = meshes.get(i).members().size();
            for (Network n : sections.get(i).networks()) {
                BigInteger hosts = n.cidr().hostCount();
                if (hosts.compareTo(BigInteger.valueOf(members)) < 0) {
                    diagnostics.error(
                            n.at(),
                            n.cidr() + " has room for " + hosts + " nodes, but there are " + members
                                    + ". Make the network larger.");
                }
            }
        }
    }

    private void addresses() {
        Set<InetAddress> taken = new HashSet<>();
        nodes.forEach(r -> taken.addAll(r.node().addresses()));
        Map<Cidr, FreeAddresses> free = new HashMap<>();
        meshes.forEach(m ->
                m.networks().forEach(n -> free.put(n, new FreeAddresses(n, new HashSet<>(taken), Set.of()))));
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

    /// Subnets lie outside the meshes, and each has one owner.
    private void routes() {
        Prefixes<ReadNode> owners = new Prefixes<>();
        for (ReadNode read : nodes) {
            for (Network route : read.routes()) {
                for (MeshDefinition mesh : meshes) {
                    mesh.networks().stream()
                            .filter(n -> n.overlaps(route.cidr()))
                            .forEach(n -> diagnostics.error(
                                    route.at(),
                                    route.cidr() + " overlaps the mesh network " + n
                                            + ". A subnet behind a node lies outside it."));
                }
                owners.overlapping(route.cidr())
                        .ifPresentOrElse(
                                owner -> diagnostics.error(
                                        route.at(),
                                        route.cidr() + " of '" + read.node().name() + "' overlaps "
                                                + owner.prefix() + " of "
                                                + owner.value()
                                                        .cited(owner.value().at("routes"))
                                                + ". A subnet can be behind one node only."),
                                () -> owners.put(route.cidr(), read));
            }
        }
    }

    private void hubs() {
        for (ReadNode read : nodes) {
            List<MeshDefinition> withHubs = meshes.stream()
                    .filter(m -> m.topology().hasHubs()
                            && m.members().contains(read.node().name()))
                    .toList();
            List<MeshDefinition> asSpoke = withHubs.stream()
                    .filter(m -> !m.hubs().contains(read.node().name()))
                    .toList();
            if (read.map().has("hub") && asSpoke.isEmpty()) {
                diagnostics.error(
                        read.map().keyAt("hub"),
                        withHubs.isEmpty()
                                ? read.map().what() + " is in no mesh with hubs, so 'hub' has no meaning. Take it out."
                                : "'" + read.node().name() + "' is a hub itself, so it has none. Take 'hub' out, or"
                                        + " take it out of 'hubs'.");
            }
            hub(read, asSpoke);
        }
    }

    /// Where a node is a spoke of several meshes, its hub may be one of any of them.
    private void hub(ReadNode read, List<MeshDefinition> asSpoke) {
        List<NodeName> hubs =
                asSpoke.stream().flatMap(m -> m.hubs().stream()).distinct().toList();
        read.node()
                .settings()
                .role()
                .hub()
                .filter(h -> !hubs.isEmpty() && !hubs.contains(h))
                .ifPresent(h -> diagnostics.error(
                        read.at("hub"),
                        "'" + h + "' is no hub of " + (asSpoke.size() == 1 ? "this mesh" : "these meshes")
                                + ". There are: "
                                + String.join(
                                        ", ", hubs.stream().map(NodeName::value).toList()) + "."));
    }

    /// One port and one interface serve one mesh.
    private void severalMeshes() {
        for (ReadNode read : nodes) {
            List<MeshDefinition> own = meshes.stream()
                    .filter(m -> m.members().contains(read.node().name()))
                    .toList();
            for (int i = 1; i < own.size(); i++) {
                for (MeshDefinition other : own.subList(0, i)) {
                    collision(read, own.get(i), other);
                }
            }
            if (own.size() > 1) {
                read.node().endpoints().values().stream()
                        .flatMap(a -> a.port().stream())
                        .findFirst()
                        .ifPresent(port -> diagnostics.error(
                                read.at("endpoint"),
                                "'" + read.node().name() + "' is in several meshes, and port " + port
                                        + " can lead to one only. Write the endpoint without a port; the meshes have"
                                        + " 'listen_port'."));
            }
            if (own.isEmpty() && !meshes.isEmpty()) {
                diagnostics.error(
                        read.node().at(),
                        "'" + read.node().name() + "' is in no mesh. Name it under 'nodes' of one, or take it out.");
            }
        }
    }

    private void collision(ReadNode read, MeshDefinition mesh, MeshDefinition other) {
        String both = "'" + read.node().name() + "' is in the meshes '" + other.name() + "' and '" + mesh.name()
                + "', and both would ";
        if (mesh.interfaceName().equals(other.interfaceName())) {
            diagnostics.error(
                    read.node().at(),
                    both + "use the interface " + mesh.interfaceName()
                            + " there. Give one of them another 'interface'.");
        }
        if (mesh.listenPort(read.node()) == other.listenPort(read.node())) {
            diagnostics.error(
                    read.at("listen_port"),
                    both + "listen on UDP port " + mesh.listenPort(read.node())
                            + " there. Give one of the meshes another 'listen_port', and the node none.");
        }
    }
}
