package io.wgorch.apply;

import io.wgorch.apply.Event.Phase;
import io.wgorch.crypto.PresharedKey;
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
import io.wgorch.wireguard.PendingPsk;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
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
/// @param psks preshared keys, by what stands for them in the plan
/// @param salt of what stands for them: the id of the mesh
public record KeyPhase(
        Hosts hosts,
        Event.Sink events,
        Map<HomeName, KeyHome> homes,
        Map<TunnelId, PublicKey> made,
        Map<Psk, PresharedKey> psks,
        String salt) {
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
        bringPsks(plan, host);
        return pending;
    }

    private void bringPsks(HostPlan plan, HostKeys host) throws KeyHomeException {
        SortedMap<String, List<PresharedKey>> missing = new TreeMap<>();
        plan.missingPsks()
                .forEach((pair, psk) -> missing.computeIfAbsent(pair.interfaceName(), _ -> new ArrayList<>())
                        .add(Optional.ofNullable(psks.get(psk)).orElseThrow()));
        if (!missing.isEmpty()) {
            host.receive(missing, salt);
        }
    }

    /// What stands for the preshared keys that were pending.
    public Map<PendingPsk, PskHash> madePsks() {
        Map<PendingPsk, PskHash> hashes = new TreeMap<>();
        psks.forEach((psk, key) -> {
            if (psk instanceof PendingPsk pending) {
                hashes.put(pending, key.hash(salt));
            }
        });
        return hashes;
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
