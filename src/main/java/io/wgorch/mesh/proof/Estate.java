package io.wgorch.mesh.proof;

import io.wgorch.mesh.MeshTunnel;
import io.wgorch.wireguard.Cidr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// Which atom is whose. Of two claims to one the longer prefix holds; the inventory sees to it that no prefix is
/// claimed twice.
final class Estate {
    private final int[] owner;
    private final int[][] atoms;
    private final BitSet addresses = new BitSet();

    /// @param tunnels in the order of the numbers of the nodes
    Estate(List<MeshTunnel> tunnels, Space space) {
        Row claims = new Row(
                IntStream.range(0, tunnels.size())
                        .boxed()
                        .flatMapToLong(i -> of(tunnels.get(i)).stream().mapToLong(c -> Row.entry(space.number(c), i)))
                        .toArray(),
                space);
        owner = IntStream.range(0, space.atoms()).map(claims::node).toArray();
        int[] sizes = new int[tunnels.size()];
        atoms = new int[tunnels.size()][];
        IntStream.of(owner).filter(o -> o != Row.NONE).forEach(o -> sizes[o]++);
        Arrays.setAll(atoms, i -> new int[sizes[i]]);
        for (int atom = owner.length - 1; atom >= 0; atom--) {
            if (owner[atom] != Row.NONE) {
                atoms[owner[atom]][--sizes[owner[atom]]] = atom;
            }
        }
        tunnels.forEach(t -> t.addresses().forEach(a -> addresses.set(space.atom(a.address()))));
    }

    /// All that a node owns.
    static List<Cidr> of(MeshTunnel tunnel) {
        List<Cidr> all = new ArrayList<>(tunnel.behind());
        tunnel.addresses().forEach(a -> all.add(Cidr.host(a.address())));
        return all;
    }

    /// The node that has an atom, or [Row#NONE].
    int owner(int atom) {
        return owner[atom];
    }

    /// What a node has, ascending.
    int[] atoms(int node) {
        return atoms[node];
    }

    /// Whether the atom is an address of its owner, as opposed to something behind it.
    boolean isAddress(int atom) {
        return addresses.get(atom);
    }
}
