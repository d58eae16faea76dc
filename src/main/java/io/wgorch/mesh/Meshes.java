package io.wgorch.mesh;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All meshes of an inventory, on paper.
///
/// @param all in the order of the inventory, at least one
public record Meshes(List<Mesh> all) {
    public Meshes {
        all = List.copyOf(all);
    }

    /// The meshes that an inventory asks for.
    ///
    /// @param registry must have the addresses of every node (see `Allocation`)
    public static Meshes of(Inventory inventory, Registry registry) {
        List<Mesh> all = new ArrayList<>();
        for (MeshDefinition definition : inventory.meshes().values()) {
            all.add(new MeshBuilder(inventory, definition, registry).build());
        }
        return new Meshes(all);
    }

    /// The nodes through which others reach each other, in any mesh.
    public Set<NodeName> carriers() {
        Set<NodeName> carriers = new HashSet<>();
        for (Mesh mesh : all) {
            carriers.addAll(mesh.definition().hubs());
            mesh.tunnels().values().stream()
                    .filter(MeshTunnel::relays)
                    .map(MeshTunnel::node)
                    .forEach(carriers::add);
        }
        return carriers;
    }

    /// Those that a node is a member of.
    public List<Mesh> of(NodeName node) {
        return all.stream().filter(m -> m.tunnels().containsKey(node)).toList();
    }

    /// The one that a tunnel belongs to; empty when the node is not in it.
    public Optional<Mesh> of(TunnelId tunnel) {
        return of(tunnel.node()).stream()
                .filter(m -> m.interfaceName().equals(tunnel.interfaceName()))
                .findFirst();
    }
}
