package io.wgorch.render;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.MeshDefinition;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.playbook.Playbook;
import io.wgorch.playbook.Playbook.Action;
import io.wgorch.playbook.Playbook.Expression;
import io.wgorch.playbook.Playbook.Play;
import io.wgorch.playbook.Playbook.Task;
import io.wgorch.resource.Firewall;
import io.wgorch.resource.ProbeList;
import io.wgorch.resource.Resource;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Service;
import io.wgorch.resource.Sysctl;
import io.wgorch.resource.TemplateFile;
import io.wgorch.resource.Tunnel;
import io.wgorch.wireguard.PeerSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Mesh, playbook, templates and facts to desired resources, for one host at a time. What it renders is read back: a
/// tunnel file must say what the mesh says.
public final class Renderer {
    private static final int MOST_SECTIONS = 50_000;

    private final Inventory inventory;
    private final Map<Play, Set<NodeName>> plays = new LinkedHashMap<>();
    private final Templates templates;
    private final Selection selection;
    private final Map<List<String>, PeerSettings> sections = new ConcurrentHashMap<>();

    public Renderer(Inventory inventory, Playbook playbook, Templates templates, Selection selection) {
        this.inventory = inventory;
        this.templates = templates;
        this.selection = selection;
        playbook.plays().forEach(p -> plays.put(p, p.hosts().select(inventory)));
    }

    /// Which tasks a run concerns (`--tags`, `--skip-tags`), as in Ansible.
    ///
    /// @param tags only tasks with one of these; all when empty
    /// @param skipTags no task with one of these
    public record Selection(Set<String> tags, Set<String> skipTags) {
        public static final Selection ALL = new Selection(Set.of(), Set.of());

        public Selection {
            tags = Set.copyOf(tags);
            skipTags = Set.copyOf(skipTags);
        }

        boolean concerns(Set<String> taskTags) {
            return (tags.isEmpty() || !Collections.disjoint(tags, taskTags))
                    && Collections.disjoint(skipTags, taskTags);
        }
    }

    /// What a host shall have.
    ///
    /// @param resources in the order of the playbook
    /// @param untouched resources of tasks that this run does not concern
    public record Rendered(List<Resource> resources, Set<ResourceId> untouched) {}

    /// What has to be looked at on a host before anything can be rendered for it.
    public ProbeList probes(NodeName node) {
        Map<ResourceId, List<String>> hints = new TreeMap<>();
        for (Play play : plays(node)) {
            for (Task task : play.tasks()) {
                ids(task.action(), node).forEach(id -> hints.put(id, sysctlKeys(task.action(), node)));
            }
        }
        return ProbeList.of(hints);
    }

    /// Renders every task that applies to the host. Errors go to `diagnostics`; then the result is empty.
    public Optional<Rendered> render(HostContext host, Diagnostics diagnostics) {
        Map<String, Object> model = host.model();
        Map<ResourceId, Resource> resources = new LinkedHashMap<>();
        Set<ResourceId> untouched = new LinkedHashSet<>();
        boolean complete = true;
        for (Play play : plays(host.node())) {
            if (!holds(play.when(), model, host, diagnostics)) {
                continue;
            }
            for (Task task : play.tasks()) {
                Set<String> tags = new LinkedHashSet<>(play.tags());
                tags.addAll(task.tags());
                if (!selection.concerns(tags)) {
                    untouched.addAll(ids(task.action(), host.node()));
                } else if (holds(task.when(), model, host, diagnostics)) {
                    List<Resource> made = resources(task, host, model, diagnostics);
                    made.forEach(r -> resources.put(r.id(), r));
                    complete &= made.size() == ids(task.action(), host.node()).size();
                }
            }
        }
        return complete ? Optional.of(new Rendered(new ArrayList<>(resources.values()), untouched)) : Optional.empty();
    }

    /// What a host may get all the same when it is known: what tasks make whose `when` asks for facts.
    public Set<ResourceId> perhaps(NodeName node) {
        Set<ResourceId> perhaps = new LinkedHashSet<>();
        for (Play play : plays(node)) {
            play.tasks().stream()
                    .filter(task -> asksForFacts(play.when()) || asksForFacts(task.when()))
                    .forEach(task -> perhaps.addAll(ids(task.action(), node)));
        }
        return perhaps;
    }

    private static boolean asksForFacts(Optional<Expression> when) {
        return when.filter(e -> e.text().contains("facts")).isPresent();
    }

