package io.wgorch.render;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
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

/// Mesh, playbook, templates and facts to desired resources, for one host at a time. What it renders is read back: a
/// tunnel file must say what the mesh says.
public final class Renderer {
    private final Playbook playbook;
    private final Templates templates;
    private final Selection selection;

    public Renderer(Playbook playbook, Templates templates, Selection selection) {
        this.playbook = playbook;
        this.templates = templates;
        this.selection = selection;
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
    public ProbeList probes(Inventory inventory, NodeName node) {
        Map<ResourceId, List<String>> hints = new TreeMap<>();
        for (Play play : plays(inventory, node)) {
            play.tasks().forEach(t -> hints.put(id(t.action(), inventory), sysctlKeys(t.action(), inventory, node)));
        }
        return ProbeList.of(hints);
    }

    /// Renders every task that applies to the host. Errors go to `diagnostics`; then the result is empty.
    public Optional<Rendered> render(HostContext host, Diagnostics diagnostics) {
        Map<String, Object> model = host.model();
        Map<ResourceId, Resource> resources = new LinkedHashMap<>();
        Set<ResourceId> untouched = new LinkedHashSet<>();
        boolean complete = true;
        for (Play play : plays(host.inventory(), host.node())) {
            if (!holds(play.when(), model, host, diagnostics)) {
                continue;
            }
            for (Task task : play.tasks()) {
                Set<String> tags = new LinkedHashSet<>(play.tags());
                tags.addAll(task.tags());
                if (!selection.concerns(tags)) {
                    untouched.add(id(task.action(), host.inventory()));
                } else if (holds(task.when(), model, host, diagnostics)) {
                    Optional<Resource> resource = resource(task, host, model, diagnostics);
                    resource.ifPresent(r -> resources.put(r.id(), r));
                    complete &= resource.isPresent();
                }
            }
        }
        return complete ? Optional.of(new Rendered(new ArrayList<>(resources.values()), untouched)) : Optional.empty();
    }

    private List<Play> plays(Inventory inventory, NodeName node) {
        return playbook.plays().stream()
                .filter(p -> p.hosts().select(inventory).contains(node))
                .toList();
    }

    private boolean holds(
            Optional<Expression> when, Map<String, Object> model, HostContext host, Diagnostics diagnostics) {
        return when.map(e -> templates
                        .test(e.text(), e.at(), model, host.node().value(), diagnostics)
                        .orElse(false))
                .orElse(true);
    }

    private Optional<Resource> resource(
            Task task, HostContext host, Map<String, Object> model, Diagnostics diagnostics) {
        return switch (task.action()) {
            case Action.Wireguard(String template) ->
                text(template, task, host, model, diagnostics)
                        .flatMap(text -> TunnelCheck.check(host, template, text, task.at(), diagnostics))
                        .map(Resource.class::cast);
            case Action.Sysctl(String template, String dest) ->
                text(template, task, host, model, diagnostics).map(text -> new Sysctl(dest, text));
            case Action.Firewall(String template) ->
                text(template, task, host, model, diagnostics)
                        .filter(text -> onlyOurTable(text, task, diagnostics))
                        .map(Firewall::new);
            case Action.Service service ->
                Optional.of(new Service(service.unit(), service.enabled(), service.started()));
            case Action.Template file ->
                text(file.src(), task, host, model, diagnostics)
                        .map(text -> new TemplateFile(
                                file.dest(),
                                text,
                                file.mode().replaceFirst("^0+(?=...)", "") + " " + file.owner() + ":" + file.group()));
        };
    }

    private Optional<String> text(
            String template, Task task, HostContext host, Map<String, Object> model, Diagnostics diagnostics) {
        return templates
                .render(template, task.at(), model, host.node().value(), diagnostics)
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

    private static ResourceId id(Action action, Inventory inventory) {
        return switch (action) {
            case Action.Wireguard _ ->
                new ResourceId(
                        "tunnel", inventory.meshes().firstEntry().getValue().interfaceName());
            case Action.Sysctl sysctl -> new Sysctl(sysctl.dest(), "").id();
            case Action.Firewall _ -> new Firewall("").id();
            case Action.Service service -> new ResourceId("service", service.unit());
            case Action.Template file -> new TemplateFile(file.dest(), "", "").id();
        };
    }

    /// The running values that a drop-in may change, so that the plan can show what they are now.
    private List<String> sysctlKeys(Action action, Inventory inventory, NodeName node) {
        if (!(action instanceof Action.Sysctl(String template, String _))) {
            return List.of();
        }
        SortedMap<String, String> keys =
                Sysctl.settings(templates.source(template).orElse(""));
        Node owner = inventory.nodes().get(node);
        if (owner != null && owner.settings().vars().get("sysctl") instanceof Map<?, ?> map) {
            map.keySet().forEach(k -> keys.put(String.valueOf(k), ""));
        }
        return List.copyOf(keys.keySet());
    }

    /// The tunnel of a host, wherever its playbook makes one.
    public static Optional<Tunnel> tunnel(Rendered rendered) {
        return rendered.resources().stream()
                .filter(Tunnel.class::isInstance)
                .map(Tunnel.class::cast)
                .findFirst();
    }
}
