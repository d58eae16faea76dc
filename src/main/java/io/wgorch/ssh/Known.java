package io.wgorch.ssh;

/// What known_hosts, or the pin in the inventory, says of a host's key today.
public enum Known {
    /// This very key.
    YES,
    /// Nothing of this host.
    NO,
    /// Another key of this host.
    CHANGED,
    /// This key must not be used.
    REVOKED
}
