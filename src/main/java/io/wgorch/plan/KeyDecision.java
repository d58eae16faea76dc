package io.wgorch.plan;

import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.PublicKey;
import java.util.Optional;
import java.util.Set;

/// Which key a tunnel shall have, decided from what the registry knows and what the host has. Pure, so that plan
/// and apply cannot disagree.
public sealed interface KeyDecision {
    /// A key that exists on the host.
    ///
    /// @param accepted whether it came from outside wgorch and was accepted by name
    record Use(PublicKey key, String reason, boolean accepted) implements KeyDecision {}

    /// A key that the host has to make first; whatever it has goes out of use.
    record Make(TunnelId tunnel, String reason) implements KeyDecision {}

    /// Somebody else changed the key: nothing is done to this host until the key is accepted by name.
    record Alarm(String message) implements KeyDecision {}

    /// The reason when a host that had a key has none.
    String LOST = "the host has lost its key: it was reinstalled";

    /// What is asked for beyond convergence.
    ///
    /// @param rotate make a new key
    /// @param accept take the key that runs, whoever made it
    record Wish(boolean rotate, boolean accept) {}

    /// Why this key, for people; empty when nothing is special about it.
    default String why() {
        return switch (this) {
            case Use(PublicKey _, String reason, boolean _) -> reason;
            case Make(TunnelId _, String reason) -> reason;
            case Alarm(String message) -> message;
        };
    }

    /// The key as it stands in rendered files; empty after an alarm.
    default Optional<PeerKey> peerKey() {
        return switch (this) {
            case Use(PublicKey key, String _, boolean _) -> Optional.of(key);
            case Make(TunnelId tunnel, String _) -> Optional.of(tunnel.pendingKey());
            case Alarm _ -> Optional.empty();
        };
    }

    static KeyDecision decide(TunnelId tunnel, KeyState recorded, Set<PublicKey> revoked, TunnelSeen seen, Wish wish) {
        Optional<PublicKey> known = recorded.publicKey();
        Optional<PublicKey> next = recorded.nextKey();
        Optional<PublicKey> spare = seen.newKey().filter(k -> !revoked.contains(k));
        Optional<PublicKey> inUse = seen.key();
        if (inUse.isEmpty()) {
            String reason = known.isPresent() ? LOST : "first key";
            return spareOrNew(tunnel, spare, reason);
        }
        PublicKey current = inUse.get();
        if (revoked.contains(current) && !known.equals(inUse)) {
            return spareOrNew(tunnel, spare, "the host runs a revoked key");
        }
        if (next.equals(inUse)) {
            return new Use(current, "rotated", false);
        }
        if (known.equals(inUse)) {
            if (wish.rotate()) {
                return spareOrNew(tunnel, spare, "rotate");
            }
            // A rotation that was cut off goes on, unless the new key has been lost with its file.
            return next.isPresent() && next.equals(spare)
                    ? new Use(next.get(), "rotation under way", false)
                    : new Use(current, "", false);
        }
        if (wish.accept()) {
            return new Use(current, "accepted", true);
        }
        if (wish.rotate()) {
            return spareOrNew(tunnel, spare, "rotate");
        }
        NodeName node = tunnel.node();
        return new Alarm("the key of " + node + " was changed outside wgorch: the host runs "
                + current + ", the registry has " + known.map(PublicKey::base64).orElse("none")
                + ". If that was you, accept it with: wgorch apply --accept-key " + node
                + ". If not, find out who did it, then run: wgorch rotate " + node);
    }

    private static KeyDecision spareOrNew(TunnelId tunnel, Optional<PublicKey> spare, String reason) {
        return spare.<KeyDecision>map(k -> new Use(k, reason, false)).orElseGet(() -> new Make(tunnel, reason));
    }
}
