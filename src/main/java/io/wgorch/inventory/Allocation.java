package io.wgorch.inventory;

import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Entry;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Brings the registry into line with the inventory: who is in the mesh, with which addresses. Pure; the serial stays
/// as it is, and a registry that is in line already comes back equal.
///
/// An address is, in this order: the one the inventory gives; the one recorded before; the lowest free one. So a node
/// keeps its address for as long as it is in the mesh, whatever is added or removed around it.
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
                n -> known(n).map(Entry::addresses).orElse(List.of()),
                keyring.departed().values().stream()
                        .flatMap(e -> e.addresses().stream())
                        .toList(),
                before.blocks());
        return new Registry(
                before.meshId(),
                before.serial(),
                nodes(keyring, addresses),
                keyring.revoked(),
                debts,
                keyring.departed(),
                addresses.blocks(),
                before.punched());
    }

    private NavigableMap<NodeName, Entry> nodes(Keyring keyring, AddressPlan addresses) {
        NavigableMap<NodeName, Entry> nodes = new TreeMap<>();
        inventory.nodes().forEach((name, node) -> {
            SshSettings ssh = node.managed() ? node.ssh() : SshSettings.NONE;
            nodes.put(name, new Entry(keyring.keys(node), addresses.addresses(name), ssh, node.managed()));
        });
        return nodes;
    }

    private Optional<Entry> known(NodeName name) {
        return Optional.ofNullable(before.nodes().get(name))
                .or(() -> Optional.ofNullable(before.departed().get(name)));
    }
}
