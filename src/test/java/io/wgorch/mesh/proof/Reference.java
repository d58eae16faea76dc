package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.wireguard.Cidr;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The proof as it would be written for one packet, without numbers, tables or classes, and with the way back walked
/// for itself.
record Reference(Mesh mesh, Set<NodeName> down) {
    /// Whether a packet gets to its destination, and whether it needs a link that its sender cannot open.
    private record Way(boolean arrives, boolean waits) {}

    Verdict verdict(NodeName from, InetAddress to) {
        Optional<NodeName> owner = owner(to);
        if (down.contains(from) || owner.isEmpty()) {
            return Verdict.LOST;
        }
        if (owner.get().equals(from)) {
            return Verdict.REACHES;
        }
        Optional<InetAddress> source = source(mesh.tunnel(from), to);
        if (source.isEmpty()) {
            return Verdict.LOST;
        }
        Way there = walk(from, source.get(), to);
        boolean answered = there.arrives && walk(owner.get(), to, source.get()).arrives;
        return answered ? (there.waits ? Verdict.ANSWERS : Verdict.REACHES) : Verdict.LOST;
    }

    private Way walk(NodeName from, InetAddress source, InetAddress to) {
        Set<NodeName> seen = new HashSet<>();
        NodeName at = from;
        boolean waits = false;
        while (seen.add(at)) {
            Optional<NodeName> next = match(at, to);
            if (next.isEmpty() || !linked(at, next.get())) {
                return new Way(false, waits);
            }
            waits |= !opens(at, next.get());
            if (!match(next.get(), source).equals(Optional.of(at))) {
                return new Way(false, waits);
            }
            MeshTunnel tunnel = mesh.tunnel(next.get());
            boolean owned = owner(to).equals(next);
            boolean own = owned
                    && tunnel.addresses().stream().anyMatch(a -> a.address().equals(to));
            if (!own && !tunnel.forwards()) {
                return new Way(false, waits);
            }
            if (owned) {
                return new Way(true, waits);
            }
            at = next.get();
        }
        return new Way(false, waits);
    }

    private boolean linked(NodeName from, NodeName to) {
        return !down.contains(to)
                && peering(to, from).isPresent()
                && (peering(from, to).flatMap(Peering::endpoint).isPresent()
                        || peering(to, from).flatMap(Peering::endpoint).isPresent());
    }

    private boolean opens(NodeName from, NodeName to) {
        return peering(from, to).flatMap(Peering::endpoint).isPresent()
                || peering(to, from).orElseThrow().keepalive() > 0;
    }

    private Optional<Peering> peering(NodeName of, NodeName peer) {
        return Optional.ofNullable(mesh.tunnel(of).peers().get(peer));
    }

    private Optional<NodeName> match(NodeName at, InetAddress address) {
        NodeName best = null;
        int length = -1;
        for (Peering peering : mesh.tunnel(at).peers().values()) {
            for (Cidr prefix : peering.allowedIps()) {
                if (prefix.contains(address) && prefix.prefix() >= length) {
                    best = peering.peer();
                    length = prefix.prefix();
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /// Whose an address is: that of the longest prefix.
    Optional<NodeName> owner(InetAddress address) {
        NodeName best = null;
        int length = -1;
        for (MeshTunnel tunnel : mesh.tunnels().values()) {
            Stream<Cidr> owned = Stream.concat(
                    tunnel.addresses().stream().map(a -> Cidr.host(a.address())), tunnel.behind().stream());
            for (Cidr prefix : owned.filter(p -> p.contains(address)).toList()) {
                if (prefix.prefix() >= length) {
                    best = tunnel.node();
                    length = prefix.prefix();
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private Optional<InetAddress> source(MeshTunnel tunnel, InetAddress to) {
        List<InetAddress> family = tunnel.addresses().stream()
                .map(Cidr::address)
                .filter(a -> a.getAddress().length == to.getAddress().length)
                .toList();
        return mesh.networks().stream()
                .filter(n -> n.contains(to))
                .flatMap(n -> family.stream().filter(n::contains))
                .findFirst()
                .or(() -> family.stream().findFirst());
    }
}
