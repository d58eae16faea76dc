package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.wireguard.Cidr;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A mesh in numbers, made to be asked millions of times: nodes are numbered in the order of their names, addresses are
/// atoms of the [Space], tables are [Row]s. A row that several nodes share is one object.
final class Model {
    private final List<NodeName> names;
    private final Map<NodeName, Integer> numbers = new HashMap<>();
    private final Space space;
    private final Peers[] peers;
    private final Row[] rows;
    private final Estate estate;
    private final Sources sources;
    private final BitSet forwards = new BitSet();
    private final BitSet down = new BitSet();

    /// @throws java.util.NoSuchElementException when a peer is no member
    Model(Mesh mesh, Set<NodeName> down) {
        List<MeshTunnel> tunnels = List.copyOf(mesh.tunnels().values());
        names = List.copyOf(mesh.tunnels().keySet());
        for (int i = 0; i < names.size(); i++) {
            numbers.put(names.get(i), i);
            this.down.set(i, down.contains(names.get(i)));
            forwards.set(i, tunnels.get(i).forwards());
        }
        space = new Space(prefixes(mesh));
        estate = new Estate(tunnels, space);
        sources = new Sources(mesh.networks(), tunnels, space);
        peers = new Peers[names.size()];
        rows = new Row[names.size()];
        IdentityHashMap<SortedSet<Cidr>, int[]> known = new IdentityHashMap<>();
        Map<Row, Row> shared = new HashMap<>();
        for (int i = 0; i < rows.length; i++) {
            peers[i] = new Peers(
                    tunnels.get(i).peers().values(),
                    p -> number(p.peer()),
                    p -> known.computeIfAbsent(p.allowedIps(), this::prefixes));
            Row row = peers[i].row(space);
            rows[i] = shared.computeIfAbsent(row, r -> r);
        }
    }

    private static Set<Cidr> prefixes(Mesh mesh) {
        Set<Cidr> all = new HashSet<>(mesh.networks());
        IdentityHashMap<SortedSet<Cidr>, Boolean> seen = new IdentityHashMap<>();
        for (MeshTunnel tunnel : mesh.tunnels().values()) {
            all.addAll(Estate.of(tunnel));
            tunnel.peers().values().forEach(p -> seen.put(p.allowedIps(), true));
        }
        seen.keySet().forEach(all::addAll);
        return all;
    }

    private int[] prefixes(SortedSet<Cidr> allowed) {
        return allowed.stream().mapToInt(space::number).toArray();
    }

    int size() {
        return names.size();
    }

    NodeName name(int node) {
        return names.get(node);
    }

    /// @throws java.util.NoSuchElementException when the node is no member
    int number(NodeName node) {
        return Optional.ofNullable(numbers.get(node)).orElseThrow();
    }

    SortedSet<NodeName> names(BitSet nodes) {
        return nodes.stream().mapToObj(names::get).collect(Collectors.toCollection(TreeSet::new));
    }

    Space space() {
        return space;
    }

    Estate estate() {
        return estate;
    }

    Sources sources() {
        return sources;
    }

    /// Whom a node sends to, and from whom it accepts.
    Row row(int node) {
        return rows[node];
    }

    boolean forwards(int node) {
        return forwards.get(node);
    }

    boolean isDown(int node) {
        return down.get(node);
    }

    /// What becomes of a packet on the link to a peer.
    Fate link(int from, int to) {
        int back = peers[to].place(from);
        if (down.get(to)) {
            return Fate.DOWN;
        }
        if (back < 0) {
            return Fate.STRANGER;
        }
        if (peers[from].isDialled(peers[from].place(to)) || peers[to].isKept(back)) {
            return Fate.DELIVERED;
        }
        return peers[to].isDialled(back) ? Fate.ANSWERS_ONLY : Fate.NOBODY_DIALS;
    }

    /// Whether a node has another as a peer with the atom among its AllowedIPs, be it the longest match or not.
    boolean covers(int node, int peer, int atom) {
        int place = peers[node].place(peer);
        if (place >= 0) {
            for (int prefix : peers[node].allowed(place)) {
                if (space.contains(prefix, atom)) {
                    return true;
                }
            }
        }
        return false;
    }
}
