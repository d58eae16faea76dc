package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Pair;
import io.wgorch.mesh.Peering;
import io.wgorch.mesh.Wanted;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Meshes of 3 to 12 nodes from a seed: hubs with spokes, full meshes and things in between, IPv4 and IPv6, subnets
/// within subnets; most have something wrong.
final class RandomMeshes {
    private final Random random;
    private final List<NodeName> names = new ArrayList<>();
    private final List<SortedSet<Cidr>> addresses = new ArrayList<>();
    private final List<SortedSet<Cidr>> behind = new ArrayList<>();
    private final List<SortedMap<NodeName, Peering>> peers = new ArrayList<>();
    private final Set<Cidr> networks = new LinkedHashSet<>();
    private final int faults;

    private RandomMeshes(long seed) {
        // Seeds that lie close together begin alike, were they not spread.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        faults = random.nextInt(4);
    }

    static Mesh of(long seed) {
        return new RandomMeshes(seed).make();
    }

    private Mesh make() {
        for (String network : List.of("10.0.0.0/24", "fd00:1::/64", "10.1.0.0/16")) {
            if (networks.isEmpty() || random.nextBoolean()) {
                networks.add(TestMesh.cidr(network));
            }
        }
        int size = 3 + random.nextInt(10);
        for (int i = 0; i < size; i++) {
            addNode(new NodeName("n" + (char) ('a' + i)), i);
        }
        int hubs = random.nextInt(Math.min(4, size));
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                if (hubs == 0 || i < hubs) {
                    link(i, j, hubs);
                }
            }
        }
        for (int i = 0; i < faults; i++) {
            spoil();
        }
        SortedMap<NodeName, MeshTunnel> tunnels = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            NodeName name = names.get(i);
            boolean forwards = (i < hubs || !behind.get(i).isEmpty()) != (faults > 0 && chance(6));
            tunnels.put(
                    name, new MeshTunnel(name, addresses.get(i), behind.get(i), 51820, 1420, forwards, peers.get(i)));
        }
        return TestMesh.of(networks, tunnels, wanted());
    }

    private void addNode(NodeName name, int i) {
        names.add(name);
        peers.add(new TreeMap<>());
        SortedSet<Cidr> own = new TreeSet<>();
        for (Cidr network : networks) {
            if (faults == 0 || !chance(15)) {
                own.add(new Cidr(network.at(BigInteger.valueOf(i + 1)).orElseThrow(), network.prefix()));
            }
        }
        addresses.add(own);
        SortedSet<Cidr> subnets = new TreeSet<>();
        if (chance(3)) {
            subnets.add(TestMesh.cidr("192.168." + 16 * i + ".0/" + (20 + random.nextInt(5))));
        }
        if (i > 0 && faults > 0 && chance(6)) {
            subnets.add(TestMesh.cidr("192.168." + 16 * random.nextInt(i) + ".64/" + (26 + random.nextInt(4))));
        }
        if ((faults > 0 || networks.contains(TestMesh.cidr("fd00:1::/64"))) && chance(6)) {
            subnets.add(TestMesh.cidr("fd00:" + (16 + i) + "::/48"));
        }
        behind.add(subnets);
    }

    /// Every node with every other, or each spoke with the hub that carries its traffic and some that stand by.
    private void link(int i, int j, int hubs) {
        SortedSet<Cidr> fromOne = new TreeSet<>();
        SortedSet<Cidr> fromOther = new TreeSet<>();
        if (hubs == 0 || j < hubs) {
            fromOne.addAll(own(j));
            fromOther.addAll(own(i));
        } else if (j % hubs == i) {
            fromOne.addAll(own(j));
            fromOther.addAll(networks);
            behind.forEach(fromOther::addAll);
            fromOther.removeAll(behind.get(j));
        }
        for (int spoke = hubs; j < hubs && spoke < names.size(); spoke++) {
            if (spoke % hubs == j) {
                fromOne.addAll(own(spoke));
            } else if (spoke % hubs == i) {
                fromOther.addAll(own(spoke));
            }
        }
        peer(i, j, fromOne);
        peer(j, i, fromOther);
    }

    private SortedSet<Cidr> own(int node) {
        SortedSet<Cidr> own = new TreeSet<>(behind.get(node));
        addresses.get(node).forEach(a -> own.add(Cidr.host(a.address())));
        return own;
    }

    private void peer(int of, int node, SortedSet<Cidr> allowed) {
        Optional<Endpoint> endpoint = faults > 0 && chance(5)
                ? Optional.empty()
                : Optional.of(new Endpoint(names.get(node) + ".example.com", 51820));
        peers.get(of).put(names.get(node), new Peering(names.get(node), allowed, endpoint, chance(2) ? 25 : 0, 1420));
    }

    private void spoil() {
        SortedMap<NodeName, Peering> table = peers.get(random.nextInt(peers.size()));
        if (table.isEmpty()) {
            return;
        }
        Peering peering = List.copyOf(table.values()).get(random.nextInt(table.size()));
        switch (random.nextInt(4)) {
            case 0 -> table.remove(peering.peer());
            case 1, 2 -> peering.allowedIps().add(wrongPrefix());
            default -> peering.allowedIps().clear();
        }
    }

    private Cidr wrongPrefix() {
        SortedSet<Cidr> own = own(random.nextInt(names.size()));
        if (own.isEmpty() || chance(4)) {
            return TestMesh.cidr(chance(2) ? "0.0.0.0/0" : "::/0");
        }
        Cidr prefix = List.copyOf(own).get(random.nextInt(own.size()));
        int other = prefix.prefix() + random.nextInt(13) - 8;
        int length = chance(2) ? prefix.prefix() : Math.max(0, Math.min(prefix.bits(), other));
        return new Cidr(prefix.address(), length);
    }

    private Wanted wanted() {
        Set<Pair> exceptions = new HashSet<>();
        boolean all = !chance(5);
        for (NodeName one : names) {
            for (NodeName other : names) {
                if (one.compareTo(other) < 0 && (all ? faults > 0 && chance(20) : chance(2))) {
                    exceptions.add(new Pair(one, other));
                }
            }
        }
        return new Wanted(all, exceptions);
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
