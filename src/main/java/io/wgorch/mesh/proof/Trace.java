package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Ip;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One packet, hop by hop.
///
/// @param source where it is sent from; empty when the sender has no address of the family
/// @param hops the nodes that it came to, the sender first
/// @param at the node that decided its fate
/// @param other the other node that the fate concerns; `at` when there is none
public record Trace(
        NodeName from,
        Optional<InetAddress> source,
        InetAddress to,
        List<Hop> hops,
        Fate fate,
        NodeName at,
        NodeName other) {
    public Trace {
        hops = List.copyOf(hops);
    }

    static Trace of(Model model, int sender, InetAddress to) {
        Walk walk = new Walk(model);
        int atom = model.space().atom(to);
        Fate fate = walk.alone(sender, atom);
        List<Hop> hops = IntStream.range(0, walk.length())
                .mapToObj(step -> hop(model, walk, step, atom))
                .toList();
        return new Trace(
                model.name(sender),
                walk.source() == Sources.NONE
                        ? Optional.empty()
                        : Optional.of(model.space().example(walk.source())),
                to,
                hops,
                fate,
                model.name(walk.at()),
                model.name(walk.other()));
    }

    private static Hop hop(Model model, Walk walk, int step, int atom) {
        int node = walk.node(step);
        boolean ended = step == walk.length() - 1
                && switch (walk.fate()) {
                    case DELIVERED, ANSWERS_ONLY, REFUSED, DOES_NOT_FORWARD, NO_ADDRESS, NO_ROUTE -> true;
                    case DOWN -> walk.at() == walk.other();
                    case STRANGER, NOBODY_DIALS, LOOP -> false;
                };
        return new Hop(
                model.name(node),
                step == 0 ? Optional.empty() : rule(model, node, walk.source()),
                ended ? Optional.empty() : rule(model, node, atom));
    }

    private static Optional<Rule> rule(Model model, int node, int atom) {
        Row row = model.row(node);
        return row.node(atom) == Row.NONE
                ? Optional.empty()
                : Optional.of(new Rule(model.space().prefix(row.prefix(atom)), model.name(row.node(atom))));
    }

    /// Whether the packet came to a node on its way.
    public boolean visits(NodeName node) {
        return hops.stream().anyMatch(h -> h.node().equals(node));
    }

    /// In one line: `10.0.0.1 to 10.0.0.3: nodeA (10.0.0.0/24 of 'hub1') hub1 (10.0.0.3/32 of 'nodeC') nodeC: it
    /// arrives`.
    @Override
    public String toString() {
        StringBuilder path = new StringBuilder();
        for (Hop hop : hops) {
            path.append(path.isEmpty() ? "" : " > ").append(hop.node());
            hop.sent().ifPresent(r -> path.append(" (").append(r.prefix()).append(')'));
        }
        return source.map(s -> Ip.text(s) + " to ").orElse("to ") + Ip.text(to) + ": " + path + ": " + why();
    }

    private String why() {
        Hop last = hops.getLast();
        return switch (fate) {
            case DELIVERED -> "it arrives";
            case ANSWERS_ONLY ->
                "it arrives only after '%s' has spoken to '%s', which has no endpoint for it".formatted(other, at);
            case NO_ADDRESS -> "'%s' has no address of this family".formatted(at);
            case NO_ROUTE -> "no peer of '%s' has it in its AllowedIPs".formatted(at);
            case DOWN -> "'%s' is down".formatted(at);
            case STRANGER -> "'%s' does not have '%s' as a peer".formatted(at, other);
            case NOBODY_DIALS -> "neither '%s' nor '%s' has an endpoint of the other".formatted(at, other);
            case REFUSED ->
                "'%s' drops it, because it comes from '%s' and its source %s"
                        .formatted(
                                at,
                                other,
                                last.accepted()
                                        .map(r -> "matches " + r)
                                        .orElse("matches the AllowedIPs of none of its peers"));
            case DOES_NOT_FORWARD -> "it is not for '%s' itself, which does not forward".formatted(at);
            case LOOP -> "it is sent to '%s' again".formatted(at);
        };
    }
}
