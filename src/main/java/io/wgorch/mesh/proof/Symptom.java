package io.wgorch.mesh.proof;

/// Why a packet died, told from where it died: a relay that does not forward is not to blame when the packet should
/// never have come to it.
///
/// @param at the node at fault, or [Walk#ANYONE]
/// @param other the node on the other side, likewise; `at` when there is none
record Symptom(Kind kind, int at, int other) {
    /// Of a walk that did not end well.
    ///
    /// @param sender who walked, under whatever name
    static Symptom of(Walk walk, Model model, int sender, int atom) {
        return switch (walk.fate()) {
            case DELIVERED -> throw new IllegalArgumentException("delivered");
            case ANSWERS_ONLY -> plain(Kind.ONE_WAY, walk);
            case NO_ADDRESS -> plain(Kind.NO_ADDRESS, walk);
            case DOWN -> plain(Kind.PEER_DOWN, walk);
            case NOBODY_DIALS -> plain(Kind.UNDIALLABLE, walk);
            case LOOP -> plain(Kind.LOOP, walk);
            case NO_ROUTE -> theftOr(Kind.NO_ROUTE, walk, model, sender, atom);
            case STRANGER -> theftOr(Kind.NOT_A_PEER, walk, model, sender, atom);
            case DOES_NOT_FORWARD -> theftOr(Kind.RELAY_DOES_NOT_FORWARD, walk, model, sender, atom);
            case REFUSED -> {
                int expected = model.row(walk.at()).node(walk.source());
                boolean stolen =
                        expected != Row.NONE && expected != sender && model.covers(walk.at(), sender, walk.source());
                yield stolen
                        ? new Symptom(Kind.STOLEN_PREFIX, walk.at(), expected)
                        : theftOr(Kind.SOURCE_REFUSED, walk, model, sender, atom);
            }
        };
    }

    private static Symptom plain(Kind kind, Walk walk) {
        return new Symptom(kind, walk.at(), walk.other());
    }

    /// Whether some node on the way had the owner as a peer for this very address, and sent it to another peer.
    private static Symptom theftOr(Kind kind, Walk walk, Model model, int sender, int atom) {
        int owner = model.estate().owner(atom);
        for (int step = 0; step < walk.length(); step++) {
            int node = walk.node(step) == Walk.ANYONE ? sender : walk.node(step);
            int next = model.row(node).node(atom);
            if (node != owner && next != owner && model.covers(node, owner, atom)) {
                return new Symptom(Kind.STOLEN_PREFIX, walk.node(step), next);
            }
        }
        return plain(kind, walk);
    }
}
