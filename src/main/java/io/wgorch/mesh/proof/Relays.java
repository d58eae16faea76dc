package io.wgorch.mesh.proof;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.LinkRule;
import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Peering;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Whether the nodes that `links:` names as relays can be that: each needs a link with both ends that one side can
/// dial. Otherwise the mesh would lose packets at places that the user never named.
public final class Relays {
    private Relays() {}

    /// One error for each entry of `links:` and end that its relay lacks.
    public static Diagnostics check(Mesh mesh) {
        Diagnostics diagnostics = new Diagnostics();
        for (LinkRule rule : mesh.definition().links()) {
            rule.relay().ifPresent(relay -> check(mesh, rule, relay, diagnostics));
        }
        return diagnostics;
    }

    private static void check(Mesh mesh, LinkRule rule, NodeName relay, Diagnostics diagnostics) {
        TreeSet<NodeName> apart = new TreeSet<>();
        for (NodeName one : new TreeSet<>(rule.ones())) {
            for (NodeName other : new TreeSet<>(rule.others())) {
                if (!one.equals(other) && joins(mesh, one, other, rule)) {
                    Stream.of(one, other)
                            .filter(end -> !linked(mesh, relay, end) && apart.add(end))
                            .forEach(end -> diagnostics.error(
                                    rule.at(),
                                    "'" + relay + "' cannot join '" + one + "' and '" + other
                                            + "': it has no link with '" + end
                                            + "' that either can dial. Take a relay that is linked with both."));
                }
            }
        }
    }

    /// Whether this is the entry that says who joins the two: none forbids their link, and no later one says another.
    private static boolean joins(Mesh mesh, NodeName one, NodeName other, LinkRule rule) {
        boolean members = Stream.of(one, other).allMatch(mesh.tunnels()::containsKey);
        return members
                && mesh.definition().links().stream().noneMatch(r -> r.forbidden() && r.concerns(one, other))
                && mesh.definition().links().stream()
                        .filter(r -> r.concerns(one, other))
                        .filter(r -> r.relay()
                                .filter(n -> !n.equals(one) && !n.equals(other))
                                .isPresent())
                        .reduce((earlier, later) -> later)
                        .equals(Optional.of(rule));
    }

    private static boolean linked(Mesh mesh, NodeName one, NodeName other) {
        Optional<Peering> there = Optional.ofNullable(mesh.tunnel(one).peers().get(other));
        Optional<Peering> back = Optional.ofNullable(mesh.tunnel(other).peers().get(one));
        return there.isPresent()
                && back.isPresent()
                && (there.flatMap(Peering::endpoint).isPresent()
                        || back.flatMap(Peering::endpoint).isPresent());
    }
}
