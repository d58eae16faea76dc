package io.wgorch.verify;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.wireguard.PublicKey;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What the hosts have shown of the revoked keys of a node.
///
/// @param node whose keys
/// @param keys all that are revoked, the oldest first
/// @param evidence of every managed host for every key, by key and then by host
/// @param notAsked the hosts of evicted nodes, which would not be believed
/// @param debts that are left, of all nodes
public record Revocation(
        NodeName node, List<Revoked> keys, List<Evidence> evidence, Set<NodeName> notAsked, List<Debt> debts) {
    public Revocation {
        keys = List.copyOf(keys);
        evidence = List.copyOf(evidence);
        notAsked = Collections.unmodifiableSortedSet(new TreeSet<>(notAsked));
        debts = List.copyOf(debts);
    }

    public List<Evidence> of(PublicKey key) {
        return evidence.stream().filter(e -> e.key().equals(key)).toList();
    }

    /// Whether a key is shown to be gone everywhere, and to be answered nowhere where that could be tried.
    public boolean isShown(PublicKey key) {
        return of(key).stream().allMatch(Evidence::isComplete);
    }

    public boolean isShown() {
        return keys.stream().allMatch(k -> isShown(k.key()));
    }
}
