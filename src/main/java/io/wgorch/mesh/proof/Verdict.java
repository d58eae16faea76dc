package io.wgorch.mesh.proof;

/// Whether a node reaches an address.
public enum Verdict {
    /// At any time, and the answer comes back.
    REACHES,
    /// Only after the other side has spoken.
    ANSWERS,
    LOST
}
