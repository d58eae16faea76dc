package io.wgorch.inventory;

import io.wgorch.wireguard.Cidr;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the user wants. Immutable, and valid: [InventoryReader] makes one only from input without errors.
///
/// @param meshes by name, in the order of the file, at least one; no two share a network or, on a node, an interface
/// @param nodes in the order of the file
/// @param groups the members of each group, in the order of the file
/// @param vault where a Vault is that keeps private keys
/// @param assertions who must reach whom, and who must not
public record Inventory(
        SequencedMap<String, MeshDefinition> meshes,
        SequencedMap<NodeName, Node> nodes,
        Map<String, Set<NodeName>> groups,
        Optional<VaultSettings> vault,
        List<Assertion> assertions)
        implements Roster {
    public Inventory {
        meshes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(meshes));
        nodes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(nodes));
        Map<String, Set<NodeName>> copy = new TreeMap<>();
        groups.forEach((group, members) -> copy.put(group, Collections.unmodifiableSet(new LinkedHashSet<>(members))));
        groups = Collections.unmodifiableMap(copy);
        assertions = List.copyOf(assertions);
    }

    @Override
    public SequencedSet<NodeName> names() {
        return nodes.sequencedKeySet();
    }

    /// The networks of all meshes, none overlapping another.
    public List<Cidr> networks() {
        return meshes.values().stream().flatMap(m -> m.networks().stream()).toList();
    }

    /// What the tunnels carry: the networks of all meshes, and the subnets behind nodes.
    public List<Cidr> carried() {
        return Stream.concat(networks().stream(), nodes.values().stream().flatMap(n -> n.routes().stream()))
                .toList();
    }

    /// The meshes that a node is a member of.
    public List<MeshDefinition> meshesOf(NodeName node) {
        return meshes.values().stream().filter(m -> m.members().contains(node)).toList();
    }

    /// The subnets behind a node that a mesh carries. A host can have one route to each only, so of the meshes that the
    /// node is in the first carries them.
    public List<Cidr> routes(NodeName node, MeshDefinition mesh) {
        return meshesOf(node).getFirst().name().equals(mesh.name()) ? node(node).routes() : List.of();
    }

    /// Where the private key of a managed node's tunnel shall live.
    public HomeName home(TunnelId tunnel) {
        return mesh(tunnel).map(m -> m.home(node(tunnel.node()))).orElse(HomeName.HOST);
    }

    /// How long a key of a tunnel may be in use; empty where nothing is said of it.
    public Optional<RotationPeriod> rotateAfter(TunnelId tunnel) {
        return mesh(tunnel).flatMap(m -> m.keys(node(tunnel.node())).rotateAfter());
    }

    private Optional<MeshDefinition> mesh(TunnelId tunnel) {
        return meshesOf(tunnel.node()).stream()
                .filter(m -> m.interfaceName().equals(tunnel.interfaceName()))
                .findFirst();
    }

    /// A node that is known to be there.
    ///
    /// @throws java.util.NoSuchElementException when it is not
    public Node node(NodeName name) {
        return Optional.ofNullable(nodes.get(name)).orElseThrow();
    }
}
