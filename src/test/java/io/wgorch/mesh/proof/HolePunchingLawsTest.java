package io.wgorch.mesh.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TestInventory;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.Pair;
import io.wgorch.mesh.Peering;
import io.wgorch.mesh.RandomInventories;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Laws of pairs that have met, over seeded random inventories, some of whose pairs behind NATs have.
class HolePunchingLawsTest {
    private static final int SEEDS = 200;
    private static final Endpoint ONE = new Endpoint("192.0.2.1", 51820);
    private static final Endpoint OTHER = new Endpoint("192.0.2.2", 1024);

    private static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    /// @param apart nobody has met
    /// @param met who has
    private record Case(Meshes apart, Meshes together, List<Punched> met) {
        static Case of(long seed) {
            Inventory inventory = TestInventory.of(RandomInventories.yaml(seed)
                    .replaceAll("(?m)^( +)topology:", "$1hole_punching: true\n$1topology:"));
            Registry registry = RandomInventories.registry(inventory);
            Meshes apart = Meshes.of(inventory, registry);
            Random random = new Random(seed);
            List<Punched> met = new ArrayList<>();
            for (Mesh mesh : apart.all()) {
                for (Pair pair : mesh.punchable().keySet()) {
                    if (random.nextInt(3) > 0) {
                        met.add(new Punched(
                                mesh.interfaceName(), pair.one(), pair.other(), List.of(ONE, OTHER), Instant.EPOCH));
                    }
                }
            }
            return new Case(apart, Meshes.of(inventory, registry.withPunched(met)), met);
        }

        Mesh mesh(Punched punched) {
            return together.of(punched.one()).stream()
                    .filter(m -> m.interfaceName().equals(punched.interfaceName()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// So that the laws below are about something.
    @Test
    void manyInventoriesHavePairsThatMeet() {
        assertThat(seeds().filter(s -> !Case.of(s).met().isEmpty()).count()).isGreaterThan(SEEDS / 10);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bothEndsDialAndKeepTheWayOpen(long seed) {
        Case it = Case.of(seed);

        for (Punched punched : it.met()) {
            Mesh mesh = it.mesh(punched);
            Peering there = peering(mesh, punched.one(), punched.other());
            Peering back = peering(mesh, punched.other(), punched.one());
            assertThat(there.keepalive()).isEqualTo(25);
            assertThat(back.keepalive()).isEqualTo(25);
            assertThat(there.endpoint()).contains(OTHER);
            assertThat(back.endpoint()).contains(ONE);
        }
    }

    private static Peering peering(Mesh mesh, NodeName from, NodeName to) {
        return Optional.ofNullable(mesh.tunnel(from).peers().get(to)).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noHostSendsAPrefixTwoWays(long seed) {
        for (Mesh mesh : Case.of(seed).together().all()) {
            for (MeshTunnel tunnel : mesh.tunnels().values()) {
                List<Cidr> all = new ArrayList<>();
                tunnel.peers().values().forEach(p -> all.addAll(p.allowedIps()));
                assertThat(all).doesNotHaveDuplicates();
            }
        }
    }

    /// Nobody who reached another loses it because some have met, and those who have need nobody between them.
    @ParameterizedTest
    @MethodSource("seeds")
    void whoHasMetIsReachedDirectlyAndNobodyIsLost(long seed) {
        Case it = Case.of(seed);
        for (int i = 0; i < it.apart().all().size(); i++) {
            Proof before = Proof.of(it.apart().all().get(i));
            Mesh mesh = it.together().all().get(i);
            Proof after = Proof.of(mesh);
            for (NodeName from : mesh.tunnels().keySet()) {
                for (MeshTunnel to : mesh.tunnels().values()) {
                    for (Cidr address : to.addresses()) {
                        keeps(before.trace(from, address.address()), after.trace(from, address.address()));
                    }
                }
            }
        }
        for (Punched punched : it.met()) {
            Mesh mesh = it.mesh(punched);
            InetAddress address =
                    mesh.tunnel(punched.other()).addresses().first().address();
            Trace trace = Proof.of(mesh).trace(punched.one(), address);
            assertThat(trace.fate().verdict()).isEqualTo(Verdict.REACHES);
            assertThat(trace.hops()).hasSize(2);
        }
    }

    private static void keeps(Trace before, Trace after) {
        if (before.fate().verdict() == Verdict.REACHES) {
            assertThat(after.fate().verdict()).as(after.toString()).isEqualTo(Verdict.REACHES);
        }
    }

    /// The relay keeps what it needs to take the pair back, so that only the two have to change.
    @ParameterizedTest
    @MethodSource("seeds")
    void nobodyElseChanges(long seed) {
        Case it = Case.of(seed);
        for (int i = 0; i < it.apart().all().size(); i++) {
            Mesh before = it.apart().all().get(i);
            Mesh after = it.together().all().get(i);
            before.tunnels().forEach((node, tunnel) -> {
                boolean moves = it.met().stream()
                        .anyMatch(p -> p.interfaceName().equals(before.interfaceName())
                                && (p.one().equals(node) || p.other().equals(node)));
                if (!moves) {
                    assertThat(after.tunnel(node)).isEqualTo(tunnel);
                }
            });
        }
    }
}
