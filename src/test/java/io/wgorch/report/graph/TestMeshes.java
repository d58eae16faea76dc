package io.wgorch.report.graph;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.TestInventory;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.RandomInventories;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Meshes to be drawn, from what a user would write.
record TestMeshes(Inventory inventory, Meshes meshes) {
    static TestMeshes of(String yaml) {
        Inventory inventory = TestInventory.of(yaml);
        return new TestMeshes(inventory, Meshes.of(inventory, RandomInventories.registry(inventory)));
    }

    static TestMeshes fullMesh(int nodes, int sites) {
        StringBuilder yaml = new StringBuilder("mesh: { network: 10.0.0.0/16 }\nnodes:\n");
        for (int i = 0; i < nodes; i++) {
            yaml.append(node(i, "endpoint: n" + i + ".example.com" + (sites > 0 ? ", site: s" + i % sites : "")));
        }
        return of(yaml.toString());
    }

    /// Every fourth spoke is behind NAT, every seventh has a subnet behind it.
    static TestMeshes hubAndSpoke(int hubs, int spokes) {
        List<String> names = new ArrayList<>();
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < hubs; i++) {
            names.add("hub" + i);
            yaml.append("  hub%d: { endpoint: hub%d.example.com }\n".formatted(i, i));
        }
        for (int i = 0; i < spokes; i++) {
            String how = i % 4 == 0 ? "nat: true, ssh: { host: h%d.internal }" : "endpoint: n%d.example.com";
            String routes = i % 7 == 0 ? ", routes: [192.168.%d.0/24]".formatted(i) : "";
            String hub = ", hub: hub%d, site: s%d".formatted(i % hubs, i % 3);
            yaml.append(node(i, how.formatted(i) + routes + hub));
        }
        return of("mesh: { network: 10.0.0.0/16, topology: hub_and_spoke, hubs: " + names + " }\nnodes:\n" + yaml);
    }

    /// A tree with some more links, with nodes behind NAT and sites.
    static TestMeshes random(long seed) {
        Random random = new Random(seed);
        int nodes = 2 + random.nextInt(40);
        StringBuilder yaml = new StringBuilder("mesh:\n  network: 10.0.0.0/16\n  topology: partial\n  links:\n");
        for (int i = 1; i < nodes; i++) {
            for (int k = 0; k < 1 + random.nextInt(6); k++) {
                yaml.append("    - { between: [n%03d, n%03d] }\n".formatted(i, random.nextInt(i)));
            }
        }
        yaml.append("nodes:\n");
        for (int i = 0; i < nodes; i++) {
            String how = random.nextInt(4) == 0 ? "nat: true, ssh: { host: h" + i + " }" : "endpoint: e" + i;
            yaml.append(node(i, how + (random.nextBoolean() ? ", site: s" + random.nextInt(3) : "")));
        }
        return of(yaml.toString());
    }

    private static String node(int number, String settings) {
        return "  n%03d: { %s }\n".formatted(number, settings);
    }

    Mesh mesh() {
        return meshes.all().getFirst();
    }

    MeshGraph graph() {
        return MeshGraph.of(inventory, mesh());
    }

    String draw(GraphFormat format) {
        return format.draw(inventory, meshes);
    }
}
