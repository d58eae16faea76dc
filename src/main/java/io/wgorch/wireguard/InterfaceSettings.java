package io.wgorch.wireguard;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The `[Interface]` section of a wg-quick(8) file, without the private key.
///
/// @param addresses with the prefix length of the network
/// @param listenPort UDP
/// @param mtu bytes
/// @param others every further setting (`DNS`, `Table`, `FwMark`, `SaveConfig`, hooks) as `Key = value`, in order
public record InterfaceSettings(
        SortedSet<Cidr> addresses, Optional<Integer> listenPort, Optional<Integer> mtu, List<String> others) {
    public InterfaceSettings {
        addresses = sorted(addresses);
        others = List.copyOf(others);
    }

    private static SortedSet<Cidr> sorted(Collection<Cidr> given) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(given));
    }
}
