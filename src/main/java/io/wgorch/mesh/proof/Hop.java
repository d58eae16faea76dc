package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import java.util.Optional;

/// A node that a packet comes to.
///
/// @param accepted what matched the source here; empty where it began, and where nothing did
/// @param sent what matched the destination here; empty where it ended, and where nothing did
public record Hop(NodeName node, Optional<Rule> accepted, Optional<Rule> sent) {}
