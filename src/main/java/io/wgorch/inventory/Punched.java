package io.wgorch.inventory;

import io.wgorch.wireguard.Endpoint;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What came of the try to join two nodes behind NATs without a relay. A try that failed is remembered as well: it is
/// made again only when somebody asks for it.
///
/// @param interfaceName of their mesh
/// @param one the node whose name comes first
/// @param endpoints where `one` and `other`, in this order, were seen from outside when they met; empty when they did
///        not
/// @param since when it was tried, or the path was found to be dead
public record Punched(String interfaceName, NodeName one, NodeName other, List<Endpoint> endpoints, Instant since)
        implements Comparable<Punched> {
    private static final Comparator<Punched> ORDER = Comparator.comparing(Punched::interfaceName)
            .thenComparing(Punched::one)
            .thenComparing(Punched::other);

    public Punched {
        endpoints = List.copyOf(endpoints);
        if (one.compareTo(other) >= 0 || (!endpoints.isEmpty() && endpoints.size() != 2)) {
            throw new IllegalArgumentException("no pair: " + one + ", " + other + " at " + endpoints);
        }
    }

    /// Whether they are joined directly.
    public boolean met() {
        return !endpoints.isEmpty();
    }

    /// Where a node of the pair is dialled by the other.
    public Optional<Endpoint> endpoint(NodeName node) {
        return met() ? Optional.of(node.equals(one) ? endpoints.getFirst() : endpoints.getLast()) : Optional.empty();
    }

    /// The same pair, joined through its relay again.
    public Punched parted(Instant when) {
        return new Punched(interfaceName, one, other, List.of(), when);
    }

    @Override
    public int compareTo(Punched another) {
        return ORDER.compare(this, another);
    }
}
