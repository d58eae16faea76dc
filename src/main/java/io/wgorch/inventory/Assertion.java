package io.wgorch.inventory;

import io.wgorch.diag.SourcePosition;
import io.wgorch.wireguard.Cidr;
import java.util.Optional;
import java.util.Set;

/// An entry of `assert:`: what the proof must find.
///
/// @param from every one of these nodes
/// @param to every one of these nodes, with all that is behind it; empty when `prefix` is given
/// @param prefix a part of what is routed behind some node
/// @param reach whether the packets must arrive, or must not
/// @param via a node that they must pass
/// @param at where it stands in the inventory
public record Assertion(
        Set<NodeName> from,
        Set<NodeName> to,
        Optional<Cidr> prefix,
        boolean reach,
        Optional<NodeName> via,
        SourcePosition at) {
    public Assertion {
        from = Set.copyOf(from);
        to = Set.copyOf(to);
    }
}
