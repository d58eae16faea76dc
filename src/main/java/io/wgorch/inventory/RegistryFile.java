package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import io.wgorch.disk.DurableFile;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// The registry on disk: `inventory/registry.yml`.
///
/// Failure modes: a registry that cannot be trusted in full (cut off, damaged, of a newer version, in the middle of a
/// merge) is never read in part, because what is missing from it would be taken out of the mesh. It is reported
/// together with the two ways back: the last good copy, and the hosts themselves.
public final class RegistryFile {
    /// YAML's own mark of the end of a document. A file that was cut off lacks it.
    static final String END = "...";

    private static final Pattern MERGE_MARK = Pattern.compile("(?m)^(<<<<<<<|>>>>>>>) ");

    private RegistryFile() {}

    /// The registry of an inventory file: beside it.
    public static Path beside(Path inventoryFile) {
        return inventoryFile.resolveSibling("registry.yml");
    }

    /// The copy of the registry before its last change.
    public static Path backup(Path registry) {
        return registry.resolveSibling(registry.getFileName() + ".bak");
    }

    /// The registry; empty without any diagnostic when there is no such file, empty with diagnostics when it cannot be
    /// trusted.
    public static Optional<Registry> read(Path path, Diagnostics diagnostics) {
        if (Files.notExists(path)) {
            return Optional.empty();
        }
        Diagnostics own = new Diagnostics();
        Optional<Registry> registry = parse(path, own);
        if (own.isEmpty()) {
            return registry;
        }
        diagnostics.addAll(own);
        String copy = Files.exists(backup(path))
                ? "The copy before the last change is " + backup(path) + ": compare the two and put it back. Or rebuild"
                        + " the registry"
                : "Take it from git, or rebuild it";
        diagnostics.error(
                "the registry " + path + " cannot be used. " + copy + " from the hosts: wgorch import --registry");
        return Optional.empty();
    }

    private static Optional<Registry> parse(Path path, Diagnostics diagnostics) {
        Optional<YamlNode> root = Optional.empty();
        try {
            String text =
                    Files.size(path) > 1 << 24 ? "" : new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
            if (MERGE_MARK.matcher(text).find()) {
                diagnostics.error(
                        new SourcePosition(path.toString(), 1, 1),
                        "the marks of an unfinished git merge are in the file. Finish the merge first.");
                return Optional.empty();
            }
            root = YamlReader.read(path, diagnostics);
            if (root.isPresent() && !text.stripTrailing().endsWith("\n" + END)) {
                int lines = (int) text.lines().count();
                diagnostics.error(
                        new SourcePosition(path.toString(), Math.max(1, lines), 1),
                        "the file is cut off: its last line must be '" + END + "'.");
            }
        } catch (IOException e) {
            diagnostics.error(path + " cannot be read.");
        }
        return root.flatMap(r -> new RegistryReader(Portable.besides(path), diagnostics).read(r));
    }

    /// Writes the registry so that whatever happens (a crash, a full disk, a power cut) the file is the old one or the
    /// new one. The old one, if it was good, is kept as the backup. Nothing is written when nothing has changed.
    ///
    /// @throws IOException when the new file could not be made durable; the old one is then still there
    public static void write(Path path, Registry registry) throws IOException {
        Path target = DurableFile.target(path);
        byte[] text = RegistryText.write(registry, Portable.besides(target)).getBytes(StandardCharsets.UTF_8);
        if (Files.exists(target)) {
            byte[] old = Files.readAllBytes(target);
            if (java.util.Arrays.equals(old, text)) {
                return;
            }
            Diagnostics problems = new Diagnostics();
            if (parse(target, problems).isPresent() && problems.isEmpty()) {
                DurableFile.replace(backup(target), old);
            }
        }
        DurableFile.replace(target, text);
    }
}
