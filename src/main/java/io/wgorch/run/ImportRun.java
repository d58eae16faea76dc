package io.wgorch.run;

import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.inventory.TunnelId;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Manifest;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.PublicKey;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes the registry anew from what the hosts have: mesh id, serial, keys, addresses, revocations.
public final class ImportRun {
    private final PlanRun look;
    private final Clock clock;

    public ImportRun(PlanRun look, Clock clock) {
        this.look = look;
        this.clock = clock;
    }

    /// What the hosts say, or why that is not enough to trust.
    ///
    /// @param registry empty when it is not
    /// @param problems every host that is missing, and every contradiction
    public record Found(Optional<Registry> registry, List<String> problems) {}

    public Found gather() {
        List<String> problems = new ArrayList<>();
        Map<NodeName, HostState> states = look.states();
        look.project().inventory().nodes().values().stream()
                .filter(n -> n.managed() && !states.containsKey(n.name()))
                .forEach(n -> problems.add(n.name() + " did not answer, so its key is not known"));
        Map<NodeName, Manifest> manifests = new TreeMap<>();
        states.forEach((node, state) -> state.manifest().ifPresent(m -> manifests.put(node, m)));
        List<String> meshes =
                manifests.values().stream().map(Manifest::mesh).distinct().toList();
        if (meshes.size() != 1) {
            problems.add(
                    meshes.isEmpty()
                            ? "no host has anything of wgorch: there is nothing to import"
                            : "the hosts belong to several meshes: " + String.join(", ", meshes));
            return new Found(Optional.empty(), problems);
        }
        return new Found(Optional.of(registry(meshes.getFirst(), manifests, states)), problems);
    }

    private Registry registry(String mesh, Map<NodeName, Manifest> manifests, Map<NodeName, HostState> states) {
        long serial =
                manifests.values().stream().mapToLong(Manifest::serial).max().orElse(0);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        SortedMap<NodeName, Entry> nodes = new TreeMap<>();
        look.project().registry().nodes().forEach((node, planned) -> {
            HostState state = states.get(node);
            if (!planned.managed()) {
                nodes.put(node, planned);
            } else if (state != null && state.manifest().isPresent()) {
                nodes.put(node, entry(planned, look.project().tunnels(node), state, now));
            }
        });
        Map<PublicKey, Revoked> revoked = new LinkedHashMap<>();
        manifests.forEach((_, manifest) -> {
            manifest.revoked()
                    .forEach((key, owner) -> NodeName.parse(owner)
                            .ifPresent(o -> revoked.putIfAbsent(key, new Revoked(key, o, now, "imported"))));
        });
        return new Registry(
                mesh,
                serial,
                nodes,
                List.copyOf(revoked.values()),
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of());
    }

    private static Entry entry(Entry planned, List<TunnelId> tunnels, HostState state, Instant now) {
        SortedMap<String, KeyState> keys = new TreeMap<>();
        List<InetAddress> addresses = new ArrayList<>();
        for (TunnelId id : tunnels) {
            Optional<TunnelSeen> tunnel = state.tunnel(id.interfaceName());
            tunnel.flatMap(TunnelSeen::key).ifPresent(k -> keys.put(id.interfaceName(), KeyState.inUse(k, now)));
            tunnel.flatMap(TunnelSeen::live)
                    .ifPresent(l -> l.addresses().stream().map(Cidr::address).forEach(addresses::add));
        }
        return new Entry(keys, addresses.isEmpty() ? planned.addresses() : addresses, planned.ssh(), true);
    }

    /// Writes it; the file that was there is kept as the backup.
    public void write(Registry registry) throws IOException {
        RegistryFile.write(look.project().registryFile(), registry);
    }
}
