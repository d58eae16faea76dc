package io.wgorch.mesh.proof;

/// What becomes of a packet. [Trace#at()] is the node that decides it, [Trace#other()] the other node that it concerns.
public enum Fate {
    /// It arrives, and so does the answer.
    DELIVERED(Verdict.REACHES),
    /// It would arrive, but for a link that `at` cannot open: only `other` knows where to dial, and keeps silent.
    ANSWERS_ONLY(Verdict.ANSWERS),
    /// `at` sends it and has no address of the family.
    NO_ADDRESS(Verdict.LOST),
    /// None of the AllowedIPs of `at` match; the owner of the address is `other`.
    NO_ROUTE(Verdict.LOST),
    /// `at` is down; `other` sends to it.
    DOWN(Verdict.LOST),
    /// `at` does not have `other`, which sends to it, as a peer.
    STRANGER(Verdict.LOST),
    /// Neither of `at` and `other` has an endpoint of the other.
    NOBODY_DIALS(Verdict.LOST),
    /// `at` expects packets of this source from another peer than `other`, or from none.
    REFUSED(Verdict.LOST),
    /// It is not for `at`, and `at` does not forward.
    DOES_NOT_FORWARD(Verdict.LOST),
    /// It comes back to `at`, from `other`.
    LOOP(Verdict.LOST);

    private final Verdict verdict;

    Fate(Verdict verdict) {
        this.verdict = verdict;
    }

    public Verdict verdict() {
        return verdict;
    }
}
