package io.wgorch.mesh.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.wireguard.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Laws of the proof over seeded random meshes: it agrees with the packet-by-packet [Reference].
class ProofLawsTest {
    private static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    private record Case(Mesh mesh, Set<NodeName> down, Proof proof, Reference reference) {
        static Case of(long seed) {
            Mesh mesh = RandomMeshes.of(seed);
            Random random = new Random(seed);
            Set<NodeName> down = new TreeSet<>();
            mesh.tunnels().keySet().stream()
                    .filter(_ -> random.nextInt(20) == 0)
                    .forEach(down::add);
            return new Case(mesh, down, Proof.of(mesh, down), new Reference(mesh, down));
        }

        /// Addresses of a node, and one on either side of every border between prefixes in the subnets behind it.
        Set<InetAddress> points(NodeName node) {
            Set<InetAddress> points = new LinkedHashSet<>();
            MeshTunnel tunnel = mesh.tunnel(node);
            tunnel.addresses().forEach(a -> points.add(a.address()));
            for (Cidr subnet : tunnel.behind()) {
                mesh.tunnels().values().stream()
                        .flatMap(t -> t.peers().values().stream())
                        .flatMap(p -> p.allowedIps().stream())
                        .flatMap(p -> Stream.of(Point.first(p), Point.end(p)))
                        .filter(p -> p.family() < 2)
                        .map(Point::address)
                        .filter(subnet::contains)
                        .forEach(points::add);
                subnet.at(BigInteger.ONE).ifPresent(points::add);
            }
            return points;
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void agreesOnEveryPacket(long seed) {
        Case it = Case.of(seed);

        for (NodeName from : it.mesh().tunnels().keySet()) {
            for (NodeName to : it.mesh().tunnels().keySet()) {
                for (InetAddress point : it.points(to)) {
                    assertThat(it.proof().verdict(from, point))
                            .as(
                                    "%s to %s of %s: %s",
                                    from, point, to, it.proof().trace(from, point))
                            .isEqualTo(it.reference().verdict(from, point));
                }
            }
        }
    }
}
