package io.wgorch.inventory;

import io.wgorch.wireguard.Cidr;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Prefixes of which none overlaps another, and whose each is.
final class Prefixes<T> {
    private final NavigableMap<Cidr, T> owners = new TreeMap<>();

    record Owned<T>(Cidr prefix, T value) {}

    void put(Cidr prefix, T owner) {
        owners.put(prefix, owner);
    }

    /// One that has an address in common with the prefix. In order of addresses, such a one can only stand right before
    /// or right after it.
    Optional<Owned<T>> overlapping(Cidr prefix) {
        return Optional.ofNullable(owners.floorEntry(prefix))
                .filter(e -> e.getKey().overlaps(prefix))
                .or(() -> Optional.ofNullable(owners.ceilingEntry(prefix))
                        .filter(e -> e.getKey().overlaps(prefix)))
                .map(e -> new Owned<>(e.getKey(), e.getValue()));
    }
}
