package io.wgorch.inventory;

import io.wgorch.diag.SourcePosition;
import java.util.Optional;
import java.util.Set;

/// An entry of `links:`: what is said of the links between two sets of nodes.
///
/// @param ones nodes at one end
/// @param others nodes at the other end; may be the same set, for every pair within it
/// @param forbidden whether these pairs shall have no link
/// @param keepalive seconds, from both ends
/// @param underlay the name of the underlay to use where both ends have it
/// @param mtu bytes, the largest packet that the tunnel may carry over this link
/// @param relay through whom the pair is joined instead of directly
/// @param at where it stands in the inventory
public record LinkRule(
        Set<NodeName> ones,
        Set<NodeName> others,
        boolean forbidden,
        Optional<Integer> keepalive,
        Optional<String> underlay,
        Optional<Integer> mtu,
        Optional<NodeName> relay,
        SourcePosition at) {
    public LinkRule {
        ones = Set.copyOf(ones);
        others = Set.copyOf(others);
    }

    /// Whether it speaks of the link between these two, in either order.
    public boolean concerns(NodeName one, NodeName other) {
        return (ones.contains(one) && others.contains(other)) || (ones.contains(other) && others.contains(one));
    }
}
