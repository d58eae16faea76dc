package io.wgorch.inventory;

import io.wgorch.wireguard.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Hands out the free addresses of one network, the lowest first, each once.
final class FreeAddresses {
    private final Cidr network;
    private final Set<InetAddress> taken;
    private BigInteger offset = BigInteger.ZERO;

    FreeAddresses(Cidr network, Collection<InetAddress> taken) {
        this.network = network;
        this.taken = new HashSet<>(taken);
    }

    /// The next one; empty when there is none left.
    Optional<InetAddress> next() {
        while (true) {
            Optional<InetAddress> candidate = network.at(offset);
            if (candidate.isEmpty()) {
                return candidate;
            }
            offset = offset.add(BigInteger.ONE);
            if (candidate.filter(network::isHostAddress).filter(taken::add).isPresent()) {
                return candidate;
            }
        }
    }
}
