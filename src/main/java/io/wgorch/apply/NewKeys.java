package io.wgorch.apply;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.wireguard.PendingKey;
import io.wgorch.wireguard.PendingPsk;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the key phase has made known: it takes the place of what is pending in a plan.
///
/// @param keys public keys that their hosts have
/// @param psks what stands for preshared keys that both hosts have
public record NewKeys(Map<TunnelId, PublicKey> keys, Map<PendingPsk, PskHash> psks) {
    public NewKeys {
        keys = Map.copyOf(keys);
        psks = Map.copyOf(psks);
    }

    /// What stands for a preshared key of the plan.
    public Optional<PskHash> known(Psk psk) {
        return switch (psk) {
            case PskHash hash -> Optional.of(hash);
            case PendingPsk pending -> Optional.ofNullable(psks.get(pending));
        };
    }

    String fill(String text) {
        String withKeys = PendingKey.fill(
                text,
                pending -> NodeName.parse(pending.node())
                        .flatMap(n -> Optional.ofNullable(keys.get(new TunnelId(n, pending.interfaceName())))));
        return PendingPsk.fill(withKeys, pending -> Optional.ofNullable(psks.get(pending)));
    }

    /// The nodes whose keys a text waits for, after all that are known have been filled in.
    static List<String> pending(String text) {
        return Stream.concat(
                        PendingKey.in(text).map(PendingKey::node),
                        PendingPsk.in(text).flatMap(psk -> Stream.of(psk.one(), psk.other())))
                .distinct()
                .sorted()
                .toList();
    }
}
