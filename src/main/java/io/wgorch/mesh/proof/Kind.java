package io.wgorch.mesh.proof;

/// What is wrong between the nodes at fault ([Finding#at()]) and those on the other side ([Finding#others()]).
public enum Kind {
    /// `at` have no address of the family in which they should reach `others`.
    NO_ADDRESS,
    /// `at` have no route to what `others` own.
    NO_ROUTE,
    /// `at` are down, and carry what goes to other nodes; `others` send to them.
    PEER_DOWN,
    /// `at` do not have `others`, which send to them, as peers.
    NOT_A_PEER,
    /// `at` expect packets from other peers than `others`, which pass them on: the way there is not the way back.
    SOURCE_REFUSED,
    /// `at` can only answer `others`, never begin.
    ONE_WAY,
    /// Packets come back to `at` from `others`.
    LOOP,
    /// At `at`, `others` have a part of what belongs to a third node, which `at` has as a peer for it.
    STOLEN_PREFIX,
    /// `at` get packets that are not for themselves, and do not forward.
    RELAY_DOES_NOT_FORWARD,
    /// Neither `at` nor `others` have an endpoint of the other side.
    UNDIALLABLE,
    /// The tunnels of `at` have a larger MTU than the paths to `others` carry.
    MTU_HOLE,
    /// `at` reach `others`, which they are meant not to.
    FORBIDDEN
}
