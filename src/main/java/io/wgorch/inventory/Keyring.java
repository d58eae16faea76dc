package io.wgorch.inventory;

import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Evicted;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.wireguard.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which keys go out of use, and which come back, when nodes and meshes come and go in the inventory.
///
/// A key stays recorded, although revoked, until its host is shown to be clean of it: the node is in `departed`
/// then, or its entry names an interface of no mesh of its own.
final class Keyring {
    /// Why the keys of a node, or of a mesh, that is not in the inventory any more are revoked.
    static final String REMOVED = "removed";

    private static final String REPLACED = "replaced";

    private final Inventory inventory;
    private final Registry before;
    private final Instant now;
    private final List<Revoked> revoked;
    private final Set<PublicKey> returned;
    private final NavigableMap<NodeName, Entry> departed;

    /// @param now since when keys count as revoked
    Keyring(Inventory inventory, Registry before, Instant now) {
        this.inventory = inventory;
        this.before = before;
        this.now = now;
        this.revoked = new ArrayList<>(before.revoked());
        this.returned = takeBack();
        this.departed = new TreeMap<>(before.departed());
        departed.keySet().removeAll(inventory.nodes().keySet());
        before.nodes().forEach(this::leave);
    }

    List<Revoked> revoked() {
        return revoked;
    }

    /// Keys that were revoked and are not any more.
    Set<PublicKey> returned() {
        return returned;
    }

    /// The nodes that have left, and whose hosts are not cleaned yet. Nobody asks the host of one that was
    /// evicted.
    NavigableMap<NodeName, Entry> departed() {
        return departed;
    }

    /// The nodes that are out of the mesh. One that is not managed is back with the first key that is given
    /// for it and is not revoked.
    SortedMap<NodeName, Evicted> evicted() {
        SortedMap<NodeName, Evicted> evicted = new TreeMap<>(before.evicted());
        evicted.keySet()
                .removeIf(name -> Optional.ofNullable(inventory.nodes().get(name))
                        .flatMap(Node::publicKey)
                        .filter(this::isAlive)
                        .isPresent());
        return evicted;
    }

    private boolean isAlive(PublicKey key) {
        return revoked.stream().noneMatch(r -> r.key().equals(key));
    }

    /// The keys of a node of the inventory, by interface.
    SortedMap<String, KeyState> keys(Node node) {
        SortedMap<String, KeyState> keys = new TreeMap<>();
        SortedMap<String, KeyState> known = known(node.name());
        if (node.managed()) {
            known.forEach((interfaceName, state) -> keys.put(interfaceName, alive(node.name(), state)));
            return keys;
        }
        for (String interfaceName : interfaces(node.name())) {
            KeyState state = known.getOrDefault(interfaceName, KeyState.NONE);
            Optional<PublicKey> another = node.publicKey()
                    .filter(k -> !state.publicKey().equals(Optional.of(k)))
                    .filter(k -> isAlive(k) || !before.isEvicted(node.name()));
            keys.put(interfaceName, another.map(k -> KeyState.inUse(k, now)).orElse(state));
        }
        return keys;
    }

    /// A node that comes back gets none of its keys that were revoked for another reason than that it had left.
    private KeyState alive(NodeName node, KeyState state) {
        if (!before.departed().containsKey(node)) {
            return state;
        }
        Optional<PublicKey> current = state.publicKey().filter(this::isAlive);
        return new KeyState(
                current,
                state.home(),
                state.nextKey().filter(this::isAlive),
                state.nextHome(),
                current.flatMap(_ -> state.since()),
                new TreeMap<>());
    }

    /// A node that comes back into a mesh may use its key again, if removal was all that was held against it.
    private Set<PublicKey> takeBack() {
        Set<PublicKey> back = new HashSet<>();
        for (Node node : inventory.nodes().values()) {
            SortedMap<String, KeyState> known = known(node.name());
            Set<PublicKey> own = Stream.concat(
                            node.publicKey().stream(),
                            interfaces(node.name()).stream()
                                    .flatMap(i ->
                                            known.getOrDefault(i, KeyState.NONE).keys()))
                    .collect(Collectors.toSet());
            revoked.stream()
                    .filter(r -> r.why().equals(REMOVED) && r.node().equals(node.name()) && own.contains(r.key()))
                    .forEach(r -> back.add(r.key()));
        }
        revoked.removeIf(r -> back.contains(r.key()) && r.why().equals(REMOVED));
        return back;
    }

    /// What a node takes out of use: all its keys, those of meshes it has left, or those that another was given for.
    private void leave(NodeName name, Entry entry) {
        Node node = inventory.nodes().get(name);
        if (node == null) {
            if (entry.managed() && !before.isEvicted(name)) {
                departed.put(name, entry);
            }
            revoke(name, entry.allKeys(), REMOVED);
            return;
        }
        List<String> interfaces = interfaces(name);
        Set<PublicKey> kept =
                interfaces.stream().flatMap(i -> entry.key(i).keys()).collect(Collectors.toSet());
        entry.keys().forEach((interfaceName, state) -> {
            if (!interfaces.contains(interfaceName)) {
                revoke(name, state.keys().filter(k -> !kept.contains(k)), REMOVED);
            } else if (!node.managed()) {
                node.publicKey().ifPresent(given -> revoke(name, state.keys().filter(k -> !k.equals(given)), REPLACED));
            }
        });
    }

    private void revoke(NodeName node, Stream<PublicKey> keys, String why) {
        keys.filter(k -> revoked.stream().noneMatch(r -> r.key().equals(k)))
                .forEach(k -> revoked.add(new Revoked(k, node, now, why)));
    }

    private SortedMap<String, KeyState> known(NodeName node) {
        return Optional.ofNullable(before.nodes().get(node))
                .or(() -> Optional.ofNullable(before.departed().get(node)))
                .map(Entry::keys)
                .orElse(new TreeMap<>());
    }

    private List<String> interfaces(NodeName node) {
        return inventory.meshesOf(node).stream()
                .map(MeshDefinition::interfaceName)
                .toList();
    }
}
