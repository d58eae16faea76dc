package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.SourcePosition;
import io.wgorch.diag.Suggest;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What nodes claim against each other outside the tunnels: endpoints, hosts, keys and underlays.
final class UnderlayChecks {
    private final Diagnostics diagnostics;
    private final List<MeshSection> sections;
    private final List<MeshDefinition> meshes;
    private final List<ReadNode> nodes;

    UnderlayChecks(
            Diagnostics diagnostics, List<MeshSection> sections, List<MeshDefinition> meshes, List<ReadNode> nodes) {
        this.diagnostics = diagnostics;
        this.sections = sections;
        this.meshes = meshes;
        this.nodes = nodes;
    }

    void check() {
        endpoints();
        hosts();
        keys();
        insideRoutes();
        underlays();
    }

    private void endpoints() {
        Map<List<Object>, ReadNode> owners = new HashMap<>();
        for (MeshDefinition mesh : meshes) {
            nodes.stream()
                    .filter(r -> mesh.members().contains(r.node().name()))
                    .forEach(r -> endpoints(mesh, r, owners));
        }
    }

    private void endpoints(MeshDefinition mesh, ReadNode read, Map<List<Object>, ReadNode> owners) {
        read.node().endpoints().forEach((underlay, address) -> {
            Endpoint endpoint = address.endpoint(mesh.listenPort(read.node()));
            ReadNode owner = owners.putIfAbsent(List.of(underlay, endpoint), read);
            if (owner != null && !owner.equals(read)) {
                diagnostics.error(
                        read.at("endpoint"),
                        endpoint + " is already the endpoint of " + owner.cited(owner.at("endpoint"))
                                + ". Two nodes behind one address need different ports.");
            }
        });
    }

    /// Two nodes on one host would take the tunnel interface from each other.
    private void hosts() {
        Map<List<Object>, ReadNode> owners = new HashMap<>();
        for (ReadNode read : nodes) {
            Node node = read.node();
            Optional<String> host = node.ssh().host();
            if (host.isEmpty() || !node.managed()) {
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

    private void keys() {
        Map<PublicKey, ReadNode> owners = new HashMap<>();
        for (ReadNode read : nodes) {
            Optional<PublicKey> key = read.node().publicKey();
            Optional<ReadNode> owner = key.flatMap(k -> Optional.ofNullable(owners.putIfAbsent(k, read)));
            owner.ifPresent(o -> diagnostics.error(
                    read.at("public_key"),
                    "this is also the public_key of " + o.cited(o.at("public_key")) + ". Each node has its own."));
        }
    }

    /// Packets to an endpoint inside a routed subnet would be sent into the tunnel that they are to carry; and the LAN
    /// of a node that stands in such a subnet itself would be drawn into the tunnel.
    private void insideRoutes() {
        Prefixes<ReadNode> routes = new Prefixes<>();
        nodes.forEach(r -> r.routes().forEach(n -> routes.put(n.cidr(), r)));
        for (ReadNode read : nodes) {
            read.node().endpoints().values().stream()
                    .flatMap(a -> Ip.parse(a.host()).stream())
                    .forEach(ip -> routes.overlapping(Cidr.host(ip))
                            .ifPresent(owner -> diagnostics.error(
                                    read.at("endpoint"),
                                    Ip.text(ip) + " of '" + read.node().name() + "' lies in " + owner.prefix()
                                            + ", which " + drawnIn(read, owner.value())
                                            + " Route a smaller subnet, or take one of the two out.")));
        }
    }

    private static String drawnIn(ReadNode dialled, ReadNode owner) {
        return dialled.equals(owner)
                ? "it routes itself through the mesh: its peers would send the tunnel's own packets into the tunnel."
                : owner.cited(owner.at("routes"))
                        + " routes through the mesh: its own packets would be drawn into the tunnel.";
    }

    /// A name that no node uses is a typing error.
    private void underlays() {
        Set<String> known = new HashSet<>(List.of(Node.PUBLIC));
        nodes.forEach(r -> known.addAll(r.node().endpoints().keySet()));
        List<String> names = new ArrayList<>(known);
        sections.forEach(s -> s.underlays().forEach(u -> known(u.text(), u.at(), names)));
        for (MeshDefinition mesh : meshes) {
            mesh.links().forEach(l -> l.underlay().ifPresent(u -> known(u, l.at(), names)));
        }
    }

    private void known(String underlay, SourcePosition at, List<String> known) {
        if (!known.contains(underlay)) {
            diagnostics.error(
                    at,
                    "no node has an endpoint in the underlay " + Shown.text(underlay) + "."
                            + Suggest.didYouMean(underlay, known));
        }
    }
}
