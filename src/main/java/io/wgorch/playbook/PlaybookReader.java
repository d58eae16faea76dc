package io.wgorch.playbook;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.Suggest;
import io.wgorch.inventory.HostPattern;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.SecretScan;
import io.wgorch.playbook.Playbook.Expression;
import io.wgorch.playbook.Playbook.Play;
import io.wgorch.playbook.Playbook.Task;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlRefused;
import io.wgorch.yaml.YamlNode.YamlScalar;
import io.wgorch.yaml.YamlReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads a playbook against the inventory that it is for. Expressions and templates are taken as they are; `render`
/// reads them.
public final class PlaybookReader {
    private static final String MAX_FAIL = "max_fail_percentage";
    static final List<String> KEYS = List.of("name", "hosts", "serial", MAX_FAIL, "tags", "when", "tasks");
    /// Each term is compared with every node.
    private static final int MAX_PATTERN = 4000;

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}");

    private final Inventory inventory;
    private final Diagnostics diagnostics;
    private final TaskReader tasks;
    private final Claims claims;

    private PlaybookReader(Inventory inventory, Diagnostics diagnostics) {
        this.inventory = inventory;
        this.diagnostics = diagnostics;
        this.tasks = new TaskReader(
                inventory.meshes().values().stream()
                        .map(MeshDefinition::interfaceName)
                        .distinct()
                        .toList(),
                diagnostics);
        this.claims = new Claims(inventory, diagnostics);
    }

    /// The playbook in a file; empty when there was any error, and then `diagnostics` has it.
    public static Optional<Playbook> read(Path file, Inventory inventory, Diagnostics diagnostics) {
        return read(inventory, diagnostics, d -> YamlReader.read(file, d));
    }

    /// The playbook in a text.
    ///
    /// @param name its name in messages
    public static Optional<Playbook> read(String name, String text, Inventory inventory, Diagnostics diagnostics) {
        return read(inventory, diagnostics, d -> YamlReader.read(name, text, d));
    }

    private static Optional<Playbook> read(
            Inventory inventory, Diagnostics diagnostics, Function<Diagnostics, Optional<YamlNode>> tree) {
        Diagnostics own = new Diagnostics();
        Optional<Playbook> playbook =
                tree.apply(own).flatMap(root -> new PlaybookReader(inventory, own).playbook(root));
        diagnostics.addAll(own);
        return own.isEmpty() ? playbook : Optional.empty();
    }

    private Optional<Playbook> playbook(YamlNode tree) {
        if (!(new SecretScan(diagnostics).remove(tree) instanceof YamlList plays)) {
            if (tree instanceof YamlRefused) {
                return Optional.empty();
            }
            diagnostics.error(
                    tree.at(),
                    "a playbook is a list of plays, '- hosts: all' and so on, but this is " + tree.kind() + ".");
            return Optional.empty();
        }
        if (plays.items().isEmpty()) {
            diagnostics.error(plays.at(), "the playbook has no plays. The least is '- hosts: all' with its 'tasks'.");
        }
        return Optional.of(new Playbook(each(plays, "a play", (map, at) -> play(map))));
    }

    private Optional<Play> play(MapReader map) {
        map.refuseUnknownKeys(KEYS);
        Optional<YamlScalar> written = map.requiredScalar("hosts");
        written.filter(s -> s.text().length() > MAX_PATTERN)
                .ifPresent(s -> diagnostics.error(
                        s.at(), "'hosts' is longer than " + MAX_PATTERN + " characters. Make a group of the nodes."));
        Optional<HostPattern> hosts =
                written.filter(s -> s.text().length() <= MAX_PATTERN).map(s -> new HostPattern(s.text()));
        Set<NodeName> selected =
                hosts.<Set<NodeName>>map(p -> p.select(inventory)).orElse(Set.of());
        hosts.ifPresent(p -> written.ifPresent(s -> checkPattern(p, s, selected)));
        List<Task> read = new ArrayList<>();
        Optional<YamlList> list = map.list("tasks");
        if (!map.has("tasks") || list.filter(l -> l.items().isEmpty()).isPresent()) {
            diagnostics.error(map.valueAt("tasks"), "a play needs 'tasks', with at least one task.");
        }
        list.ifPresent(l -> read.addAll(each(l, "a task", (m, at) -> task(m, at, selected))));
        if (hosts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Play(
                map.string("name").orElse(hosts.get().text()),
                hosts.get(),
                serial(map),
                map.integer(MAX_FAIL, 0, 100).orElse(100),
                tags(map),
                expression(map),
                read));
    }

    private Optional<Task> task(MapReader map, YamlNode written, Set<NodeName> selected) {
        return tasks.action(map).map(action -> {
            claims.add(action, selected, written.at());
            return new Task(
                    map.string("name").orElse(action.what()),
                    action.action(),
                    tags(map),
                    expression(map),
                    written.at());
        });
    }

    private <T> List<T> each(YamlList list, String what, BiFunction<MapReader, YamlNode, Optional<T>> read) {
        List<T> found = new ArrayList<>();
        for (YamlNode item : list.items()) {
            if (item instanceof YamlMap map) {
                read.apply(new MapReader(map, what, diagnostics), item).ifPresent(found::add);
            } else if (!(item instanceof YamlRefused)) {
                diagnostics.error(item.at(), what + " must be a map (key: value), but is " + item.kind() + ".");
            }
        }
        return found;
    }

    private void checkPattern(HostPattern pattern, YamlScalar written, Set<NodeName> selected) {
        List<String> known = new ArrayList<>();
        inventory.groups().keySet().forEach(g -> known.add("@" + g));
        inventory.nodes().keySet().forEach(n -> known.add(n.value()));
        List<String> unmatched = pattern.unmatchedTerms(inventory);
        for (String term : unmatched) {
            diagnostics.error(
                    written.at(),
                    "'hosts': " + Shown.text(term) + " matches no node of the inventory."
                            + (inventory.groups().containsKey(term)
                                    ? " For the group write '@" + term + "'."
                                    : Suggest.didYouMean(term, known)));
        }
        if (unmatched.isEmpty() && selected.isEmpty()) {
            diagnostics.error(written.at(), "'hosts': " + Shown.text(written.text()) + " leaves no node.");
        }
    }

    private Optional<Serial> serial(MapReader map) {
        Optional<YamlScalar> written = map.scalar("serial");
        Optional<Serial> serial = written.map(YamlScalar::text).flatMap(Serial::parse);
        if (serial.isEmpty()) {
            written.ifPresent(s -> diagnostics.error(
                    s.at(),
                    "'serial' must be a number of hosts from 1, or a share such as 30%, but is " + Shown.text(s.text())
                            + "."));
        }
        return serial;
    }

    private Set<String> tags(MapReader map) {
        Set<String> tags = new LinkedHashSet<>();
        for (YamlScalar s : map.scalars("tags")) {
            if (!TAG.matcher(s.text()).matches()) {
                diagnostics.error(
                        s.at(),
                        Shown.text(s.text()) + " is not a tag. A tag is one word of letters, digits, '_' and '-'.");
            }
            tags.add(s.text());
        }
        return tags;
    }

    private static Optional<Expression> expression(MapReader map) {
        return map.scalar("when").map(s -> new Expression(s.text(), s.at()));
    }
}
