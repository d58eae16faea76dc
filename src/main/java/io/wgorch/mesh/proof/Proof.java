package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.wireguard.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Who reaches whom in a mesh, on paper: for every ordered pair of nodes, and every prefix behind a node, what becomes
/// of a packet and of the answer to it.
///
/// What it follows is what the kernel does. A node sends to the peer that has the longest match for the destination
/// among its AllowedIPs; the receiver drops the packet unless that peer has the longest match for its source; then it
/// is there, or is passed on by a node that forwards. A link works when both ends have each other as peers and one has
/// an endpoint of the other.
///
/// What it cannot see is anything but the mesh: firewalls, name servers, endpoints that are wrong.
///
/// Immutable; all methods that take a node throw `NoSuchElementException` when it is no member.
public final class Proof {
    private final Mesh mesh;
    private final Model model;
    private final List<Finding> findings;

    private Proof(Mesh mesh, Set<NodeName> down) {
        this.mesh = mesh;
        this.model = new Model(mesh, down);
        List<Finding> found = new ArrayList<>();
        new Judge(model).judge(mesh.wanted()).forEach(b -> found.add(finding(b)));
        mesh.tunnels().values().forEach(t -> addMtuHole(t, found));
        this.findings = List.copyOf(found);
    }

    /// Of a mesh in which every node is up.
    ///
    /// @throws java.util.NoSuchElementException when a peer is no member
    public static Proof of(Mesh mesh) {
        return of(mesh, Set.of());
    }

    /// What is left when some nodes are down.
    ///
    /// @param down nodes that carry nothing; they are neither blamed nor missed
    /// @throws java.util.NoSuchElementException when a peer is no member
    public static Proof of(Mesh mesh, Set<NodeName> down) {
        return new Proof(mesh, down);
    }

    public Mesh mesh() {
        return mesh;
    }

    /// What is wrong, measured against what is wanted of the mesh.
    public List<Finding> findings() {
        return findings;
    }

    /// Whether a node reaches all that another has: its addresses, and what is behind it.
    public boolean reaches(NodeName from, NodeName to) {
        return verdicts(from, to).equals(EnumSet.of(Verdict.REACHES));
    }

    /// What a node reaches of all that another has.
    public Set<Verdict> verdicts(NodeName from, NodeName to) {
        return verdicts(from, Arrays.stream(model.estate().atoms(model.number(to))));
    }

    /// What a node reaches of a prefix; a part of it that nobody has is lost.
    public Set<Verdict> verdicts(NodeName from, Cidr prefix) {
        return verdicts(from, model.space().atoms(prefix));
    }

    private Set<Verdict> verdicts(NodeName from, IntStream atoms) {
        Walk walk = new Walk(model);
        int sender = model.number(from);
        Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
        atoms.forEach(a -> verdicts.add(walk.alone(sender, a).verdict()));
        return Collections.unmodifiableSet(verdicts);
    }

    public Verdict verdict(NodeName from, InetAddress to) {
        return new Walk(model).alone(model.number(from), model.space().atom(to)).verdict();
    }

    /// What becomes of one packet.
    public Trace trace(NodeName from, InetAddress to) {
        return Trace.of(model, model.number(from), to);
    }

    /// A packet to every part of what another node has that may fare for itself.
    public List<Trace> traces(NodeName from, NodeName to) {
        return traces(from, Arrays.stream(model.estate().atoms(model.number(to))));
    }

    /// A packet to every part of a prefix that may fare for itself.
    public List<Trace> traces(NodeName from, Cidr prefix) {
        return traces(from, model.space().atoms(prefix));
    }

    private List<Trace> traces(NodeName from, IntStream atoms) {
        int sender = model.number(from);
        return atoms.mapToObj(a -> Trace.of(model, sender, model.space().example(a)))
                .toList();
    }

    private Finding finding(Blame blame) {
        return new Finding(
                blame.kind(),
                model.names(blame.at()),
                model.names(blame.others()),
                blame.pairs(),
                model.name(model.estate().owner(blame.atom())),
                Trace.of(model, blame.from(), model.space().example(blame.atom())));
    }

    private void addMtuHole(MeshTunnel tunnel, List<Finding> found) {
        List<Peering> narrow = tunnel.peers().values().stream()
                .filter(p -> p.mtu() < tunnel.mtu())
                .filter(p -> !mesh.tunnel(p.peer()).addresses().isEmpty())
                .toList();
        if (narrow.isEmpty()) {
            return;
        }
        TreeSet<NodeName> peers = new TreeSet<>();
        narrow.forEach(p -> peers.add(p.peer()));
        InetAddress example = mesh.tunnel(peers.first()).addresses().first().address();
        found.add(new Finding(
                Kind.MTU_HOLE,
                new TreeSet<>(Set.of(tunnel.node())),
                peers,
                narrow.size(),
                peers.first(),
                trace(tunnel.node(), example)));
    }
}
