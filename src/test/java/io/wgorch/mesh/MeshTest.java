package io.wgorch.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.wireguard.Cidr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Laws of the full mesh over seeded random inventories.
class MeshTest {
    private static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    private record Case(Inventory inventory, Registry registry, Mesh mesh) {
        static Case of(long seed) {
            Inventory inventory = RandomInventories.of(seed);
            Registry registry = RandomInventories.registry(inventory);
            return new Case(
                    inventory, registry, Meshes.of(inventory, registry).all().getFirst());
        }

        Node node(NodeName name) {
            return inventory.node(name);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyPairIsThereOncePerSide(long seed) {
        Case it = Case.of(seed);

        assertThat(it.mesh().tunnels().keySet())
                .isEqualTo(it.inventory().nodes().keySet());
        it.mesh().tunnels().forEach((node, tunnel) -> {
            Set<NodeName> others = new HashSet<>(it.inventory().nodes().keySet());
            others.remove(node);
            assertThat(tunnel.node()).isEqualTo(node);
            assertThat(tunnel.peers().keySet()).isEqualTo(others);
            tunnel.peers().forEach((peer, peering) -> assertThat(peering.peer()).isEqualTo(peer));
        });
    }

    /// A node accepts from a peer exactly the addresses of that peer, and no prefix has two owners.
    @ParameterizedTest
    @MethodSource("seeds")
    void allowedIpsAreTheAddressesOfThePeer(long seed) {
        Case it = Case.of(seed);

        it.mesh().tunnels().values().forEach(tunnel -> {
            List<Cidr> all = new ArrayList<>();
            tunnel.peers().values().forEach(peering -> {
                List<Cidr> hosts = it.mesh().tunnel(peering.peer()).addresses().stream()
                        .map(a -> Cidr.host(a.address()))
                        .toList();
                assertThat(peering.allowedIps()).containsExactlyInAnyOrderElementsOf(hosts);
                all.addAll(hosts);
            });
            assertThat(all).doesNotHaveDuplicates();
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyNodeHasOneAddressInEachNetwork(long seed) {
        Case it = Case.of(seed);

        it.mesh().tunnels().values().forEach(tunnel -> {
            assertThat(tunnel.addresses()).hasSameSizeAs(it.inventory().networks());
            for (Cidr network : it.inventory().networks()) {
                assertThat(tunnel.addresses()).anyMatch(a -> a.network().equals(network));
            }
            assertThat(tunnel.listenPort()).isEqualTo(it.mesh().definition().listenPort(it.node(tunnel.node())));
        });
    }

    @Test
    void aStrangerHasNoTunnel() {
        assertThatThrownBy(() -> Case.of(1).mesh().tunnel(new NodeName("stranger")))
                .isInstanceOf(NoSuchElementException.class);
    }
}
