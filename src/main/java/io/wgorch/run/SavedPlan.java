package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.disk.DurableFile;
import io.wgorch.inventory.HostPattern;
import io.wgorch.inventory.InventoryReader;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.json.Json;
import io.wgorch.plan.Plan;
import io.wgorch.plan.PlanJson;
import io.wgorch.resource.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A plan in a file: what was shown, what it was made from, and how it was asked for. It holds public keys and no
/// secret. It is not carried out from the file: the plan is made anew, and has to come out the same.
///
/// @param scope how it was asked for
/// @param inputs the SHA-256 of every file it was made from, by path; empty text for one that was not there
/// @param hosts what is done on each, by name, and between them
public record SavedPlan(Scope scope, Map<String, String> inputs, Map<String, String> hosts) {
    private static final String FORMAT = "1.0";

    /// What a plan is asked for: the options `-i`, `-p`, `-l`, `--tags`, `--skip-tags` as they were given.
    public record Scope(
            Path inventory, Optional<Path> playbook, Optional<String> limit, List<String> tags, List<String> skipTags) {
        static Scope of(Options options) {
            return new Scope(
                    options.inventory(),
                    options.playbook(),
                    options.limit().map(HostPattern::text),
                    List.copyOf(new TreeSet<>(options.selection().tags())),
                    List.copyOf(new TreeSet<>(options.selection().skipTags())));
        }
    }

    /// Writes a plan; a file that is there is replaced.
    ///
    /// @param who user and machine
    public static void write(Path file, Options options, Plan plan, String who, Instant now) throws IOException {
        Scope scope = Scope.of(options);
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("inventory", scope.inventory().toString());
        scope.playbook().ifPresent(p -> asked.put("playbook", p.toString()));
        scope.limit().ifPresent(l -> asked.put("limit", l));
        asked.put("tags", scope.tags());
        asked.put("skip_tags", scope.skipTags());
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("wgorch_plan", FORMAT);
        out.put("made", now.toString());
        out.put("by", who);
        out.put("options", asked);
        out.put("inputs", inputs(options));
        out.put("plan", PlanJson.document(plan));
        DurableFile.replace(file, Json.write(out).getBytes(StandardCharsets.UTF_8));
    }

    /// The plan in a file; empty when there is none in it, and then `diagnostics` says why.
    public static Optional<SavedPlan> read(Path file, Diagnostics diagnostics) {
        Optional<Map<?, ?>> root = Json.readObject(file, diagnostics);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        Object format = root.get().get("wgorch_plan");
        if (!(format instanceof String)) {
            diagnostics.error(file + " is no saved plan. Make one with: wgorch plan --out " + file);
            return Optional.empty();
        }
        if (!format.equals(FORMAT)) {
            diagnostics.error(file + " was made by another version of wgorch (format " + format + ", not " + FORMAT
                    + "). Make it anew: wgorch plan --out " + file);
            return Optional.empty();
        }
        if (root.get().get("options") instanceof Map<?, ?> options
                && options.get("inventory") instanceof String inventory
                && root.get().get("inputs") instanceof Map<?, ?> inputs
                && root.get().get("plan") instanceof Map<?, ?> plan) {
            return Optional.of(new SavedPlan(
                    new Scope(
                            Path.of(inventory),
                            text(options, "playbook").map(Path::of),
                            text(options, "limit"),
                            texts(options, "tags"),
                            texts(options, "skip_tags")),
                    hashes(inputs),
                    hosts(plan)));
        }
        diagnostics.error(file + " is damaged. Make it anew: wgorch plan --out " + file);
        return Optional.empty();
    }

    private static Optional<String> text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static List<String> texts(Map<?, ?> map, String key) {
        return map.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Map<String, String> hashes(Map<?, ?> inputs) {
        Map<String, String> hashes = new LinkedHashMap<>();
        inputs.forEach((path, hash) -> hashes.put(String.valueOf(path), String.valueOf(hash)));
        return hashes;
    }

    /// The hash of every file that a plan with these options is made from.
    private static Map<String, String> inputs(Options options) throws IOException {
        Path inventory = InventoryReader.file(options.inventory());
        Path root = StateFolder.root(inventory);
        List<Path> files = new ArrayList<>(List.of(inventory, RegistryFile.beside(inventory)));
        files.add(options.playbook().orElse(root.resolve(Project.BUILT_IN_PLAYBOOK)));
        Path templates = root.resolve("templates");
        if (Files.isDirectory(templates)) {
            try (Stream<Path> tree = Files.walk(templates)) {
                tree.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        for (Path file : files) {
            hashes.put(file.toString(), Files.exists(file) ? Hashes.sha256(Files.readAllBytes(file)) : "");
        }
        return hashes;
    }

    /// The files that are not any more what the plan was made from.
    ///
    /// @param options with [#scope]
    public List<String> movedFiles(Options options) throws IOException {
        return differing(inputs, inputs(options));
    }

    private static List<String> differing(Map<String, String> before, Map<String, String> after) {
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream()
                .filter(k -> !before.getOrDefault(k, "").equals(after.getOrDefault(k, "")))
                .toList();
    }

    /// The hosts whose part in a plan that was made anew is another.
    public List<String> movedHosts(Plan anew) {
        return differing(hosts, hosts((Map<?, ?>) Json.plain(PlanJson.document(anew))));
    }

    /// What is done on each host, by name; what was said beside it may differ.
    private static Map<String, String> hosts(Map<?, ?> plan) {
        Map<String, String> hosts = new LinkedHashMap<>();
        hosts.put("direct paths", String.valueOf(plan.get("punches")));
        if (plan.get("hosts") instanceof List<?> list) {
            for (Object host : list) {
                if (host instanceof Map<?, ?> map) {
                    hosts.put(String.valueOf(map.get("name")), map.get("status") + " " + map.get("changes"));
                }
            }
        }
        return hosts;
    }
}
