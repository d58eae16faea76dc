package io.wgorch.wireguard;

/// The public key of a peer: known, or known only after apply because its host has not made it yet.
public sealed interface PeerKey permits PublicKey, PendingKey {
    /// What stands in a rendered file.
    String text();
}
