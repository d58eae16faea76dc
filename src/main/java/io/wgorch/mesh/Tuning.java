package io.wgorch.mesh;

import io.wgorch.inventory.LinkRule;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.NodeName;
import java.util.Optional;

/// What the inventory says of one link.
///
/// @param forbidden whether there shall be none
/// @param keepalive seconds, from both ends
/// @param underlay the one to use where both ends have it
/// @param mtu bytes, the largest packet inside the tunnel
/// @param relay through whom the pair is joined instead
record Tuning(
        boolean forbidden,
        Optional<Integer> keepalive,
        Optional<String> underlay,
        Optional<Integer> mtu,
        Optional<NodeName> relay) {
    private static final Tuning NONE =
            new Tuning(false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// Of all rules that concern the link: a later one beats an earlier one, but what is forbidden stays forbidden. A
    /// node is no relay to itself.
    static Tuning of(MeshDefinition mesh, NodeName one, NodeName other) {
        Tuning tuning = NONE;
        for (LinkRule rule : mesh.links()) {
            if (rule.concerns(one, other)) {
                Tuning before = tuning;
                tuning = new Tuning(
                        before.forbidden || rule.forbidden(),
                        rule.keepalive().or(before::keepalive),
                        rule.underlay().or(before::underlay),
                        rule.mtu().or(before::mtu),
                        rule.relay()
                                .filter(r -> !r.equals(one) && !r.equals(other))
                                .or(before::relay));
            }
        }
        return tuning;
    }
}
