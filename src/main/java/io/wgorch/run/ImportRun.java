package io.wgorch.run;

import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Evicted;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Mesh;
import io.wgorch.resource.EvictedKey;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes the registry anew from what the hosts have: mesh id, serial, keys, addresses, revocations.
public final class ImportRun {
    private final Project project;
    private final SortedMap<NodeName, HostState> states;
    private final Clock clock;

    /// @param states of the hosts that answered
    public ImportRun(Project project, SortedMap<NodeName, HostState> states, Clock clock) {
        this.project = project;
        this.states = Collections.unmodifiableSortedMap(states);
        this.clock = clock;
    }

    /// What the hosts say, or why that is not enough to trust.
    ///
    /// @param registry empty when it is not
    /// @param problems every host that is missing, and every contradiction
    public record Found(Optional<Registry> registry, List<String> problems) {}

    public Found gather() {
        List<String> problems = new ArrayList<>();
        project.inventory().nodes().values().stream()
                .filter(n -> n.managed() && !states.containsKey(n.name()))
                .filter(n -> !project.registry().isEvicted(n.name()))
                .forEach(n -> problems.add(n.name() + " did not answer, so its key is not known"));
        problems.addAll(elsewhere());
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
        return new Found(Optional.of(registry(meshes.getFirst(), manifests)), problems);
    }

    private Registry registry(String mesh, Map<NodeName, Manifest> manifests) {
        long serial =
                manifests.values().stream().mapToLong(Manifest::serial).max().orElse(0);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Map<PublicKey, Revoked> revoked = new LinkedHashMap<>();
        manifests.forEach((_, manifest) -> {
            manifest.revoked()
                    .forEach((key, owner) -> NodeName.parse(owner)
                            .ifPresent(o -> revoked.putIfAbsent(key, new Revoked(key, o, now, "imported"))));
        });
        evictedKeys()
                .forEach(e -> NodeName.parse(e.node())
                        .ifPresent(o -> revoked.put(e.key(), new Revoked(e.key(), o, now, Registry.COMPROMISED))));
        SortedMap<NodeName, Evicted> evicted = evicted(now);
        SortedMap<NodeName, Entry> nodes = new TreeMap<>();
        project.registry().nodes().forEach((node, planned) -> {
            HostState state = states.get(node);
            if (!planned.managed()) {
                nodes.put(node, planned);
            } else if (state != null && state.manifest().isPresent() && !evicted.containsKey(node)) {
                nodes.put(node, entry(planned, project.tunnels(node), state, revoked.keySet(), now));
            }
        });
        return new Registry(
                mesh,
                serial,
                nodes,
                List.copyOf(revoked.values()),
                List.of(),
                new TreeMap<>(),
                project.registry().slots(),
                blocks(),
                List.of(),
                evicted);
    }

    private List<EvictedKey> evictedKeys() {
        return states.values().stream().flatMap(s -> s.evicted().stream()).toList();
    }

    /// Whose keys a host has evicted stays out, unless another host has it as a peer again, under a key that
    /// is not evicted. Its own host is not believed.
    private SortedMap<NodeName, Evicted> evicted(Instant now) {
        SortedMap<NodeName, Evicted> evicted = new TreeMap<>(project.registry().evicted());
        for (EvictedKey key : evictedKeys()) {
            NodeName.parse(key.node())
                    .filter(node -> !evicted.containsKey(node) && !isPeer(node))
                    .ifPresent(node -> evicted.put(node, new Evicted(now, key.hostKeys())));
        }
        return evicted;
    }

    private boolean isPeer(NodeName node) {
        return project.meshes().of(node).stream()
                .flatMap(mesh -> key(node, mesh).stream())
                .filter(key -> evictedKeys().stream().noneMatch(e -> e.key().equals(key)))
                .anyMatch(key -> states.entrySet().stream()
                        .filter(e -> !e.getKey().equals(node))
                        .flatMap(e -> e.getValue().tunnels().stream())
                        .anyMatch(tunnel -> tunnel.holds(key)));
    }

