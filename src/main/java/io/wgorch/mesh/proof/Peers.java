package io.wgorch.mesh.proof;

import io.wgorch.mesh.Peering;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// The peers of one node, by their numbers; a place is where one stands among them.
final class Peers {
    private final int[] nodes;
    private final int[][] allowed;
    private final BitSet dialled = new BitSet();
    private final BitSet kept = new BitSet();

    /// @param peerings in the order of the numbers of the peers
    /// @param prefixes the numbers of what is in AllowedIPs
    Peers(Collection<Peering> peerings, ToIntFunction<Peering> number, Function<Peering, int[]> prefixes) {
        nodes = new int[peerings.size()];
        allowed = new int[peerings.size()][];
        int place = 0;
        for (Peering peering : peerings) {
            nodes[place] = number.applyAsInt(peering);
            allowed[place] = prefixes.apply(peering);
            dialled.set(place, peering.endpoint().isPresent());
            kept.set(place, peering.endpoint().isPresent() && peering.keepalive() > 0);
            place++;
        }
    }

    /// Negative when the node is no peer.
    int place(int node) {
        return Arrays.binarySearch(nodes, node);
    }

    /// Whether there is an endpoint.
    boolean isDialled(int place) {
        return dialled.get(place);
    }

    /// Whether there is an endpoint, and keepalives go there.
    boolean isKept(int place) {
        return kept.get(place);
    }

    /// The numbers of the prefixes in the AllowedIPs.
    int[] allowed(int place) {
        return allowed[place];
    }

    /// The table of the device.
    Row row(Space space) {
        long[] entries = new long[Arrays.stream(allowed).mapToInt(a -> a.length).sum()];
        int next = 0;
        for (int place = 0; place < nodes.length; place++) {
            for (int prefix : allowed[place]) {
                entries[next++] = Row.entry(prefix, nodes[place]);
            }
        }
        return new Row(entries, space);
    }
}
