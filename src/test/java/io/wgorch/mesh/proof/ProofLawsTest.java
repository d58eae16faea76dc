package io.wgorch.mesh.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Pair;
import io.wgorch.mesh.Wanted;
import io.wgorch.wireguard.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

        /// Addresses of a node, and one on either side of every border between prefixes in the subnets behind it, but
        /// for what belongs to a node with a longer prefix.
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
            points.removeIf(p -> !reference.owner(p).equals(Optional.of(node)));
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

    /// What is said of the whole mesh at once, classes and all, costs as many pairs as are lost one by one.
    @ParameterizedTest
    @MethodSource("seeds")
    void findingsCostExactlyThePairsThatAreLost(long seed) {
        Case it = Case.of(seed);
        Set<String> lost = new TreeSet<>();
        Set<String> forbidden = new TreeSet<>();
        Set<NodeName> up = new TreeSet<>(it.mesh().tunnels().keySet());
        up.removeAll(it.down());
        for (NodeName from : up) {
            for (NodeName to : up) {
                boolean wanted = from.equals(to) || it.mesh().wanted().reach(from, to);
                for (InetAddress point : it.points(to)) {
                    Verdict verdict = it.reference().verdict(from, point);
                    if (wanted && verdict != Verdict.REACHES) {
                        lost.add(from + " " + to);
                    } else if (!wanted && it.mesh().wanted().all() && verdict != Verdict.LOST) {
                        forbidden.add(from + " " + to);
                    }
                }
            }
        }

        Map<Boolean, Long> costs = it.proof().findings().stream()
                .collect(
                        Collectors.groupingBy(f -> f.kind() == Kind.FORBIDDEN, Collectors.summingLong(Finding::pairs)));

        assertThat(costs.getOrDefault(true, 0L)).isEqualTo(forbidden.size());
        assertThat(costs.getOrDefault(false, 0L)).isBetween((long) lost.size(), 3L * lost.size());
        for (Finding finding : it.proof().findings()) {
            Trace example = finding.trace();
            assertThat(finding.kind() == Kind.FORBIDDEN ? forbidden : lost)
                    .contains(example.from() + " " + finding.to());
            if (finding.kind() != Kind.FORBIDDEN) {
                assertThat(example.fate()).isNotEqualTo(Fate.DELIVERED);
            }
            assertThat(finding.at()).isNotEmpty();
        }
    }

    /// Pairs that are wanted one by one are walked one by one, and must not be told anything else.
    @ParameterizedTest
    @MethodSource("seeds")
    void sendersThatWalkTogetherFareAsIfAlone(long seed) {
        Case it = Case.of(seed);
        Set<Pair> pairs = new HashSet<>();
        for (NodeName from : it.mesh().tunnels().keySet()) {
            for (NodeName to : it.mesh().tunnels().tailMap(from).keySet()) {
                if (!from.equals(to)) {
                    pairs.add(Pair.of(from, to));
                }
            }
        }
        Mesh mesh = it.mesh();

        Proof together = Proof.of(
                new Mesh(mesh.definition(), mesh.tunnels(), new Wanted(true, Set.of()), new TreeMap<>()), it.down());
        Proof alone = Proof.of(
                new Mesh(mesh.definition(), mesh.tunnels(), new Wanted(false, pairs), new TreeMap<>()), it.down());

        for (Kind kind : Kind.values()) {
            assertThat(Sum.of(kind, together)).isEqualTo(Sum.of(kind, alone));
        }
    }

    /// What the findings of a kind amount to, however they are grouped; when two sides cannot dial each other, either
    /// may be named first.
    private record Sum(long pairs, Set<NodeName> at, Set<NodeName> others) {
        static Sum of(Kind kind, Proof proof) {
            Sum sum = new Sum(0, new TreeSet<>(), new TreeSet<>());
            long pairs = 0;
            for (Finding finding : proof.findings()) {
                if (finding.kind() == kind) {
                    pairs += finding.pairs();
                    sum.at.addAll(finding.at());
                    (kind == Kind.UNDIALLABLE ? sum.at : sum.others).addAll(finding.others());
                }
            }
            return new Sum(pairs, sum.at, sum.others);
        }
    }

    /// Without nodes, exactly those lose each other whose packets the proof no longer delivers.
    @ParameterizedTest
    @MethodSource("seeds")
    void whatIfIsTheDifferenceOfTwoProofs(long seed) {
        Case it = Case.of(seed);
        Proof before = Proof.of(it.mesh());
        Set<Pair> lost = new HashSet<>();
        Set<NodeName> up = new TreeSet<>(it.mesh().tunnels().keySet());
        up.removeAll(it.down());
        for (NodeName from : up) {
            for (NodeName to : up) {
                for (InetAddress point : it.points(to)) {
                    if (before.verdict(from, point) == Verdict.REACHES
                            && it.proof().verdict(from, point) != Verdict.REACHES) {
                        lost.add(Pair.of(from, to));
                    }
                }
            }
        }

        WhatIf whatIf = WhatIf.without(it.mesh(), it.down());

        Set<Pair> said = new HashSet<>();
        for (Loss loss : whatIf.losses()) {
            for (NodeName node : loss.nodes()) {
                loss.others().forEach(other -> said.add(Pair.of(node, other)));
                loss.nodes().stream()
                        .filter(other -> loss.eachOther() && !other.equals(node))
                        .forEach(other -> said.add(Pair.of(node, other)));
            }
        }
        assertThat(said).isEqualTo(lost);
        assertThat(whatIf.pairs()).isEqualTo(lost.size());
    }

    @Test
    void theMeshesDiffer() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        long flawless = seeds().filter(seed -> {
                    List<Finding> findings = Proof.of(RandomMeshes.of(seed)).findings();
                    findings.forEach(f -> kinds.add(f.kind()));
                    return findings.isEmpty();
                })
                .count();

        assertThat(flawless).isBetween(80L, 120L);
        assertThat(kinds).containsAll(EnumSet.complementOf(EnumSet.of(Kind.PEER_DOWN, Kind.MTU_HOLE)));
    }
}
