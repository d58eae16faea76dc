package io.wgorch.acceptance.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Meshes;
import io.wgorch.mesh.proof.Hop;
import io.wgorch.mesh.proof.Proof;
import io.wgorch.mesh.proof.Trace;
import io.wgorch.mesh.proof.Verdict;
import io.wgorch.wireguard.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// What the proof says of every question that can be asked: from each node to each address of every other, and to a
/// host
/// in each subnet behind it.
final class Forecast {
    private final SequencedMap<Question, Expected> expected = new LinkedHashMap<>();
    private final Set<Question> cold = new HashSet<>();

    private record Expected(NodeName owner, Verdict verdict, String why) {}

    Forecast(Meshes meshes) {
        for (Mesh mesh : meshes.all()) {
            add(mesh);
            meshes.all().forEach(other -> addStrangers(mesh, other));
        }
    }

    /// Meshes do not pass packets on to each other.
    private void addStrangers(Mesh mesh, Mesh other) {
        for (NodeName from : other.tunnels().keySet()) {
            if (!mesh.tunnels().containsKey(from)) {
                mesh.tunnels()
                        .values()
                        .forEach(to -> to.addresses()
                                .forEach(a -> expected.put(
                                        new Question(from, a.address()),
                                        new Expected(to.node(), Verdict.LOST, from + " is not in this mesh"))));
            }
        }
    }

    private void add(Mesh mesh) {
        Proof proof = Proof.of(mesh);
        List<Trace> answers = new ArrayList<>();
        for (MeshTunnel to : mesh.tunnels().values()) {
            for (InetAddress address : targets(to)) {
                for (NodeName from : mesh.tunnels().keySet()) {
                    if (!from.equals(to.node())) {
                        Trace trace = proof.trace(from, address);
                        Verdict verdict = trace.fate().verdict();
                        expected.put(new Question(from, address), new Expected(to.node(), verdict, trace.toString()));
                        if (verdict == Verdict.ANSWERS) {
                            answers.add(trace);
                        }
                    }
                }
            }
        }
        addCold(answers);
    }

    private static List<InetAddress> targets(MeshTunnel tunnel) {
        List<InetAddress> targets =
                new ArrayList<>(tunnel.addresses().stream().map(Cidr::address).toList());
        tunnel.behind().forEach(s -> targets.add(Namespaces.behind(s)));
        return targets;
    }

    List<Question> with(Verdict verdict) {
        return expected.keySet().stream()
                .filter(q -> expected(q).verdict == verdict)
                .toList();
    }

    /// The way of the packet, and where it ends.
    String why(Question question) {
        return expected(question).why;
    }

    private Expected expected(Question question) {
        return Optional.ofNullable(expected.get(question)).orElseThrow();
    }

    /// Of each pair one direction, so that nobody is helped by what comes the other way.
    List<Question> oneWay() {
        return with(Verdict.REACHES).stream()
                .filter(q -> q.from().compareTo(expected(q).owner) < 0)
                .toList();
    }

    /// Those that get an answer only after the other side has spoken, as far as they can be asked before it has: while
    /// none of the others that are asked makes it speak.
    Set<Question> cold() {
        return cold;
    }

    private record Step(NodeName from, NodeName to) {}

    private void addCold(List<Trace> answers) {
        Set<Step> closed = new HashSet<>();
        Set<Step> opened = new HashSet<>();
        for (Trace trace : answers) {
            Step blocked = new Step(trace.at(), trace.other());
            Set<Step> opens = opens(trace);
            boolean spoiled = opened.contains(blocked) || opens.contains(blocked);
            if (!spoiled && opens.stream().noneMatch(closed::contains)) {
                closed.add(blocked);
                opened.addAll(opens);
                cold.add(new Question(trace.from(), trace.to()));
            }
        }
    }

    /// The links that can be used backwards once the packet has come to where it stops.
    private static Set<Step> opens(Trace trace) {
        Set<Step> opens = new HashSet<>();
        List<NodeName> path = trace.hops().stream().map(Hop::node).toList();
        for (int i = 1; i < path.size() && !path.get(i - 1).equals(trace.at()); i++) {
            opens.add(new Step(path.get(i), path.get(i - 1)));
        }
        return opens;
    }
}
