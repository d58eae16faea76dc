package io.wgorch.run;

import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.DueKey;
import io.wgorch.plan.KeyDecision;
import io.wgorch.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which keys have been in use for longer than the inventory wants. Pure.
///
/// @param decisions of the hosts that were seen: a key that is replaced in this run is not due any more
record DueKeys(Project project, Map<TunnelId, KeyDecision> decisions) {
    List<DueKey> all() {
        return project.inventory().nodes().values().stream()
                .flatMap(node -> project.tunnels(node.name()).stream().flatMap(tunnel -> due(node, tunnel).stream()))
                .toList();
    }

    private Optional<DueKey> due(Node node, TunnelId tunnel) {
        KeyState state = project.registry().key(tunnel);
        return project.inventory()
                .rotateAfter(tunnel)
                .flatMap(period -> state.publicKey()
                        .filter(key -> !isReplaced(tunnel, key))
                        .flatMap(key -> state.since()
                                .map(since -> Duration.between(since, project.asOf()))
                                .filter(age -> age.compareTo(period.length()) >= 0)
                                .map(age -> new DueKey(tunnel, key, age, period, cure(node)))));
    }

    private boolean isReplaced(TunnelId tunnel, PublicKey key) {
        return Optional.ofNullable(decisions.get(tunnel))
                .flatMap(KeyDecision::peerKey)
                .filter(next -> !next.equals(key))
                .isPresent();
    }

    private static String cure(Node node) {
        return node.managed()
                ? "wgorch rotate " + node.name()
                : node.publicKey().isPresent()
                        ? "make another one there, and write its 'public_key'"
                        : "wgorch export " + node.name() + " --new-key";
    }
}
