package io.wgorch.mesh.proof;

import io.wgorch.mesh.MeshTunnel;
import io.wgorch.wireguard.Cidr;
import java.util.Arrays;
import java.util.List;

/// From which of its addresses a node sends: its own of the mesh network that contains the destination, else its first
/// of the family. So the space falls into realms, one per network and one per family for the rest; to all of a realm a
/// node sends from one address.
final class Sources {
    /// The node has no address of the family.
    static final int NONE = -1;

    private final int realms;
    private final int[] realm;
    private final int[][] sources;

    /// @param tunnels in the order of the numbers of the nodes
    Sources(List<Cidr> networks, List<MeshTunnel> tunnels, Space space) {
        realms = networks.size() + 2;
        realm = new int[space.atoms()];
        Arrays.setAll(realm, a -> rest(a, space));
        for (int i = 0; i < networks.size(); i++) {
            int network = space.number(networks.get(i));
            Arrays.fill(realm, space.first(network), space.end(network), i);
        }
        sources = new int[tunnels.size()][];
        Arrays.setAll(sources, i -> sources(tunnels.get(i), networks, space));
    }

    int realms() {
        return realms;
    }

    int realm(int atom) {
        return realm[atom];
    }

    /// The atom of the address, or [#NONE].
    int source(int node, int realm) {
        return sources[node][realm];
    }

    private int rest(int atom, Space space) {
        return space.isV4(atom) ? realms - 2 : realms - 1;
    }

    private int[] sources(MeshTunnel tunnel, List<Cidr> networks, Space space) {
        int[] chosen = new int[realms];
        Arrays.fill(chosen, NONE);
        for (Cidr address : tunnel.addresses()) {
            int atom = space.atom(address.address());
            for (int of : new int[] {realm[atom], rest(atom, space)}) {
                chosen[of] = chosen[of] == NONE ? atom : chosen[of];
            }
        }
        for (int i = 0; i < networks.size(); i++) {
            int rest = networks.get(i).bits() == 32 ? realms - 2 : realms - 1;
            chosen[i] = chosen[i] == NONE ? chosen[rest] : chosen[i];
        }
        return chosen;
    }
}
