package io.wgorch.inventory;

/// What a mesh has on the hosts of its members, each for itself.
///
/// @param interfaceName of the tunnel
/// @param listenPort UDP, of members that say nothing else
public record Slot(String interfaceName, int listenPort) {}
