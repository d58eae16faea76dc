package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Who loses whom when nodes are down: pairs of nodes that are up, and that reach each other only through one that is
/// not. There is one way between two nodes at any time, so all that is lost is what passed the nodes that are down; a
/// hub that stands by takes nothing over by itself.
///
/// @param down the nodes that are down
/// @param losses the largest first; no pair is in two of them
public record WhatIf(SortedSet<NodeName> down, List<Loss> losses) {
    public WhatIf {
        down = Collections.unmodifiableSortedSet(new TreeSet<>(down));
        losses = List.copyOf(losses);
    }

    /// All of some nodes down at once.
    ///
    /// @param down those that are no members play no part
    public static WhatIf without(Mesh mesh, Set<NodeName> down) {
        Model model = new Model(mesh, Set.of());
        BitSet nodes = new BitSet();
        mesh.tunnels().keySet().stream().filter(down::contains).forEach(n -> nodes.set(model.number(n)));
        return of(model, new Passages(model), nodes);
    }

    /// Each node down in turn, in the order of their names.
    public static List<WhatIf> withoutAny(Mesh mesh) {
        Model model = new Model(mesh, Set.of());
        Passages passages = new Passages(model);
        return IntStream.range(0, model.size())
                .mapToObj(node -> of(model, passages, Bits.of(node)))
                .toList();
    }

    /// How many pairs of nodes are lost, in no order.
    public long pairs() {
        return losses.stream().mapToLong(Loss::pairs).sum();
    }

    private static WhatIf of(Model model, Passages passages, BitSet down) {
        List<Loss> losses = passages.through(down).groups().stream()
                .map(g -> new Loss(model.names(g.nodes()), g.related(), model.names(g.others())))
                .toList();
        return new WhatIf(model.names(down), losses);
    }

    /// `hub1 down: 'a', 'b', 'c' and 9 more lose each other.`
    @Override
    public String toString() {
        String who = down.stream().map(NodeName::value).collect(Collectors.joining(", ")) + " down: ";
        return losses.isEmpty()
                ? who + "nobody else loses anybody."
                : who + losses.stream().map(Loss::toString).collect(Collectors.joining("; ")) + ".";
    }
}
