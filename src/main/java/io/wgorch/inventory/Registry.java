package io.wgorch.inventory;

import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What wgorch has done so far: `inventory/registry.yml`, in git beside the inventory, without any secret.
///
/// @param meshId made once, at the first apply; every host's manifest carries it
/// @param serial grows by one with every apply that changes anything; a host's manifest never has a higher one
/// @param nodes what is recorded of every node
/// @param revoked keys that no host may hold any more
/// @param debts hosts that were not yet shown to be without a revoked key
/// @param departed nodes taken out of the inventory whose hosts are not cleaned yet
public record Registry(
        String meshId,
        long serial,
        SortedMap<NodeName, Entry> nodes,
        List<Revoked> revoked,
        List<Debt> debts,
        SortedMap<NodeName, Entry> departed) {
    public Registry {
        nodes = sortedCopy(nodes);
        revoked = List.copyOf(revoked);
        debts = List.copyOf(debts);
        departed = sortedCopy(departed);
    }

    /// A mesh that was never applied.
    public static Registry fresh(String meshId) {
        return new Registry(meshId, 0, new TreeMap<>(), List.of(), List.of(), new TreeMap<>());
    }

    /// The same, with a serial that no host has seen yet.
    public Registry grown() {
        return new Registry(meshId, serial + 1, nodes, revoked, debts, departed);
    }

    public Registry with(SortedMap<NodeName, Entry> otherNodes, List<Revoked> otherRevoked) {
        return new Registry(meshId, serial, otherNodes, otherRevoked, debts, departed);
    }

    public Registry withOpen(List<Debt> otherDebts, SortedMap<NodeName, Entry> otherDeparted) {
        return new Registry(meshId, serial, nodes, revoked, otherDebts, otherDeparted);
    }

    /// What is recorded of one node.
    ///
    /// @param publicKey the key its host was last shown to use
    /// @param nextKey a key made on its host that is not yet shown to be in use: a first apply or a
    /// rotation under way
    /// @param since when `publicKey` came into use
    /// @param addresses its mesh addresses
    /// @param ssh how its host was reached, so that it can be cleaned up after it has left the inventory
    public record Entry(
            Optional<PublicKey> publicKey,
            Optional<PublicKey> nextKey,
            Optional<Instant> since,
            List<InetAddress> addresses,
            SshSettings ssh) {
        public Entry {
            addresses = List.copyOf(addresses);
        }
    }

    /// A key out of use for good.
    ///
    /// @param why `rotated`, `reinstalled`, `removed` or `replaced`
    public record Revoked(PublicKey key, NodeName node, Instant since, String why) {}

    /// `host` has not been shown to be without `key`.
    public record Debt(NodeName host, PublicKey key) {}

    private static SortedMap<NodeName, Entry> sortedCopy(Map<NodeName, Entry> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
