package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.mesh.Wanted;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Meshes to measure with, in IPv4 and IPv6; every tenth node has a subnet behind it. What is equal in them is one
/// object, as in those of the builder.
///
/// `java io.wgorch.mesh.proof.LargeMeshes` prints what they cost.
final class LargeMeshes {
    private static final List<Cidr> NETWORKS = List.of(TestMesh.cidr("10.0.0.0/16"), TestMesh.cidr("fd00:1::/64"));

    private final List<NodeName> names = new ArrayList<>();
    private final List<SortedSet<Cidr>> addresses = new ArrayList<>();
    private final List<SortedSet<Cidr>> behind = new ArrayList<>();
    private final List<SortedSet<Cidr>> own = new ArrayList<>();
    private final SortedMap<NodeName, MeshTunnel> tunnels = new TreeMap<>();

    private LargeMeshes(int size, int subnetEvery) {
        for (int i = 0; i < size; i++) {
            int node = i;
            names.add(new NodeName("node-%05d".formatted(i)));
            SortedSet<Cidr> all = new TreeSet<>();
            SortedSet<Cidr> hosts = new TreeSet<>();
            NETWORKS.forEach(n -> n.at(BigInteger.valueOf(node + 1)).ifPresent(a -> {
                all.add(new Cidr(a, n.prefix()));
                hosts.add(Cidr.host(a));
            }));
            SortedSet<Cidr> subnets = new TreeSet<>();
            if (i % subnetEvery == subnetEvery - 1) {
                TestMesh.cidr("172.16.0.0/12")
                        .at(BigInteger.valueOf(64L * node))
                        .ifPresent(a -> subnets.add(new Cidr(a, 26)));
            }
            addresses.add(all);
            behind.add(subnets);
            hosts.addAll(subnets);
            own.add(hosts);
        }
    }

    static Mesh fullMesh(int size) {
        LargeMeshes it = new LargeMeshes(size, 10);
        for (int i = 0; i < size; i++) {
            SortedMap<NodeName, Peering> peers = new TreeMap<>();
            for (int j = 0; j < size; j++) {
                if (i != j) {
                    it.peer(peers, j, it.own.get(j), true);
                }
            }
            it.add(i, peers);
        }
        return it.mesh();
    }

    /// @param dialled whether the spokes have an endpoint of their hub
    static Mesh hubs(int size, int hubs, boolean dialled) {
        LargeMeshes it = new LargeMeshes(size, 200);
        SortedSet<Cidr> everything = new TreeSet<>(NETWORKS);
        it.behind.forEach(everything::addAll);
        List<SortedSet<Cidr>> carried = new ArrayList<>();
        List<SortedMap<NodeName, Peering>> peers = new ArrayList<>();
        for (int hub = 0; hub < hubs; hub++) {
            SortedSet<Cidr> all = new TreeSet<>(it.own.get(hub));
            for (int spoke = hubs + hub; spoke < size; spoke += hubs) {
                all.addAll(it.own.get(spoke));
            }
            carried.add(all);
            peers.add(new TreeMap<>());
        }
        for (int hub = 0; hub < hubs; hub++) {
            for (int other = 0; other < hubs; other++) {
                if (hub != other) {
                    it.peer(peers.get(hub), other, carried.get(other), true);
                }
            }
            for (int spoke = hubs + hub; spoke < size; spoke += hubs) {
                it.peer(peers.get(hub), spoke, it.own.get(spoke), false);
                SortedSet<Cidr> beyond = everything;
                if (!it.behind.get(spoke).isEmpty()) {
                    beyond = new TreeSet<>(everything);
                    beyond.removeAll(it.behind.get(spoke));
                }
                SortedMap<NodeName, Peering> one = new TreeMap<>();
                it.peer(one, hub, beyond, dialled);
                it.add(spoke, one);
            }
            it.add(hub, peers.get(hub));
        }
        return it.mesh();
    }

    private void peer(SortedMap<NodeName, Peering> peers, int node, SortedSet<Cidr> allowed, boolean dialled) {
        Optional<Endpoint> endpoint =
                dialled ? Optional.of(new Endpoint(names.get(node) + ".example.com", 51820)) : Optional.empty();
        peers.put(names.get(node), new Peering(names.get(node), allowed, endpoint, dialled ? 25 : 0, 1420));
    }

    private void add(int node, SortedMap<NodeName, Peering> peers) {
        NodeName name = names.get(node);
        tunnels.put(name, new MeshTunnel(name, addresses.get(node), behind.get(node), 51820, 1420, true, peers));
    }

    private Mesh mesh() {
        return TestMesh.of(new LinkedHashSet<>(NETWORKS), tunnels, new Wanted(true, Set.of()));
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
        measure("full mesh of 1,000", fullMesh(1000));
        measure("10,000 on one hub", hubs(10_000, 1, true));
        measure("10,000 on ten hubs", hubs(10_000, 10, true));
        measure("10,000 whose hub nobody dials", hubs(10_000, 1, false));
    }

    @SuppressWarnings("SystemOut")
    private static void measure(String what, Mesh mesh) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            long cpu = threads.getCurrentThreadCpuTime();
            Proof proof = Proof.of(mesh);
            long proven = System.nanoTime();
            long cpuProven = threads.getCurrentThreadCpuTime();
            List<WhatIf> each = WhatIf.withoutAny(mesh);
            System.out.printf(
                    "%s: proof %d ms, CPU %d ms, %d findings; each node down in turn CPU %d ms, %d pairs%n",
                    what,
                    (proven - start) / 1_000_000,
                    (cpuProven - cpu) / 1_000_000,
                    proof.findings().size(),
                    (threads.getCurrentThreadCpuTime() - cpuProven) / 1_000_000,
                    each.stream().mapToLong(WhatIf::pairs).sum());
        }
    }
}
