package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlRefused;
import io.wgorch.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Reads `mesh.yml`. Reads that file and nothing else: no name is looked up, no key file is opened.
///
/// Phases: YAML to a tree; the tree is searched for private keys; sections by themselves; what meshes
/// say of nodes; then what nodes claim against each other. Each phase goes on as far as it can, so that the user sees
/// every error at once.
public final class InventoryReader {
    static final List<String> KEYS = List.of("mesh", "meshes", "defaults", "groups", "nodes", "vault", "assert");
    private static final String FILE = "mesh.yml";

    private final Path file;
    private final Map<String, Slot> recorded;
    private final Diagnostics diagnostics;

    private InventoryReader(Path file, Map<String, Slot> recorded, Diagnostics diagnostics) {
        this.file = file;
        this.recorded = recorded;
        this.diagnostics = diagnostics;
    }

    /// The file that `-i` means: the file itself, or `mesh.yml` in the folder.
    public static Path file(Path fileOrFolder) {
        return Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve(FILE) : fileOrFolder;
    }

    /// The inventory of meshes that were never applied.
    public static Optional<Inventory> read(Path fileOrFolder, Diagnostics diagnostics) {
        return read(fileOrFolder, Map.of(), diagnostics);
    }

    /// The inventory; empty when there was any error, and then `diagnostics` has it.
    ///
    /// @param recorded what the registry says of each mesh
    public static Optional<Inventory> read(Path fileOrFolder, Map<String, Slot> recorded, Diagnostics diagnostics) {
        Path file = file(fileOrFolder);
        if (!Files.exists(file)) {
            diagnostics.error("there is no inventory " + file + ". Name yours with -i, or make one: wgorch init DIR");
            return Optional.empty();
        }
        return read(file, recorded, diagnostics, own -> YamlReader.read(file, own));
    }

    /// The inventory in a text.
    ///
    /// @param file its name in messages, and the folder that paths in it start from
    /// @param recorded what the registry says of each mesh
    public static Optional<Inventory> read(
            Path file, String text, Map<String, Slot> recorded, Diagnostics diagnostics) {
        return read(file, recorded, diagnostics, own -> YamlReader.read(file.toString(), text, own));
    }

    private static Optional<Inventory> read(
            Path file,
            Map<String, Slot> recorded,
            Diagnostics diagnostics,
            Function<Diagnostics, Optional<YamlNode>> parse) {
        Diagnostics own = new Diagnostics();
        Optional<Inventory> inventory =
                parse.apply(own).flatMap(root -> new InventoryReader(file, recorded, own).inventory(root));
        diagnostics.addAll(own);
        return own.isEmpty() ? inventory : Optional.empty();
    }

    private Optional<Inventory> inventory(YamlNode tree) {
        if (tree instanceof YamlRefused) {
            return Optional.empty();
        }
        if (!(tree instanceof YamlMap)) {
            diagnostics.error(
                    tree.at(), "an inventory is a map with 'mesh' and 'nodes', but this is " + tree.kind() + ".");
            return Optional.empty();
        }
        YamlNode clean = new SecretScan(diagnostics).remove(tree);
        MapReader root = MapReader.of(clean, "the inventory", diagnostics).orElseThrow();
        root.refuseUnknownKeys(KEYS);
        NamesReader names = new NamesReader(diagnostics);
        NetworksReader networks = new NetworksReader(diagnostics);
        List<MeshSection> sections = new MeshReader(diagnostics, networks, names, recorded).read(root);
        SettingsReader settings = new SettingsReader(
                new SshReader(Portable.besides(file), diagnostics),
                names,
                sections.stream().anyMatch(MeshSection::hasIpv6));
        Settings defaults = root.map("defaults", "'defaults'")
                .map(m -> {
                    m.refuseUnknownKeys(SettingsReader.KEYS);
                    return settings.read(m);
                })
                .orElse(Settings.NONE);
        SequencedMap<NodeName, Entry> entries = names.nodes(root);
        List<Group> groups = new GroupsReader(diagnostics, settings, names).read(root, entries.keySet());
        PatternReader patterns = new PatternReader(diagnostics, entries.sequencedKeySet(), members(groups));
        MembersReader members = new MembersReader(diagnostics, patterns);
        List<MeshDefinition> meshes = sections.stream().map(members::read).toList();
        NodesReader nodes = new NodesReader(
                diagnostics,
                settings,
                networks,
                new EndpointsReader(
                        diagnostics,
                        sections.stream().flatMap(m -> m.networks().stream()).toList()),
                addresses(sections, meshes),
                defaults,
                groups);
        List<ReadNode> read = nodes.read(entries);
        List<Assertion> assertions = new AssertionsReader(diagnostics, patterns, networks).read(root);
        new MeshChecks(diagnostics, sections, meshes, read).check();
        new UnderlayChecks(diagnostics, sections, meshes, read).check();
        Optional<VaultSettings> vault =
                root.map("vault", "'vault'").flatMap(new VaultReader(Portable.besides(file), diagnostics)::read);
        new KeyChecks(diagnostics, sections, meshes).check(read, root.has("vault"));
        return Optional.of(inventory(meshes, read, groups, vault, assertions));
    }

    private static Map<String, Set<NodeName>> members(List<Group> groups) {
        Map<String, Set<NodeName>> members = new LinkedHashMap<>();
        groups.forEach(g -> members.put(g.name(), g.members()));
        return members;
    }

    /// For each node the networks of its meshes; those who are in the same meshes share a reader.
    private Function<NodeName, AddressesReader> addresses(List<MeshSection> sections, List<MeshDefinition> meshes) {
        boolean complete = !sections.isEmpty() && sections.stream().allMatch(MeshSection::complete);
        Map<List<Network>, AddressesReader> readers = new HashMap<>();
        return node -> {
            List<Network> networks = IntStream.range(0, meshes.size())
                    .filter(i -> meshes.get(i).members().contains(node))
                    .boxed()
                    .flatMap(i -> sections.get(i).networks().stream())
                    .toList();
            return readers.computeIfAbsent(networks, n -> new AddressesReader(diagnostics, n, complete));
        };
    }

    private static Inventory inventory(
            List<MeshDefinition> meshes,
            List<ReadNode> read,
            List<Group> groups,
            Optional<VaultSettings> vault,
            List<Assertion> assertions) {
        SequencedMap<String, MeshDefinition> byName = new LinkedHashMap<>();
        meshes.forEach(m -> byName.put(m.name(), m));
        SequencedMap<NodeName, Node> nodes = new LinkedHashMap<>();
        read.forEach(r -> nodes.put(r.node().name(), r.node()));
        return new Inventory(byName, nodes, members(groups), vault, assertions);
    }

    /// What `groups:` says of one group.
    record Group(String name, Set<NodeName> members, Settings settings) {}
}
