package io.wgorch.mesh.proof;

import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.KeySettings;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Slot;
import io.wgorch.inventory.TopologyName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.mesh.Wanted;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Meshes from a short text, right or wrong. A line is a node, or (indented) one of its peers:
///
/// ```
/// hub 10.0.0.1/24 forwards behind 192.168.7.0/24 mtu 1420
///   a 10.0.0.2/32 dialled keepalive 25 mtu 1280
/// ```
final class TestMesh {
    private final SortedMap<NodeName, MeshTunnel> tunnels = new TreeMap<>();
    private final Set<Cidr> networks = new LinkedHashSet<>();

    private TestMesh() {}

    /// Of which all pairs are wanted.
    static Mesh of(String text) {
        return of(text, new Wanted(true, Set.of()));
    }

    static Mesh of(String text, Wanted wanted) {
        TestMesh mesh = new TestMesh();
        List<String> block = new ArrayList<>();
        text.lines().filter(l -> !l.isBlank()).forEach(line -> {
            if (!line.startsWith(" ") && !block.isEmpty()) {
                mesh.add(block);
                block.clear();
            }
            block.add(line);
        });
        mesh.add(block);
        return of(mesh.networks, mesh.tunnels, wanted);
    }

    static Mesh of(Set<Cidr> networks, SortedMap<NodeName, MeshTunnel> tunnels, Wanted wanted) {
        MeshDefinition definition = new MeshDefinition(
                "mesh",
                List.copyOf(networks),
                TopologyName.FULL_MESH,
                new Slot("wg0", 51820),
                new LinkedHashSet<>(tunnels.keySet()),
                List.of(),
                List.of(),
                false,
                KeySettings.NONE,
                false,
                List.of(),
                List.of(),
                new SourcePosition("mesh.yml", 1, 1));
        return new Mesh(definition, tunnels, wanted, new TreeMap<>());
    }

    static NodeName node(String name) {
        return new NodeName(name);
    }

    static SortedSet<NodeName> nodes(String... names) {
        return Stream.of(names).map(NodeName::new).collect(Collectors.toCollection(TreeSet::new));
    }

    static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    static InetAddress ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    private void add(List<String> block) {
        Line line = Line.of(block.getFirst());
        SortedMap<NodeName, Peering> peers = new TreeMap<>();
        for (String text : block.subList(1, block.size())) {
            Line peer = Line.of(text);
            Optional<Endpoint> endpoint = peer.flags.contains("dialled")
                    ? Optional.of(new Endpoint(peer.node + ".example.com", 51820))
                    : Optional.empty();
            peers.put(
                    peer.node,
                    new Peering(
                            peer.node, peer.prefixes, endpoint, peer.number("keepalive", 0), peer.number("mtu", 1420)));
        }
        line.prefixes.forEach(a -> networks.add(a.network()));
        tunnels.put(
                line.node,
                new MeshTunnel(
                        line.node,
                        line.prefixes,
                        line.behind,
                        51820,
                        line.number("mtu", 1420),
                        line.flags.contains("forwards"),
                        peers));
    }

    private record Line(
            NodeName node,
            SortedSet<Cidr> prefixes,
            SortedSet<Cidr> behind,
            Set<String> flags,
            Map<String, Integer> numbers) {
        static Line of(String text) {
            List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+", -1)));
            Line line = new Line(
                    new NodeName(words.removeFirst()),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    new TreeMap<>());
            while (!words.isEmpty()) {
                String word = words.removeFirst();
                switch (word) {
                    case "behind" -> line.behind.add(cidr(words.removeFirst()));
                    case "keepalive", "mtu" -> line.numbers.put(word, Integer.parseInt(words.removeFirst()));
                    case "forwards", "dialled" -> line.flags.add(word);
                    default -> line.prefixes.add(cidr(word));
                }
            }
            return line;
        }

        int number(String word, int otherwise) {
            return numbers.getOrDefault(word, otherwise);
        }
    }
}
