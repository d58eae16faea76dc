package io.wgorch.run;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.proof.Assertions;
import io.wgorch.mesh.proof.Finding;
import io.wgorch.mesh.proof.Kind;
import io.wgorch.mesh.proof.Proof;
import io.wgorch.mesh.proof.Relays;
import io.wgorch.mesh.proof.Standbys;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What has to hold of the meshes on paper before a host is contacted: every node has its addresses, all that are meant
/// to reach each other do, and what the inventory asserts is so.
final class Paper {
    private final Inventory inventory;
    private final Registry registry;
    private final Diagnostics diagnostics;
    private final List<String> notes = new ArrayList<>();

    private Paper(Inventory inventory, Registry registry, Diagnostics diagnostics) {
        this.inventory = inventory;
        this.registry = registry;
        this.diagnostics = diagnostics;
    }

    /// What is no error and yet should be known.
    static List<String> check(Inventory inventory, Registry registry, Meshes meshes, Diagnostics diagnostics) {
        Paper paper = new Paper(inventory, registry, diagnostics);
        paper.held();
        inventory.meshes().values().forEach(paper::room);
        meshes.all().forEach(m -> diagnostics.addAll(Relays.check(m)));
        if (diagnostics.isEmpty()) {
            paper.prove(meshes);
        }
        return List.copyOf(paper.notes);
    }

    /// An address that a host outside the inventory still holds must not be given to another. One that a host of the
    /// inventory may still have may: that host is on its way to another, and its user knows.
    private void held() {
        Map<InetAddress, NodeName> holders = new HashMap<>();
        registry.departed().forEach((node, entry) -> entry.held().forEach(a -> holders.put(a, node)));
        Map<InetAddress, NodeName> owners = new HashMap<>();
        registry.nodes().forEach((node, entry) -> entry.addresses().forEach(a -> owners.put(a, node)));
        registry.nodes()
                .forEach((node, entry) -> entry.former().stream()
                        .filter(owners::containsKey)
                        .forEach(a -> notes.add(Ip.text(a) + " goes from " + node + " to " + owners.get(a)
                                + ": the host of " + node + " may have it until it is applied")));
        inventory
                .nodes()
                .values()
                .forEach(node -> node.addresses().stream()
                        .filter(holders::containsKey)
                        .forEach(a -> diagnostics.error(
                                node.at(),
                                Ip.text(a) + " is still held by '" + holders.get(a)
                                        + "', which has left the inventory and"
                                        + " whose host is not cleaned yet. Give '" + node.name()
                                        + "' another address, or, if"
                                        + " that host is gone for good, take it out of departed: in the registry.")));
    }

    private void room(MeshDefinition mesh) {
        for (NodeName node : mesh.members()) {
            List<InetAddress> addresses = Optional.ofNullable(registry.nodes().get(node))
                    .orElseThrow()
                    .addresses();
            for (Cidr network : mesh.networks()) {
                if (addresses.stream().noneMatch(network::contains)) {
                    diagnostics.error(
                            inventory.node(node).at(),
                            "there is no address left in " + network + " for '" + node
                                    + "': hosts may still have the rest"
                                    + " that nodes have left or given up. Make the network larger, or apply to those"
                                    + " hosts first; take those that are gone for good out of departed: in the"
                                    + " registry.");
                }
            }
        }
    }

    private void prove(Meshes meshes) {
        List<Proof> proofs = meshes.all().stream().map(Proof::of).toList();
        for (Proof proof : proofs) {
            for (Finding finding : proof.findings()) {
                Diagnostic diagnostic =
                        finding.diagnostic(inventory, proof.mesh().definition());
                if (finding.kind() == Kind.ONE_WAY) {
                    notes.add(diagnostic.message());
                } else {
                    diagnostics.add(diagnostic);
                }
            }
        }
        meshes.all().forEach(m -> notes.addAll(Standbys.notes(m)));
        diagnostics.addAll(new Assertions(proofs).check(inventory));
    }
}
