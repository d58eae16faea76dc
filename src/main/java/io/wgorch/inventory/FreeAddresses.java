package io.wgorch.inventory;

import io.wgorch.wireguard.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/// Hands out the free addresses of a network, or of a part of it, the lowest first, each once.
final class FreeAddresses {
    private final Cidr network;
    private final Cidr part;
    private final Set<InetAddress> taken;
    private final Collection<Cidr> reserved;
    private BigInteger offset = BigInteger.ZERO;

    /// The free addresses of a whole network.
    ///
    /// @param taken shared with others that hand out addresses: what is handed out is added
    /// @param reserved parts that are not handed out
    FreeAddresses(Cidr network, Set<InetAddress> taken, Collection<Cidr> reserved) {
        this(network, network, taken, reserved);
    }

    FreeAddresses(Cidr network, Cidr part, Set<InetAddress> taken, Collection<Cidr> reserved) {
        this.network = network;
        this.part = part;
        this.taken = taken;
        this.reserved = reserved;
    }

    /// The next one; empty when there is none left.
    Optional<InetAddress> next() {
        while (true) {
            Optional<InetAddress> candidate = part.at(offset);
            if (candidate.isEmpty()) {
                return candidate;
            }
            offset = offset.add(BigInteger.ONE);
            InetAddress address = candidate.get();
            Optional<Cidr> skipped =
                    reserved.stream().filter(r -> r.contains(address)).findFirst();
            if (skipped.isPresent()) {
                BigInteger size =
                        BigInteger.ONE.shiftLeft(part.bits() - skipped.get().prefix());
                offset = offset.subtract(BigInteger.ONE)
                        .divide(size)
                        .add(BigInteger.ONE)
                        .multiply(size);
            } else if (network.isHostAddress(address) && taken.add(address)) {
                return candidate;
            }
        }
    }
}
