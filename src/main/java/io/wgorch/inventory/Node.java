package io.wgorch.inventory;

import io.wgorch.diag.SourcePosition;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// One node as the inventory wants it, with everything it inherits from its groups and from `defaults:`.
///
/// @param name unique in the inventory
/// @param at where its name stands in the inventory
/// @param addresses its mesh addresses as given; empty for each network in which one is to be allocated
/// @param routes the subnets behind it
/// @param endpoints where its peers dial it, by underlay, in the order of the file; empty when nobody can
/// @param publicKey of a node that is not managed, as given
/// @param settings what it has in common with groups
public record Node(
        NodeName name,
        SourcePosition at,
        List<InetAddress> addresses,
        List<Cidr> routes,
        SequencedMap<String, UnderlayAddress> endpoints,
        Optional<PublicKey> publicKey,
        Settings settings) {
    /// The underlay that every node reaches: the internet, as a rule.
    public static final String PUBLIC = "public";

    /// Bytes; what an Ethernet link carries (RFC 894).
    private static final int PATH_MTU = 1500;

    public Node {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        endpoints = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(endpoints));
    }

    /// Whether wgorch reaches it by SSH; a phone it does not.
    public boolean managed() {
        return settings.role().managed().orElse(true);
    }

    /// Whether a NAT in front of it keeps it from being dialled in [#PUBLIC].
    public boolean nat() {
        return settings.role().nat().orElse(false);
    }

    /// Bytes, of the path between it and its peers, outside the tunnel.
    public int pathMtu() {
        return settings.tunnel().pathMtu().orElse(PATH_MTU);
    }

    public boolean allowHooks() {
        return settings.allowHooks().orElse(false);
    }

    /// The host that people know it by: where it is dialled in public, else in the first underlay it names.
    public Optional<String> host() {
        return Optional.ofNullable(endpoints.get(PUBLIC))
                .or(() -> endpoints.values().stream().findFirst())
                .map(UnderlayAddress::host);
    }

    /// How it is reached by SSH: as it says, else at [#host()].
    public SshSettings ssh() {
        return settings.ssh().host().isPresent()
                ? settings.ssh()
                : settings.ssh().withHost(host());
    }
}
