package io.wgorch.resource;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One host as it was observed.
///
/// @param facts what it is
/// @param manifest what we manage there; empty when nothing
/// @param foreignManifest whether there is a manifest that this version cannot read
/// @param resources what it has of each resource that was asked for or is in the manifest
/// @param interrupted open transactions, as `id verdict`, with ` by who` while their guard lives
/// @param detours interfaces beside which a run that was cut off has left a detour
/// @param evicted keys that were evicted from it, whatever its manifest says
/// @param salt of what stands for secrets in `resources`
/// @param fingerprint of everything in `resources` but measurements: the transaction refuses to start on another state
public record HostState(
        HostFacts facts,
        Optional<Manifest> manifest,
        boolean foreignManifest,
        SortedMap<ResourceId, Seen> resources,
        List<String> interrupted,
        List<String> detours,
        List<EvictedKey> evicted,
        String salt,
        String fingerprint) {
    public HostState {
        resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
        interrupted = List.copyOf(interrupted);
        detours = List.copyOf(detours);
        evicted = List.copyOf(evicted);
    }

    /// The tunnel of that name, as seen.
    public Optional<TunnelSeen> tunnel(String interfaceName) {
        return Optional.ofNullable(resources.get(Tunnel.id(interfaceName))).map(TunnelSeen.class::cast);
    }

    /// What runs of the tunnel of that name.
    public Optional<TunnelSeen.Live> live(String interfaceName) {
        return tunnel(interfaceName).flatMap(TunnelSeen::live);
    }

    /// Every tunnel of ours that was seen.
    public List<TunnelSeen> tunnels() {
        return resources.values().stream()
                .filter(TunnelSeen.class::isInstance)
                .map(TunnelSeen.class::cast)
                .toList();
    }
}
