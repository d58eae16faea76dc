package io.wgorch.plan;

import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.KeyDecision.Deliver;
import io.wgorch.plan.KeyDecision.Make;
import io.wgorch.plan.KeyDecision.Use;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.PublicKey;
import java.util.Optional;
import java.util.Set;

/// Where a tunnel can take a key from that it does not use. A home that is not the host still has the key that the
/// registry names; a host that has lost its own has lost it for good.
///
/// @param known the key in use by the registry, unless it is revoked
/// @param next the one to follow it, unless it is revoked
/// @param spare a key that waits on the host, unless it is revoked
/// @param home where the key shall live
record Supply(
        TunnelId tunnel,
        KeyState recorded,
        Optional<PublicKey> known,
        Optional<PublicKey> next,
        Optional<PublicKey> spare,
        HomeName home) {
    static Supply of(TunnelId tunnel, KeyState recorded, Set<PublicKey> revoked, TunnelSeen seen, HomeName home) {
        return new Supply(
                tunnel,
                recorded,
                recorded.publicKey().filter(k -> !revoked.contains(k)),
                recorded.nextKey().filter(k -> !revoked.contains(k)),
                seen.newKey().filter(k -> !revoked.contains(k)),
                home);
    }

    /// The key that the registry knows, where its home has it still; else another one.
    KeyDecision sameOrAnother(String reason, boolean rotate) {
        boolean kept = home != HomeName.HOST && recorded.home() == home && !rotate;
        return known.filter(_ -> kept).map(k -> taken(k, reason)).orElseGet(() -> another(reason));
    }

    /// A key that is not in use: one that was made for it, else a new one.
    KeyDecision another(String reason) {
        return next(reason)
                .or(() -> spare.filter(this::isMadeHere).map(k -> new Use(k, reason, false)))
                .orElseGet(() -> new Make(tunnel, home, reason));
    }

    /// The key that a run which was cut off has made; empty if there was none, or if it lives elsewhere, or was lost.
    Optional<KeyDecision> next(String reason) {
        boolean there = home != HomeName.HOST || next.equals(spare);
        return next.filter(_ -> there && recorded.nextHome() == home).map(k -> taken(k, reason));
    }

    private KeyDecision taken(PublicKey key, String reason) {
        return spare.equals(Optional.of(key)) ? new Use(key, reason, false) : new Deliver(key, home, reason);
    }

    /// Whether a key that waits on the host, and that the registry does not know, was made there.
    private boolean isMadeHere(PublicKey key) {
        return home == HomeName.HOST
                && recorded.home() == HomeName.HOST
                && recorded.keys().noneMatch(key::equals);
    }
}
