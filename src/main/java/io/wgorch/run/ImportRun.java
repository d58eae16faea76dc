package io.wgorch.run;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.inventory.RegistryFile;
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
        look.project().inventory().nodes().keySet().stream()
                .filter(n -> !states.containsKey(n))
                .forEach(n -> problems.add(n + " did not answer, so its key is not known"));
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
        Map<PublicKey, Revoked> revoked = new LinkedHashMap<>();
        manifests.forEach((node, manifest) -> {
            Optional<TunnelSeen> tunnel = Optional.ofNullable(states.get(node))
                    .flatMap(s -> s.tunnel(look.project().mesh().interfaceName()));
            List<InetAddress> addresses = tunnel.flatMap(TunnelSeen::live)
                    .map(l -> l.addresses().stream().map(Cidr::address).toList())
                    .orElse(List.of());
            Entry planned = look.project().registry().nodes().get(node);
            if (planned != null) {
                nodes.put(
                        node,
                        new Entry(
                                tunnel.flatMap(TunnelSeen::key),
                                Optional.empty(),
                                Optional.of(now),
                                addresses.isEmpty() ? planned.addresses() : addresses,
                                planned.ssh()));
            }
            manifest.revoked()
                    .forEach((key, owner) -> NodeName.parse(owner)
                            .ifPresent(o -> revoked.putIfAbsent(key, new Revoked(key, o, now, "imported"))));
        });
        return new Registry(mesh, serial, nodes, List.copyOf(revoked.values()), List.of(), new TreeMap<>());
    }

    /// Writes it; the file that was there is kept as the backup.
    public void write(Registry registry) throws IOException {
        RegistryFile.write(look.project().registryFile(), registry);
    }
}