    /// What a host has, from the home that the inventory names; a revoked key that it still runs is not its own any
    /// more.
    private Entry entry(Entry planned, List<TunnelId> tunnels, HostState state, Set<PublicKey> revoked, Instant now) {
        SortedMap<String, KeyState> keys = new TreeMap<>();
        List<InetAddress> addresses = new ArrayList<>();
        for (TunnelId id : tunnels) {
            Optional<TunnelSeen> tunnel = state.tunnel(id.interfaceName());
            tunnel.flatMap(TunnelSeen::key)
                    .filter(k -> !revoked.contains(k))
                    .ifPresent(k -> keys.put(
                            id.interfaceName(),
                            KeyState.inUse(k, project.inventory().home(id), now)));
            state.live(id.interfaceName())
                    .ifPresent(l -> l.addresses().stream().map(Cidr::address).forEach(addresses::add));
        }
        return new Entry(keys, addresses.isEmpty() ? planned.addresses() : addresses, List.of(), planned.ssh(), true);
    }

    /// Tunnels that hosts have under the interface of another mesh: keys would be taken for those of that one.
    private List<String> elsewhere() {
        List<String> problems = new ArrayList<>();
        List<String> interfaces = project.meshes().all().stream()
                .map(Mesh::interfaceName)
                .distinct()
                .toList();
        for (String interfaceName : interfaces) {
            states.forEach((node, state) -> state.live(interfaceName).stream()
                    .flatMap(l -> l.addresses().stream())
                    .forEach(a -> project.meshes().all().stream()
                            .filter(m -> !m.interfaceName().equals(interfaceName))
                            .filter(m -> m.networks().stream().anyMatch(n -> n.contains(a.address())))
                            .forEach(m -> problems.add(node + " has " + a + " of mesh "
                                    + m.definition().name() + " on " + interfaceName + ", and the inventory has "
                                    + m.interfaceName() + " for it: write 'interface: " + interfaceName
                                    + "' in that mesh"))));
        }
        return problems;
    }

    /// The prefixes that are set apart for the spokes of each hub, as the other hubs route them.
    private SortedMap<NodeName, List<Cidr>> blocks() {
        SortedMap<NodeName, List<Cidr>> blocks = new TreeMap<>();
        for (Mesh mesh : project.meshes().all()) {
            for (NodeName hub : mesh.definition().hubs()) {
                List<Cidr> own = key(hub, mesh).stream()
                        .flatMap(key -> mesh.definition().hubs().stream().flatMap(other -> routed(other, mesh, key)))
                        .distinct()
                        .toList();
                if (!own.isEmpty()) {
                    blocks.merge(
                            hub,
                            own,
                            (some, more) ->
                                    Stream.concat(some.stream(), more.stream()).toList());
                }
            }
        }
        return blocks;
    }

    private Optional<PublicKey> key(NodeName node, Mesh mesh) {
        return Optional.ofNullable(states.get(node))
                .flatMap(s -> s.tunnel(mesh.interfaceName()))
                .flatMap(TunnelSeen::key);
    }

    /// The parts of the networks of a mesh that a host sends to a peer, single addresses left out.
    private Stream<Cidr> routed(NodeName host, Mesh mesh, PublicKey peer) {
        return Optional.ofNullable(states.get(host))
                .flatMap(s -> s.live(mesh.interfaceName()))
                .flatMap(l -> Optional.ofNullable(l.peers().get(peer)))
                .stream()
                .flatMap(p -> p.allowedIps().stream())
                .filter(c ->
                        c.prefix() < c.bits() && mesh.networks().stream().anyMatch(n -> n.contains(c) && !n.equals(c)));
    }

    /// Writes it; the file that was there is kept as the backup.
    public void write(Registry registry) throws IOException {
        RegistryFile.write(project.registryFile(), registry);
    }
}
