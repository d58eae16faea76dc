package io.wgorch.mesh.proof;

import java.util.Arrays;

/// Follows one packet through the mesh, and remembers its last walk.
///
/// Only the way there is walked, because it decides the way back: each receiver accepts the packet only when its
/// longest
/// match for the source is the peer that it came from, so that is where it sends the answer; and the peer accepts it,
/// because its longest match for the destination was that receiver. Whoever passes the packet on passes the answer on.
final class Walk {
    /// The sender, where it stands for many.
    static final int ANYONE = -1;

    private final Model model;
    private int[] path = new int[8];
    private int length;
    private int source;
    private Fate fate = Fate.DELIVERED;
    private int at;
    private int other;

    Walk(Model model) {
        this.model = model;
    }

    /// A packet from a node to an atom.
    Fate alone(int sender, int atom) {
        return go(sender, sender, atom);
    }

    /// The same for a sender that stands for others with the same table. It is [#ANYONE] on the path, and it may meet
    /// itself there as another node.
    Fate forMany(int sender, int atom) {
        return go(sender, ANYONE, atom);
    }

    Fate fate() {
        return fate;
    }

    /// The node that decided it.
    int at() {
        return at;
    }

    /// The other node that the fate concerns, or `at`.
    int other() {
        return other;
    }

    /// How many nodes the packet came to, the sender included.
    int length() {
        return length;
    }

    int node(int step) {
        return path[step];
    }

    /// The atom that it is sent from, or [Sources#NONE].
    int source() {
        return source;
    }

    boolean visits(int node) {
        for (int i = 0; i < length; i++) {
            if (path[i] == node) {
                return true;
            }
        }
        return false;
    }

    private Fate go(int sender, int name, int atom) {
        int target = model.estate().owner(atom);
        source = model.sources().source(sender, model.sources().realm(atom));
        length = 0;
        push(name);
        if (model.isDown(sender)) {
            return end(Fate.DOWN, name, name);
        }
        if (target == name) {
            return end(Fate.DELIVERED, name, name);
        }
        if (source == Sources.NONE) {
            return end(Fate.NO_ADDRESS, name, target);
        }
        fate = Fate.DELIVERED;
        int node = sender;
        boolean on = true;
        while (on) {
            int next = model.row(node).node(atom);
            if (next == Row.NONE) {
                return end(Fate.NO_ROUTE, last(), target == Row.NONE ? last() : target);
            }
            on = passes(model.link(node, next), next) && accepts(next, node, target == next, atom);
            node = next;
        }
        return fate;
    }

    /// Whether the packet gets over the link to the next node.
    private boolean passes(Fate link, int next) {
        if (link.verdict() == Verdict.LOST) {
            end(link, link == Fate.NOBODY_DIALS ? last() : next, link == Fate.NOBODY_DIALS ? next : last());
        } else if (visits(next)) {
            end(Fate.LOOP, next, last());
        } else if (link == Fate.ANSWERS_ONLY && fate == Fate.DELIVERED) {
            end(link, last(), next);
        }
        return fate.verdict() != Verdict.LOST;
    }

    /// Whether a node takes the packet and has to pass it on.
    private boolean accepts(int node, int from, boolean arrived, int atom) {
        push(node);
        if (model.row(node).node(source) != from) {
            end(Fate.REFUSED, node, path[length - 2]);
        } else if (!model.forwards(node) && !(arrived && model.estate().isAddress(atom))) {
            end(Fate.DOES_NOT_FORWARD, node, node);
        } else if (arrived && fate == Fate.DELIVERED) {
            end(fate, node, path[length - 2]);
        }
        return fate.verdict() != Verdict.LOST && !arrived;
    }

    private int last() {
        return path[length - 1];
    }

    private void push(int node) {
        if (length == path.length) {
            path = Arrays.copyOf(path, 2 * length);
        }
        path[length++] = node;
    }

    private Fate end(Fate how, int where, int otherNode) {
        fate = how;
        at = where;
        other = otherNode;
        return how;
    }
}
