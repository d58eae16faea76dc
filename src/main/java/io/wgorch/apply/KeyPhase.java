package io.wgorch.apply;

import io.wgorch.apply.Event.Phase;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.keys.HostKeys;
import io.wgorch.keys.KeyHome;
import io.wgorch.keys.KeyHomeException;
import io.wgorch.keys.KeyName;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.KeyDecision.Deliver;
import io.wgorch.plan.KeyDecision.Make;
import io.wgorch.plan.KeyDecision.Missing;
import io.wgorch.resource.Kinds;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Brings the keys to a host that its transaction takes into use: those that it has to make itself, and those that live
/// elsewhere. They wait there, unused. One host at a time; the caller fans out.
///
/// @param homes those that keys come from, but for the hosts
/// @param made the keys that have just been made in them
public record KeyPhase(Hosts hosts, Event.Sink events, Map<HomeName, KeyHome> homes, Map<TunnelId, PublicKey> made) {
    /// All keys that a host has not yet, in one exec for each home that they live in.
    ///
    /// @return those that were pending in the plan
    /// @throws KeyHomeException when not all could be brought; what the host has in use is unchanged then
    public Map<TunnelId, PublicKey> bring(HostPlan plan) throws KeyHomeException {
        NodeName node = plan.name();
        events.on(new Event.Entered(node, Phase.MAKE_KEY));
        HostKeys host = host(node);
        Map<TunnelId, PublicKey> pending = new TreeMap<>();
        for (HomeName home : HomeName.values()) {
            SortedMap<TunnelId, Missing> missing = plan.missingKeys();
            missing.values().removeIf(m -> m.home() != home);
            if (home == HomeName.HOST) {
                host.make(missing.keySet().stream().map(KeyName::of).toList())
                        .forEach((name, key) -> pending.put(new TunnelId(node, name.interfaceName()), key));
            } else if (!missing.isEmpty()) {
                missing.forEach((tunnel, m) -> {
                    if (m instanceof Make) {
                        pending.put(tunnel, key(tunnel, m));
                    }
                });
                Optional.ofNullable(homes.get(home)).orElseThrow().deliver(wanted(missing), host);
            }
        }
        return pending;
    }

    private SortedMap<KeyName, PublicKey> wanted(SortedMap<TunnelId, Missing> missing) {
        return missing.entrySet().stream()
                .collect(Collectors.toMap(
                        e -> KeyName.of(e.getKey()), e -> key(e.getKey(), e.getValue()), (a, _) -> a, TreeMap::new));
    }

    private PublicKey key(TunnelId tunnel, Missing missing) {
        return switch (missing) {
            case Make _ -> Optional.ofNullable(made.get(tunnel)).orElseThrow();
            case Deliver deliver -> deliver.key();
        };
    }

    private HostKeys host(NodeName node) throws KeyHomeException {
        try {
            return new HostKeys(node.value(), hosts.observed(node), Kinds.shell());
        } catch (SshException e) {
            throw new KeyHomeException(e.explanation(node.value()));
        }
    }
}
