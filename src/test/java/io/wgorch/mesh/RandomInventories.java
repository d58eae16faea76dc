package io.wgorch.mesh;

import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.Allocation;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.SshSettings;
import io.wgorch.inventory.TopologyName;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;

/// Full meshes of 1 to 9 nodes in one to three networks, from a seed; some nodes cannot be dialled.
public final class RandomInventories {
    private RandomInventories() {}

    public static Inventory of(long seed) {
        Random random = new Random(seed);
        List<Cidr> networks = new ArrayList<>();
        for (String network : List.of("10.0.0.0/24", "fd00:1::/64", "172.20.0.0/16")) {
            if (networks.isEmpty() || random.nextBoolean()) {
                networks.add(Cidr.parse(network).orElseThrow());
            }
        }
        List<String> names = new ArrayList<>(List.of("a", "b", "c", "node-1", "node.2", "Z", "10", "x_y", "no"));
        Collections.shuffle(names, random);
        SequencedMap<NodeName, Node> nodes = new LinkedHashMap<>();
        for (String name : names.subList(0, 1 + random.nextInt(names.size()))) {
            nodes.put(new NodeName(name), node(name, random));
        }
        return new Inventory(networks, TopologyName.FULL_MESH, "wg0", nodes, Map.of());
    }

    private static Node node(String name, Random random) {
        int port = 51820 + random.nextInt(3);
        Optional<Endpoint> endpoint = random.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(new Endpoint(random.nextBoolean() ? name + ".example.com" : "2001:db8::7", port));
        Optional<Integer> keepalive =
                endpoint.isEmpty() || random.nextInt(4) == 0 ? Optional.of(25) : Optional.<Integer>empty();
        return new Node(
                new NodeName(name),
                List.of(),
                endpoint,
                port,
                1280 + random.nextInt(200),
                keepalive,
                false,
                SshSettings.NONE,
                Map.of(),
                new SourcePosition("mesh.yml", 1, 1));
    }

    public static Registry registry(Inventory inventory) {
        return Allocation.allocate(inventory, Registry.fresh("m"), Instant.EPOCH);
    }
}
