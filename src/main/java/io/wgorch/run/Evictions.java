package io.wgorch.run;

import io.wgorch.apply.Event;
import io.wgorch.apply.Eviction;
import io.wgorch.apply.EvictionResult;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Evicted;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.resource.EvictedKey;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Takes compromised keys off hosts, side by side.
///
/// @param registry in which they are revoked
record Evictions(Fleet fleet, Registry registry, String who, Event.Sink events) {
    /// Of each of these hosts.
    NavigableMap<NodeName, EvictionResult> of(Collection<NodeName> hosts, Collection<Revoked> keys) {
        Eviction eviction =
                new Eviction(keys.stream().map(k -> line(registry, k)).toList(), who);
        return fleet.forEach(hosts, host -> {
            EvictionResult result = of(host, eviction);
            events.on(new Event.Evicted(host, result));
            return result;
        });
    }

    private EvictionResult of(NodeName host, Eviction eviction) {
        try {
            return eviction.on(fleet.observed(host), interfaces(host));
        } catch (SshException e) {
            return new EvictionResult.Unreachable(e.explanation(host.value()));
        }
    }

    /// Those that its host was given tunnels for.
    private Collection<String> interfaces(NodeName host) {
        return Stream.of(registry.nodes(), registry.departed())
                .flatMap(entries -> Optional.ofNullable(entries.get(host)).stream())
                .map(Entry::keys)
                .flatMap(keys -> keys.keySet().stream())
                .toList();
    }

    private static EvictedKey line(Registry registry, Revoked key) {
        return new EvictedKey(
                key.key(),
                key.node().value(),
                Optional.ofNullable(registry.evicted().get(key.node()))
                        .map(Evicted::hostKeys)
                        .orElse(List.of()));
    }

    /// The compromised keys that somebody owes the proof for, all the same to whom.
    static List<Revoked> owed(Registry registry) {
        Set<PublicKey> open = registry.debts().stream().map(Debt::key).collect(Collectors.toSet());
        return registry.compromised().stream()
                .filter(k -> open.contains(k.key()))
                .toList();
    }
}
