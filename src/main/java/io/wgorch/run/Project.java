package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Allocation;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.InventoryReader;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.inventory.Slot;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.Meshes;
import io.wgorch.playbook.Playbook;
import io.wgorch.playbook.PlaybookReader;
import io.wgorch.render.MeshModels;
import io.wgorch.render.Renderer;
import io.wgorch.render.Templates;
import io.wgorch.resource.ProbeList;
import io.wgorch.resource.Tunnel;
import io.wgorch.wireguard.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A user's project folder, read and proven on paper. Its templates are tried by [Rehearsal].
///
/// @param inventory what is wanted
/// @param asOf when it was read: from it keys have their age
/// @param recorded the registry as it is on disk; empty before the first apply
/// @param registry the registry as this run wants it: every node allocated
/// @param registryFile where it is kept
/// @param meshes the meshes on paper
/// @param notes what the proof of the meshes says that is no error
/// @param playbook what each host gets
/// @param renderer its templates
/// @param models what the templates of all hosts see alike
public record Project(
        Inventory inventory,
        Instant asOf,
        Optional<Registry> recorded,
        Registry registry,
        Path registryFile,
        Meshes meshes,
        List<String> notes,
        Playbook playbook,
        Renderer renderer,
        MeshModels models) {
    static final String BUILT_IN_PLAYBOOK = "playbooks/site.yml";

    /// What has to hold of the meshes before anybody is contacted.
    public enum OnPaper {
        /// All are proven.
        PROVEN,
        /// Whatever is wrong with them: what only takes away must always be possible.
        ANY
    }

    /// Reads everything. Every error goes to `diagnostics`; then the result is empty.
    public static Optional<Project> read(Options options, OnPaper onPaper, Clock clock, Diagnostics diagnostics) {
        Path file = InventoryReader.file(options.inventory());
        Path registryFile = RegistryFile.beside(file);
        Optional<Registry> recorded = RegistryFile.read(registryFile, diagnostics);
        SortedMap<String, Slot> slots = recorded.map(Registry::slots).orElse(new TreeMap<>());
        Optional<Inventory> read = InventoryReader.read(options.inventory(), slots, diagnostics);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Inventory inventory = read.get();
        options.limit().ifPresent(l -> {
            l.unmatchedTerms(inventory).forEach(t -> diagnostics.error("--limit: '" + t + "' matches no node."));
            Outsiders.refuse("--limit", l, inventory, diagnostics);
        });
        Outsiders.refuse("--accept-key", options.accept(), inventory, diagnostics);
        Path root = StateFolder.root(file);
        Optional<Playbook> playbook = playbook(options, root, inventory, diagnostics);
        if (!diagnostics.isEmpty() || playbook.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        recorded.ifPresent(r -> Outsiders.checkHosts(inventory, r, diagnostics));
        Registry allocated = Allocation.allocate(
                inventory,
                recorded.orElseGet(() -> Registry.fresh(UUID.randomUUID().toString())),
                now);
        Outsiders.checkKeys(inventory, allocated, diagnostics);
        Renderer renderer = new Renderer(
                inventory, playbook.get(), new Templates(Optional.of(root.resolve("templates"))), options.selection());
        Meshes meshes = Meshes.of(inventory, allocated);
        Registry registry = allocated.withPunched(Punches.kept(meshes, allocated, options.punch()));
        List<String> notes = switch (onPaper) {
            case PROVEN -> Paper.check(inventory, registry, meshes, diagnostics);
            case ANY -> List.of();
        };
        if (!diagnostics.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Project(
                inventory,
                now,
                recorded,
                registry,
                registryFile,
                meshes,
                notes,
                playbook.get(),
                renderer,
                new MeshModels(inventory, meshes)));
    }

    /// The same with other pairs joined directly: the meshes are made anew.
    ///
    /// @param recorded the registry as it is on disk
    /// @param why what is to be known of it beside what the proof says
    /// @param diagnostics what does not hold on paper then
    Project with(Optional<Registry> recorded, Registry changed, List<String> why, Diagnostics diagnostics) {
        Meshes others = Meshes.of(inventory, changed);
        List<String> said = new ArrayList<>(Paper.check(inventory, changed, others, diagnostics));
        said.addAll(why);
        return new Project(
                inventory,
                asOf,
                recorded,
                changed,
                registryFile,
                others,
                List.copyOf(said),
                playbook,
                renderer,
                new MeshModels(inventory, others));
    }

    /// The same with the registry as a run has left it on disk.
    Project reread() {
        Registry onDisk = RegistryFile.read(registryFile, new Diagnostics()).orElseThrow();
        return with(Optional.of(onDisk), onDisk, List.of(), new Diagnostics());
    }

    /// The tunnels of a node.
    List<TunnelId> tunnels(NodeName node) {
        return inventory.meshesOf(node).stream()
                .map(m -> new TunnelId(node, m.interfaceName()))
                .toList();
    }

    /// What is asked of a host beside what its manifest lists; of one that has left, the tunnels that are recorded.
    ProbeList probes(NodeName node) {
        return inventory.nodes().containsKey(node)
                ? renderer.probes(node)
                : ProbeList.of(recordedTunnels(node).stream()
                        .collect(Collectors.toMap(t -> Tunnel.id(t.interfaceName()), _ -> List.of())));
    }

    private List<TunnelId> recordedTunnels(NodeName node) {
        return Stream.of(registry.nodes(), registry.departed())
                .flatMap(entries -> Optional.ofNullable(entries.get(node)).stream())
                .flatMap(entry -> entry.keys().keySet().stream())
                .map(interfaceName -> new TunnelId(node, interfaceName))
                .toList();
    }

    /// The first mesh address of every node, as people see it beside the name.
    public Map<NodeName, String> addresses() {
        Map<NodeName, String> addresses = new TreeMap<>();
        meshes.all()
                .forEach(mesh -> mesh.tunnels()
                        .forEach((node, tunnel) -> tunnel.addresses().stream()
                                .findFirst()
                                .ifPresent(a -> addresses.putIfAbsent(node, Ip.text(a.address())))));
        return addresses;
    }

    private static Optional<Playbook> playbook(
            Options options, Path root, Inventory inventory, Diagnostics diagnostics) {
        Path own = root.resolve(BUILT_IN_PLAYBOOK);
        Optional<Path> file = options.playbook().or(() -> Optional.of(own).filter(Files::exists));
        if (file.isPresent()) {
            return PlaybookReader.read(file.get(), inventory, diagnostics);
        }
        try {
            String text = Starter.text(BUILT_IN_PLAYBOOK);
            return PlaybookReader.read(BUILT_IN_PLAYBOOK + " (built in)", text, inventory, diagnostics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
