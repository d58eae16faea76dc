package io.wgorch.report.graph;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.wireguard.Cidr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What is to be seen of a mesh. Each node is in one group; each link is a line, or within a group.
///
/// A pair that is joined through another node has no link, so that it has no line either.
///
/// @param name of the mesh
/// @param about topology, networks and interface, in words
/// @param groups in the order of the inventory
/// @param lines between groups, each pair of groups at most once
record MeshGraph(String name, String about, List<Group> groups, List<Line> lines) {
    /// Up to so many, every link is a line of its own: more of them cannot be told apart.
    static final int LINES = 80;

    MeshGraph {
        groups = List.copyOf(groups);
        lines = List.copyOf(lines);
    }

    /// Every node of a group is linked with every node of another.
    ///
    /// @param one the index of a group
    /// @param other the index of a later group
    /// @param look from one to other
    record Line(int one, int other, Look look) {}

    static MeshGraph of(Inventory inventory, Mesh mesh) {
        SequencedMap<NodeName, GraphNode> nodes = new LinkedHashMap<>();
        for (NodeName name : mesh.definition().members()) {
            nodes.put(name, GraphNode.of(inventory.node(name), mesh.definition(), mesh.tunnel(name)));
        }
        Map<NodeName, Map<NodeName, Look>> looks = new LinkedHashMap<>();
        nodes.keySet().forEach(n -> looks.put(n, looks(mesh, n)));
        int links = looks.values().stream().mapToInt(Map::size).sum() / 2;
        List<GraphNode> all = List.copyOf(nodes.values());
        List<Group> groups = links <= LINES
                ? all.stream().map(n -> new Group(List.of(n), Optional.empty())).toList()
                : new Twins(all, looks).groups();
        return new MeshGraph(mesh.definition().name(), about(mesh), groups, lines(groups, looks));
    }

    private static Map<NodeName, Look> looks(Mesh mesh, NodeName node) {
        Map<NodeName, Look> looks = new LinkedHashMap<>();
        for (Peering forth : mesh.tunnel(node).peers().values()) {
            MeshTunnel peer = mesh.tunnel(forth.peer());
            Optional.ofNullable(peer.peers().get(node)).ifPresent(back -> looks.put(peer.node(), Look.of(forth, back)));
        }
        return looks;
    }

    private static List<Line> lines(List<Group> groups, Map<NodeName, Map<NodeName, Look>> looks) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            Map<NodeName, Look> of = looks.getOrDefault(groups.get(i).first().name(), Map.of());
            for (int j = i + 1; j < groups.size(); j++) {
                Look look = of.get(groups.get(j).first().name());
                if (look != null) {
                    lines.add(new Line(i, j, look));
                }
            }
        }
        return lines;
    }

    private static String about(Mesh mesh) {
        return mesh.definition().topology().keyword() + ", "
                + mesh.networks().stream().map(Cidr::toString).collect(Collectors.joining(" ")) + ", "
                + mesh.interfaceName();
    }

    /// The heading of its picture.
    String title() {
        return name.equals("mesh") ? "mesh" : "mesh " + name;
    }

    /// Whether a line stands for more than one link.
    boolean thick(Line line) {
        return !groups.get(line.one()).single() || !groups.get(line.other()).single();
    }

    List<GraphNode> nodes() {
        return groups.stream().flatMap(g -> g.nodes().stream()).toList();
    }

    /// How many links look like this, from whichever end.
    int links(Predicate<Look> look) {
        int between = lines.stream()
                .filter(l -> look.test(l.look()))
                .mapToInt(l -> groups.get(l.one()).nodes().size()
                        * groups.get(l.other()).nodes().size())
                .sum();
        return between
                + groups.stream()
                        .filter(g -> g.within().filter(look).isPresent())
                        .mapToInt(Group::links)
                        .sum();
    }
}
