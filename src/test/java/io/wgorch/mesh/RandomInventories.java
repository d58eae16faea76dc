package io.wgorch.mesh;

import io.wgorch.inventory.Allocation;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TestInventory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Full meshes of 1 to 9 nodes in one to three networks, from a seed; at most one node cannot be dialled.
public final class RandomInventories {
    private RandomInventories() {}

    public static Inventory of(long seed) {
        Random random = new Random(seed);
        List<String> networks = new ArrayList<>();
        for (String network : List.of("10.0.0.0/24", "\"fd00:1::/64\"", "172.20.0.0/16")) {
            if (networks.isEmpty() || random.nextBoolean()) {
                networks.add(network);
            }
        }
        List<String> names = new ArrayList<>(List.of("a", "b", "c", "node-1", "node.2", "Z", "10", "x_y", "no"));
        Collections.shuffle(names, random);
        StringBuilder yaml = new StringBuilder("mesh: { network: " + networks + " }\nnodes:\n");
        int silent = random.nextInt(9);
        for (int i = 0; i < 1 + random.nextInt(names.size()); i++) {
            yaml.append(node(names.get(i), i == silent, random));
        }
        return TestInventory.of(yaml.toString());
    }

    private static String node(String name, boolean silent, Random random) {
        List<String> settings = new ArrayList<>();
        settings.add("listen_port: " + (51820 + random.nextInt(3)));
        settings.add("path_mtu: " + (1360 + random.nextInt(200)));
        if (silent) {
            settings.add("nat: true, ssh: { host: " + name + ".internal }");
        } else {
            settings.add("endpoint: "
                    + (random.nextBoolean() ? name + ".example.com" : "2001:db8::" + (1000 + random.nextInt(9000))));
        }
        if (random.nextInt(4) == 0) {
            settings.add("keepalive: 25");
        }
        return "  \"%s\": { %s }\n".formatted(name, String.join(", ", settings));
    }

    public static Registry registry(Inventory inventory) {
        return Allocation.allocate(inventory, Registry.fresh("m"), Instant.EPOCH);
    }
}
