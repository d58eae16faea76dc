package io.wgorch.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.wireguard.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Laws of every mesh over seeded random inventories.
class MeshTest {
    private static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    private record Case(Inventory inventory, Registry registry, Meshes meshes) {
        static Case of(long seed) {
            Inventory inventory = RandomInventories.of(seed);
            Registry registry = RandomInventories.registry(inventory);
            return new Case(inventory, registry, Meshes.of(inventory, registry));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bothEndsOfALinkHaveEachOther(long seed) {
        for (Mesh mesh : Case.of(seed).meshes().all()) {
            assertThat(mesh.tunnels().keySet())
                    .containsExactlyInAnyOrderElementsOf(mesh.definition().members());
            mesh.tunnels().forEach((node, tunnel) -> {
                assertThat(tunnel.node()).isEqualTo(node);
                tunnel.peers().forEach((peer, peering) -> {
                    assertThat(peering.peer()).isEqualTo(peer).isNotEqualTo(node);
                    assertThat(mesh.tunnel(peer).peers()).containsKey(node);
                });
            });
        }
    }

    /// On one device a prefix belongs to one peer: of two that claim it, the last would win. And a host has one route
    /// to it, whatever number of meshes it is in.
    @ParameterizedTest
    @MethodSource("seeds")
    void noHostSendsAPrefixTwoWays(long seed) {
        Case it = Case.of(seed);

        for (NodeName node : it.inventory().nodes().keySet()) {
            List<Cidr> all = new ArrayList<>();
            it.meshes().of(node).forEach(m -> m.tunnel(node).peers().values().forEach(p -> all.addAll(p.allowedIps())));
            assertThat(all).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyNodeHasOneAddressInEachNetwork(long seed) {
        Case it = Case.of(seed);

        for (Mesh mesh : it.meshes().all()) {
            mesh.tunnels().forEach((node, tunnel) -> {
                assertThat(tunnel.addresses()).hasSameSizeAs(mesh.networks());
                for (Cidr network : mesh.networks()) {
                    assertThat(tunnel.addresses()).anyMatch(a -> a.network().equals(network));
                }
                assertThat(tunnel.listenPort())
                        .isEqualTo(mesh.definition().listenPort(it.inventory().node(node)));
            });
        }
    }

    @Test
    void aStrangerHasNoTunnel() {
        Mesh mesh = Case.of(1).meshes().all().getFirst();

        assertThatThrownBy(() -> mesh.tunnel(new NodeName("stranger"))).isInstanceOf(NoSuchElementException.class);
    }
}
