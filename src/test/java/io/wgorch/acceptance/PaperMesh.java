package io.wgorch.acceptance;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.InventoryReader;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.proof.Proof;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import java.util.ArrayList;
import java.util.List;

/// What the proof says of the project of a lab, to be held against its hosts.
record PaperMesh(Inventory inventory, List<Proof> proofs) {
    /// Whether `from` reaches an address of `to`, on paper.
    record Claim(String from, String to, String address, boolean reaches) {}

    static PaperMesh of(MeshLab lab) {
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory =
                InventoryReader.read(lab.file("inventory"), diagnostics).orElseThrow();
        Registry registry = RegistryFile.read(lab.file("inventory/registry.yml"), diagnostics)
                .orElseThrow();
        return new PaperMesh(
                inventory,
                Meshes.of(inventory, registry).all().stream().map(Proof::of).toList());
    }

    /// The first address of a node in a mesh.
    String address(String node, String meshName) {
        return proofs.stream()
                .map(Proof::mesh)
                .filter(m -> m.definition().name().equals(meshName))
                .map(m ->
                        Ip.text(m.tunnel(new NodeName(node)).addresses().first().address()))
                .findFirst()
                .orElseThrow();
    }

    /// For each ordered pair of managed nodes of each mesh, every address of the one.
    List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        for (Proof proof : proofs) {
            Mesh mesh = proof.mesh();
            List<NodeName> managed = mesh.tunnels().keySet().stream()
                    .filter(n -> inventory.node(n).managed())
                    .toList();
            for (NodeName from : managed) {
                for (NodeName to : managed) {
                    if (!from.equals(to)) {
                        for (Cidr address : mesh.tunnel(to).addresses()) {
                            claims.add(new Claim(
                                    from.value(), to.value(), Ip.text(address.address()), proof.reaches(from, to)));
                        }
                    }
                }
            }
        }
        return claims;
    }
}
