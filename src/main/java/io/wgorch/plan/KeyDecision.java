package io.wgorch.plan;

import io.wgorch.inventory.HomeName;
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

    /// A key that the host has not yet, and that has to wait on it before its transaction begins.
    sealed interface Missing extends KeyDecision permits Make, Deliver {
        /// Where it lives.
        HomeName home();
    }

    /// A key that has to be made first; whatever the host has goes out of use.
    record Make(TunnelId tunnel, HomeName home, String reason) implements Missing {}

    /// A key that is there already, and not on its host.
    record Deliver(PublicKey key, HomeName home, String reason) implements Missing {}

    /// Somebody else changed the key: nothing is done to this host until the key is accepted by name.
    record Alarm(String message) implements KeyDecision {}

    /// The reason when a host that had a key has none.
    String LOST = "the host has lost its key: it was reinstalled";

    /// What is asked for.
    ///
    /// @param rotate make a new key
    /// @param accept take the key that runs, whoever made it
    /// @param home where the key shall live
    record Wish(boolean rotate, boolean accept, HomeName home) {}

    /// Why this key, for people; empty when nothing is special about it.
    default String why() {
        return switch (this) {
            case Use(PublicKey _, String reason, boolean _) -> reason;
            case Make(TunnelId _, HomeName _, String reason) -> reason;
            case Deliver(PublicKey _, HomeName _, String reason) -> reason;
            case Alarm(String message) -> message;
        };
    }

    /// The key as it stands in rendered files; empty after an alarm.
    default Optional<PeerKey> peerKey() {
        return switch (this) {
            case Use(PublicKey key, String _, boolean _) -> Optional.of(key);
            case Make(TunnelId tunnel, HomeName _, String _) -> Optional.of(tunnel.pendingKey());
            case Deliver(PublicKey key, HomeName _, String _) -> Optional.of(key);
            case Alarm _ -> Optional.empty();
        };
    }

    static KeyDecision decide(TunnelId tunnel, KeyState recorded, Set<PublicKey> revoked, TunnelSeen seen, Wish wish) {
        Optional<PublicKey> known = recorded.publicKey();
        Optional<PublicKey> inUse = seen.key();
        Supply supply = Supply.of(tunnel, recorded, revoked, seen, wish.home());
        if (inUse.isEmpty()) {
            return supply.sameOrAnother(known.isPresent() ? LOST : "first key", wish.rotate());
        }
        PublicKey current = inUse.get();
        if (revoked.contains(current) && !known.equals(inUse)) {
            return supply.sameOrAnother("the host runs a revoked key", wish.rotate());
        }
        if (recorded.nextKey().equals(inUse)) {
            return new Use(current, "rotated", false);
        }
        if (known.equals(inUse)) {
            if (wish.rotate()) {
                return supply.another("rotate");
            }
            return recorded.home() == wish.home()
                    ? supply.next("rotation under way").orElse(new Use(current, "", false))
                    : supply.another("the key moves from " + recorded.home().keyword() + " to "
                            + wish.home().keyword());
        }
        if (wish.accept()) {
            return new Use(current, "accepted", true);
        }
        if (wish.rotate()) {
            return supply.another("rotate");
        }
        NodeName node = tunnel.node();
        return new Alarm("the key of " + node + " was changed outside wgorch: the host runs "
                + current + ", the registry has " + known.map(PublicKey::base64).orElse("none")
                + ". If that was you, accept it with: wgorch apply --accept-key " + node
                + ". If not, find out who did it, then run: wgorch rotate " + node);
    }
}
