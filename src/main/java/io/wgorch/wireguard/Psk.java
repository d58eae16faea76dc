package io.wgorch.wireguard;

/// The preshared key of a pair, as far as it leaves its hosts: what stands for it, or that it is known only after
/// apply.
public sealed interface Psk permits PskHash, PendingPsk {
    /// What stands in a rendered file.
    String text();
}
