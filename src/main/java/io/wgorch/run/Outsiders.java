package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HostPattern;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.wireguard.PublicKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What cannot be asked for nodes that wgorch does not reach (`managed: false`).
public final class Outsiders {
    private Outsiders() {}

    /// An error for each of these nodes that has no host to work on.
    ///
    /// @param option as the user wrote it
    public static void refuse(String option, Collection<NodeName> named, Inventory inventory, Diagnostics diagnostics) {
        named.stream()
                .filter(inventory.nodes()::containsKey)
                .filter(n -> !inventory.node(n).managed())
                .forEach(n -> diagnostics.error(
                        option + ": " + n + " is not managed; wgorch reaches no host of it, and its key is what"
                                + " 'public_key' says, or what wgorch export makes."));
    }

    /// An error for each of these nodes that has no key to be replaced, because it is evicted.
    public static void refuseEvicted(Collection<NodeName> named, Registry registry, Diagnostics diagnostics) {
        named.stream()
                .filter(registry::isEvicted)
                .sorted()
                .forEach(n ->
                        diagnostics.error("rotate: " + n + " is evicted, so there is no key to be replaced. To have"
                                + " it back, rebuild its host, then: wgorch rotate " + n + " --readmit"));
    }

    /// An error for a pattern that leaves no host, and for each term of it that is the name of such a node.
    static void refuse(String option, HostPattern pattern, Inventory inventory, Diagnostics diagnostics) {
        List<NodeName> chosen = List.copyOf(pattern.select(inventory));
        boolean nobody = chosen.stream().noneMatch(n -> inventory.node(n).managed());
        refuse(option, chosen.stream().filter(n -> nobody || pattern.names(n)).toList(), inventory, diagnostics);
    }

    /// An error for each of these nodes whose host still runs what it was given while it was managed.
    ///
    /// @param recorded as the last run has left it
    static void checkHosts(Inventory inventory, Registry recorded, Diagnostics diagnostics) {
        inventory.nodes().values().stream()
                .filter(n -> !n.managed())
                .filter(n -> Stream.of(recorded.nodes(), recorded.departed())
                        .flatMap(entries -> Optional.ofNullable(entries.get(n.name())).stream())
                        .anyMatch(e -> e.managed() && !e.keys().isEmpty()))
                .forEach(n -> diagnostics.error(
                        n.at(),
                        n.name() + " was managed: its host still runs its tunnel. Take it out of the inventory, apply,"
                                + " so that its host is cleaned, then put it back with managed: false. If that host is"
                                + " gone for good, take it out of departed: in the registry after that apply."));
    }

    /// Errors for given keys that may not be used: revoked ones, and those of another node. An evicted node
    /// has none until it is given another, and is no error meanwhile.
    static void checkKeys(Inventory inventory, Registry registry, Diagnostics diagnostics) {
        Map<PublicKey, String> revoked = new HashMap<>();
        registry.revoked().forEach(r -> revoked.put(r.key(), r.node() + ", " + r.why()));
        Map<PublicKey, NodeName> owners = new HashMap<>();
        registry.nodes()
                .forEach((node, entry) -> entry.allKeys()
                        .filter(k ->
                                !inventory.node(node).publicKey().map(k::equals).orElse(false))
                        .forEach(k -> owners.put(k, node)));
        for (Node node : inventory.nodes().values()) {
            node.publicKey().ifPresent(key -> {
                if (revoked.containsKey(key) && !registry.isEvicted(node.name())) {
                    diagnostics.error(
                            node.at(),
                            "the 'public_key' of " + node.name() + " is revoked (" + revoked.get(key)
                                    + "), and a revoked key never comes back. Give it a new one: wg genkey | wg pubkey");
                }
                NodeName owner = owners.putIfAbsent(key, node.name());
                if (owner != null) {
                    diagnostics.error(
                            node.at(),
                            "the 'public_key' of " + node.name() + " is also the key of " + owner
                                    + ". Each node has its own.");
                }
            });
        }
    }
}
