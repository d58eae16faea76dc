package io.wgorch.inventory;

import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Entry;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Brings the registry into line with the inventory: who is in the mesh, with which addresses. Pure; the serial stays
/// as it is, and a registry that is in line already comes back equal.
///
/// An address is, in this order: the one the inventory gives; the one recorded before; the lowest free one. So a node
/// keeps its address for as long as it is in the mesh, whatever is added or removed around it. The interface and the
/// port
/// of each mesh are recorded as the inventory was read: see [Slots].
public final class Allocation {
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
        Keyring keyring = new Keyring(inventory, before, now);
        List<Debt> debts = before.debts().stream()
                .filter(d -> !keyring.returned().contains(d.key()))
                .toList();
        AddressPlan addresses = new AddressPlan(
                inventory,
                this::known,
                Stream.concat(
                                before.nodes().values().stream().filter(Entry::hasHost),
                                keyring.departed().values().stream())
                        .flatMap(Entry::held)
                        .toList(),
                before.blocks());
        NavigableMap<NodeName, Entry> nodes = nodes(keyring, addresses);
        return new Registry(
                before.meshId(),
                before.serial(),
                nodes,
                keyring.revoked(),
                debts,
                keyring.departed(),
                slots(nodes.values()),
                addresses.blocks(),
                before.punched(),
                keyring.evicted());
    }

    private NavigableMap<NodeName, Entry> nodes(Keyring keyring, AddressPlan addresses) {
        NavigableMap<NodeName, Entry> nodes = new TreeMap<>();
        inventory.nodes().forEach((name, node) -> {
            SshSettings ssh = node.managed() ? node.ssh() : SshSettings.NONE;
            List<InetAddress> own = addresses.addresses(name);
            nodes.put(name, new Entry(keyring.keys(node), own, former(node, own), ssh, node.managed()));
        });
        return nodes;
    }

    /// What its host may have, and is to have no more.
    private List<InetAddress> former(Node node, List<InetAddress> own) {
        return known(node.name()).filter(e -> node.managed() && e.hasHost()).stream()
                .flatMap(Entry::held)
                .filter(a -> !own.contains(a))
                .distinct()
                .toList();
    }

    /// Those of the inventory, and those of meshes that have gone and whose keys hosts still have.
    private NavigableMap<String, Slot> slots(Collection<Entry> nodes) {
        NavigableMap<String, Slot> slots = new TreeMap<>(before.slots());
        slots.values()
                .removeIf(s -> nodes.stream().noneMatch(e -> e.keys().containsKey(s.interfaceName()))
                        || inventory.meshes().values().stream()
                                .anyMatch(m -> m.interfaceName().equals(s.interfaceName())));
        inventory.meshes().values().forEach(m -> slots.put(m.name(), m.slot()));
        return slots;
    }

    private Optional<Entry> known(NodeName name) {
        return Optional.ofNullable(before.nodes().get(name))
                .or(() -> Optional.ofNullable(before.departed().get(name)));
    }
}
