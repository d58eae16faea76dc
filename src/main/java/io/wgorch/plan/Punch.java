package io.wgorch.plan;

import io.wgorch.inventory.NodeName;

/// Two nodes behind NATs that apply tries to join directly. Whether that works is known only then; until it does, they
/// are joined through another node.
///
/// @param interfaceName of their mesh
/// @param one the node whose name comes first
/// @param learner who sees where both come from
public record Punch(String interfaceName, NodeName one, NodeName other, NodeName learner) {
    @Override
    public String toString() {
        return one + " - " + other;
    }
}
