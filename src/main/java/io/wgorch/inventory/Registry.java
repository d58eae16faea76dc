package io.wgorch.inventory;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What wgorch has done so far: `inventory/registry.yml`, in git beside the inventory, without any secret.
///
/// @param meshId made once, at the first apply; every host's manifest carries it
/// @param serial grows by one with every apply that changes anything; a host's manifest never has a higher one
/// @param nodes what is recorded of every node
/// @param revoked keys that no host may hold any more
/// @param debts hosts that were not yet shown to be without a revoked key
/// @param departed nodes taken out of the inventory whose hosts are not cleaned yet
/// @param slots the interface and the port of each mesh; of one that has gone, as long as keys are recorded for it
/// @param blocks the prefixes that are set apart for the spokes of each hub, so that other hubs need one route to them
/// @param punched pairs behind NATs that were tried to be joined directly
/// @param evicted nodes whose keys were taken away because their hosts are not trusted any more
public record Registry(
        String meshId,
        long serial,
        SortedMap<NodeName, Entry> nodes,
        List<Revoked> revoked,
        List<Debt> debts,
        SortedMap<NodeName, Entry> departed,
        SortedMap<String, Slot> slots,
        SortedMap<NodeName, List<Cidr>> blocks,
        List<Punched> punched,
        SortedMap<NodeName, Evicted> evicted) {
    /// Why the keys of an evicted node are revoked.
    public static final String COMPROMISED = "compromised";

    public Registry {
        nodes = sortedCopy(nodes);
        revoked = List.copyOf(revoked);
        debts = List.copyOf(debts);
        departed = sortedCopy(departed);
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        SortedMap<NodeName, List<Cidr>> copy = new TreeMap<>();
        blocks.forEach((hub, prefixes) -> copy.put(hub, List.copyOf(prefixes)));
        blocks = Collections.unmodifiableSortedMap(copy);
        punched = punched.stream().sorted().toList();
        evicted = sortedCopy(evicted);
    }

    /// A mesh that was never applied.
    public static Registry fresh(String meshId) {
        return new Registry(
                meshId,
                0,
                new TreeMap<>(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                new TreeMap<>());
    }

    /// The same, with a serial that no host has seen yet.
    public Registry grown() {
        return new Registry(meshId, serial + 1, nodes, revoked, debts, departed, slots, blocks, punched, evicted);
    }

    public Registry with(SortedMap<NodeName, Entry> otherNodes, List<Revoked> otherRevoked) {
        return new Registry(meshId, serial, otherNodes, otherRevoked, debts, departed, slots, blocks, punched, evicted);
    }

    public Registry withOpen(List<Debt> otherDebts, SortedMap<NodeName, Entry> otherDeparted) {
        return new Registry(meshId, serial, nodes, revoked, otherDebts, otherDeparted, slots, blocks, punched, evicted);
    }

    /// With other tries to join pairs directly.
    public Registry withPunched(Collection<Punched> others) {
        return new Registry(
                meshId, serial, nodes, revoked, debts, departed, slots, blocks, List.copyOf(others), evicted);
    }

    /// With other nodes out of the mesh.
    public Registry withEvicted(SortedMap<NodeName, Evicted> others) {
        return new Registry(meshId, serial, nodes, revoked, debts, departed, slots, blocks, punched, others);
    }

    public boolean isEvicted(NodeName node) {
        return evicted.containsKey(node);
    }

    /// The keys that were revoked because they are in somebody else's hands.
    public List<Revoked> compromised() {
        return revoked.stream().filter(r -> r.why().equals(COMPROMISED)).toList();
    }

    /// What is recorded of the key of a tunnel; nothing of one that was never heard of.
    public KeyState key(TunnelId tunnel) {
        return Optional.ofNullable(nodes.get(tunnel.node()))
                .map(e -> e.key(tunnel.interfaceName()))
                .orElse(KeyState.NONE);
    }

    /// What is recorded of one node.
    ///
    /// @param keys by interface; of a mesh that it has left until its host is clean of it
    /// @param addresses its mesh addresses
    /// @param former addresses that it had, and that its host was not yet shown to be without
    /// @param ssh how its host was reached, so that it can be cleaned up after it has left the inventory
    /// @param managed whether it has a host that wgorch reaches
    public record Entry(
            SortedMap<String, KeyState> keys,
            List<InetAddress> addresses,
            List<InetAddress> former,
            SshSettings ssh,
            boolean managed) {
        public Entry {
            SortedMap<String, KeyState> known = new TreeMap<>(keys);
            known.values().removeIf(KeyState.NONE::equals);
            keys = Collections.unmodifiableSortedMap(known);
            addresses = List.copyOf(addresses);
            former = List.copyOf(former);
        }

        /// Of the tunnel with that interface.
        public KeyState key(String interfaceName) {
            return keys.getOrDefault(interfaceName, KeyState.NONE);
        }

        /// Every key of every tunnel.
        public Stream<PublicKey> allKeys() {
            return keys.values().stream().flatMap(KeyState::keys);
        }

        public Entry with(String interfaceName, KeyState state) {
            SortedMap<String, KeyState> changed = new TreeMap<>(keys);
            changed.put(interfaceName, state);
            return new Entry(changed, addresses, former, ssh, managed);
        }

        public Entry withoutKeys() {
            return new Entry(new TreeMap<>(), addresses, former, ssh, managed);
        }

        public Entry withFormer(List<InetAddress> others) {
            return new Entry(keys, addresses, others, ssh, managed);
        }

        /// The addresses that its host has or may have.
        public Stream<InetAddress> held() {
            return Stream.concat(former.stream(), addresses.stream());
        }

        /// Whether a host of it was ever set up.
        boolean hasHost() {
            return managed && !keys.isEmpty();
        }
    }

    /// A key out of use for good.
    ///
    /// @param why `rotated`, `reinstalled`, `removed`, `replaced`, `destroyed`, `imported` or [#COMPROMISED]
    public record Revoked(PublicKey key, NodeName node, Instant since, String why) {}

    /// A node that is in the mesh on paper only: it has no key, and its host is neither asked nor believed.
    ///
    /// @param since when it was evicted
    /// @param hostKeys the fingerprints of the SSH host keys that were known of it then: with none of these
    ///     may it come back
    public record Evicted(Instant since, List<String> hostKeys) {
        public Evicted {
            hostKeys = hostKeys.stream().sorted().distinct().toList();
        }
    }

    /// `host` has not been shown to be without `key`.
    public record Debt(NodeName host, PublicKey key) {}

    private static <T> SortedMap<NodeName, T> sortedCopy(Map<NodeName, T> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
