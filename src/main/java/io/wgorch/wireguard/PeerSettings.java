package io.wgorch.wireguard;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What is set for a peer, as opposed to what is measured of it ([PeerStats]).
///
/// @param key the peer's public key
/// @param allowedIps prefixes routed to and accepted from it, host bits cleared as the kernel does
/// @param endpoint where it is dialled; empty when it dials us
/// @param keepalive seconds, 0 for off
/// @param presharedKey what stands for it; empty when none is set
public record PeerSettings(
        PeerKey key,
        SortedSet<Cidr> allowedIps,
        Optional<Endpoint> endpoint,
        int keepalive,
        Optional<Psk> presharedKey) {
    public PeerSettings {
        allowedIps = networks(allowedIps);
    }

    private static SortedSet<Cidr> networks(Collection<Cidr> given) {
        SortedSet<Cidr> networks = new TreeSet<>();
        given.forEach(c -> networks.add(c.network()));
        return Collections.unmodifiableSortedSet(networks);
    }
}
