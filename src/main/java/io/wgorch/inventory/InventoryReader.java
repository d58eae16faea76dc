package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlRefused;
import io.wgorch.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/// Reads `mesh.yml`. Reads that file and nothing else: no name is looked up, no key file is opened.
///
/// Phases: YAML to a tree; the tree is searched for private keys; sections `mesh`, `defaults`, `groups`, `nodes` by
/// themselves; then what nodes claim against each other. Each phase goes on as far as it can, so that the user sees
/// every error at once.
public final class InventoryReader {
    private static final String FILE = "mesh.yml";

    private final Path file;
    private final Diagnostics diagnostics;

    private InventoryReader(Path file, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    /// The file that `-i` means: the file itself, or `mesh.yml` in the folder.
    public static Path file(Path fileOrFolder) {
        return Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve(FILE) : fileOrFolder;
    }

    /// The inventory; empty when there was any error, and then `diagnostics` has it.
    public static Optional<Inventory> read(Path fileOrFolder, Diagnostics diagnostics) {
        Path file = file(fileOrFolder);
        if (!Files.exists(file)) {
            diagnostics.error("there is no inventory " + file + ". Name yours with -i, or make one: wgorch init DIR");
            return Optional.empty();
        }
        return read(file, diagnostics, own -> YamlReader.read(file, own));
    }

    /// The inventory in a text.
    ///
    /// @param file its name in messages, and the folder that paths in it start from
    public static Optional<Inventory> read(Path file, String text, Diagnostics diagnostics) {
        return read(file, diagnostics, own -> YamlReader.read(file.toString(), text, own));
    }

    private static Optional<Inventory> read(
            Path file, Diagnostics diagnostics, Function<Diagnostics, Optional<YamlNode>> parse) {
        Diagnostics own = new Diagnostics();
        Optional<Inventory> inventory =
                parse.apply(own).flatMap(root -> new InventoryReader(file, own).inventory(root));
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
        root.refuseUnknownKeys(List.of("mesh", "defaults", "groups", "nodes"));
        MeshSection mesh = new MeshReader(diagnostics).read(root);
        SettingsReader settings =
                new SettingsReader(new SshReader(Portable.besides(file), diagnostics), mesh.hasIpv6());
        Settings defaults = root.map("defaults", "'defaults'")
                .map(m -> {
                    m.refuseUnknownKeys(SettingsReader.KEYS);
                    return settings.read(m);
                })
                .orElse(Settings.NONE);
        NamesReader names = new NamesReader(diagnostics);
        Map<NodeName, Entry> entries = names.nodes(root);
        List<Group> groups = new GroupsReader(diagnostics, settings, names).read(root, entries.keySet());
        NodesReader nodes = new NodesReader(diagnostics, settings, mesh, defaults, groups);
        List<ReadNode> read = nodes.read(entries);
        new MeshChecks(diagnostics, mesh).check(read);
        return Optional.of(inventory(mesh, root.valueAt("mesh"), read, groups));
    }

    private static Inventory inventory(MeshSection mesh, SourcePosition at, List<ReadNode> read, List<Group> groups) {
        SequencedMap<NodeName, Node> nodes = new LinkedHashMap<>();
        read.forEach(r -> nodes.put(r.node().name(), r.node()));
        Map<String, Set<NodeName>> members = new LinkedHashMap<>();
        groups.forEach(g -> members.put(g.name(), new LinkedHashSet<>(g.members())));
        SequencedMap<String, MeshDefinition> meshes = new LinkedHashMap<>();
        meshes.put(
                "mesh",
                new MeshDefinition(
                        "mesh",
                        mesh.networks().stream().map(MeshSection.Network::cidr).toList(),
                        mesh.topology(),
                        mesh.interfaceName(),
                        51820,
                        new LinkedHashSet<>(nodes.keySet()),
                        List.of(),
                        List.of(),
                        List.of(),
                        at));
        return new Inventory(meshes, nodes, members, List.of());
    }

    /// What `groups:` says of one group.
    record Group(String name, Set<NodeName> members, Settings settings) {}
}
