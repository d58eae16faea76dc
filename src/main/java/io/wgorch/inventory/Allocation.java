package io.wgorch.inventory;

import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.wireguard.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Brings the registry into line with the inventory: who is in the mesh, with which addresses. Pure; the serial stays
/// as it is, and a registry that is in line already comes back equal.
///
/// An address is, in this order: the one the inventory gives; the one recorded before; the lowest free one. So a node
/// keeps its address for as long as it is in the mesh, whatever is added or removed around it.
public final class Allocation {
    private static final String REMOVED = "removed";

    private final Inventory inventory;
    private final Registry before;

    private Allocation(Inventory inventory, Registry before) {
        this.inventory = inventory;
        this.before = before;
    }

    /// The registry with the whole inventory allocated.
    ///
    /// @param now since when the keys of removed nodes count as revoked
    public static Registry allocate(Inventory inventory, Registry registry, Instant now) {
        return new Allocation(inventory, registry).run(now);
    }

    private Registry run(Instant now) {
        NavigableMap<NodeName, Entry> departed = new TreeMap<>(before.departed());
        departed.keySet().removeAll(inventory.nodes().keySet());
        List<Revoked> revoked = new ArrayList<>(before.revoked());
        Set<PublicKey> returned = takeBack(revoked);
        before.nodes().forEach((name, entry) -> {
            if (!inventory.nodes().containsKey(name)) {
                departed.put(name, entry);
                revoke(name, entry, now, revoked);
            }
        });
        List<Debt> debts =
                before.debts().stream().filter(d -> !returned.contains(d.key())).toList();
        NavigableMap<NodeName, Entry> nodes = nodes(departed.values(), revoked);
        return new Registry(before.meshId(), before.serial(), nodes, revoked, debts, departed);
    }

    private static void revoke(NodeName name, Entry entry, Instant now, List<Revoked> revoked) {
        keys(entry)
                .filter(k -> revoked.stream().noneMatch(r -> r.key().equals(k)))
                .forEach(k -> revoked.add(new Revoked(k, name, now, REMOVED)));
    }

    /// A node that comes back into the inventory may use its key again, if removal was all that was held against it.
    private Set<PublicKey> takeBack(List<Revoked> revoked) {
        Set<PublicKey> returned = new HashSet<>();
        for (NodeName name : inventory.nodes().keySet()) {
            Entry entry = before.departed().get(name);
            if (entry != null) {
                List<PublicKey> own = keys(entry).toList();
                revoked.stream()
                        .filter(r -> r.why().equals(REMOVED) && r.node().equals(name) && own.contains(r.key()))
                        .forEach(r -> returned.add(r.key()));
            }
        }
        revoked.removeIf(r -> returned.contains(r.key()) && r.why().equals(REMOVED));
        return returned;
    }

    private NavigableMap<NodeName, Entry> nodes(Collection<Entry> departed, List<Revoked> revoked) {
        Set<PublicKey> dead = new HashSet<>();
        revoked.forEach(r -> dead.add(r.key()));
        AddressPlan addresses = new AddressPlan(
                inventory,
                n -> known(n).map(Entry::addresses).orElse(List.of()),
                departed.stream().flatMap(e -> e.addresses().stream()).toList(),
                Map.of());
        NavigableMap<NodeName, Entry> nodes = new TreeMap<>();
        inventory.nodes().forEach((name, node) -> {
            Optional<Entry> known = known(name);
            boolean back = before.departed().containsKey(name);
            Optional<PublicKey> current = known.flatMap(Entry::publicKey).filter(k -> !back || !dead.contains(k));
            nodes.put(
                    name,
                    new Entry(
                            current,
                            known.flatMap(Entry::nextKey).filter(k -> !back || !dead.contains(k)),
                            current.flatMap(_ -> known.flatMap(Entry::since)),
                            addresses.addresses(name),
                            node.ssh()));
        });
        return nodes;
    }

    private Optional<Entry> known(NodeName name) {
        return Optional.ofNullable(before.nodes().get(name))
                .or(() -> Optional.ofNullable(before.departed().get(name)));
    }

    private static Stream<PublicKey> keys(Entry entry) {
        return Stream.concat(entry.publicKey().stream(), entry.nextKey().stream());
    }
}