    private List<Play> plays(NodeName node) {
        return plays.entrySet().stream()
                .filter(e -> e.getValue().contains(node))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean holds(
            Optional<Expression> when, Map<String, Object> model, HostContext host, Diagnostics diagnostics) {
        return when.map(e -> templates
                        .test(e.text(), e.at(), model, host.node().value(), diagnostics)
                        .orElse(false))
                .orElse(true);
    }

    /// What a task makes; what could not be made is missing.
    private List<Resource> resources(Task task, HostContext host, Map<String, Object> model, Diagnostics diagnostics) {
        String name = host.node().value();
        return switch (task.action()) {
            case Action.Wireguard(String template) ->
                host.meshes().stream()
                        .flatMap(mesh -> tunnel(template, task, host, mesh, diagnostics).stream())
                        .toList();
            case Action.Sysctl(String template, String dest) ->
                text(template, task, name, model, diagnostics).<Resource>map(text -> new Sysctl(dest, text)).stream()
                        .toList();
            case Action.Firewall(String template) ->
                text(template, task, name, model, diagnostics)
                        .filter(text -> onlyOurTable(text, task, diagnostics))
                        .<Resource>map(Firewall::new)
                        .stream()
                        .toList();
            case Action.Service service ->
                units(service, host.node()).stream()
                        .<Resource>map(unit -> new Service(unit, service.enabled(), service.started()))
                        .toList();
            case Action.Template file ->
                text(file.src(), task, name, model, diagnostics)
                        .<Resource>map(text -> new TemplateFile(file.dest(), text, access(file)))
                        .stream()
                        .toList();
        };
    }

    private Optional<Resource> tunnel(
            String template, Task task, HostContext host, Mesh mesh, Diagnostics diagnostics) {
        return text(template, task, host.subject(mesh), host.model(mesh), diagnostics)
                .flatMap(text -> TunnelCheck.check(host, mesh, template, text, task.at(), sections(), diagnostics));
    }

    /// The `[Peer]` sections that were read so far. Where each host has its own, that is no help, and must not take all
    /// memory either.
    private Map<List<String>, PeerSettings> sections() {
        if (sections.size() > MOST_SECTIONS) {
            sections.clear();
        }
        return sections;
    }

    private static String access(Action.Template file) {
        return file.mode().replaceFirst("^0+(?=...)", "") + " " + file.owner() + ":" + file.group();
    }

    private Optional<String> text(
            String template, Task task, String subject, Map<String, Object> model, Diagnostics diagnostics) {
        return templates
                .render(template, task.at(), model, subject, diagnostics)
                .map(text -> text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
    }

    private static boolean onlyOurTable(String text, Task task, Diagnostics diagnostics) {
        Optional<String> foreign = Firewall.foreignLine(text);
        foreign.ifPresent(line -> diagnostics.error(
                task.at(),
                "the firewall template would touch something that is not ours: '" + line
                        + "'. It may only have the table inet wgorch."));
        return foreign.isEmpty();
    }

    /// What a task makes on a node.
    private List<ResourceId> ids(Action action, NodeName node) {
        return switch (action) {
            case Action.Wireguard _ -> interfaces(node).map(Tunnel::id).toList();
            case Action.Sysctl sysctl -> List.of(new Sysctl(sysctl.dest(), "").id());
            case Action.Firewall _ -> List.of(new Firewall("").id());
            case Action.Service service ->
                units(service, node).stream()
                        .map(unit -> new ResourceId("service", unit))
                        .toList();
            case Action.Template file -> List.of(new TemplateFile(file.dest(), "", "").id());
        };
    }

    private List<String> units(Action.Service service, NodeName node) {
        return service.unit()
                .map(List::of)
                .orElseGet(() -> interfaces(node).map(i -> "wg-quick@" + i).toList());
    }

    private Stream<String> interfaces(NodeName node) {
        return inventory.meshesOf(node).stream().map(MeshDefinition::interfaceName);
    }

    /// The running values that a drop-in may change, so that the plan can show what they are now.
    private List<String> sysctlKeys(Action action, NodeName node) {
        if (!(action instanceof Action.Sysctl(String template, String _))) {
            return List.of();
        }
        SortedMap<String, String> keys =
                Sysctl.settings(templates.source(template).orElse(""));
        Node owner = inventory.node(node);
        if (owner.settings().vars().get("sysctl") instanceof Map<?, ?> map) {
            map.keySet().forEach(k -> keys.put(String.valueOf(k), ""));
        }
        return List.copyOf(keys.keySet());
    }
}
