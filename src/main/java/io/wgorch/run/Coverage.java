package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.mesh.proof.Names;
import io.wgorch.playbook.Playbook.Action;
import io.wgorch.playbook.Playbook.Task;
import io.wgorch.render.Renderer.Rendered;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Sysctl;
import io.wgorch.resource.Tunnel;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;

/// Whether the playbook gives hosts what the proof takes for granted: a tunnel in each of their meshes, and forwarding
/// where they pass packets on. What a run leaves as it is (`--tags`) is not missed. Thread-safe.
final class Coverage {
    private static final String ONE = "1";

    private final Project project;
    private final Map<String, Set<NodeName>> tunnels = new ConcurrentSkipListMap<>();
    private final Map<String, Set<NodeName>> forwarding = new ConcurrentSkipListMap<>();

    Coverage(Project project) {
        this.project = project;
    }

    /// @param perhaps what the host may have besides what was rendered for it
    void look(NodeName node, Rendered rendered, Collection<ResourceId> perhaps) {
        Set<ResourceId> there = new HashSet<>(rendered.untouched());
        there.addAll(perhaps);
        boolean mayForward = there.stream().anyMatch(ResourceId::isSysctl);
        Map<String, String> settings = new TreeMap<>();
        rendered.resources().forEach(r -> {
            there.add(r.id());
            if (r instanceof Sysctl sysctl) {
                settings.putAll(Sysctl.settings(sysctl.text()));
            }
        });
        project.tunnels(node).stream()
                .map(TunnelId::interfaceName)
                .filter(i -> !there.contains(Tunnel.id(i)))
                .forEach(i -> tunnels.computeIfAbsent(i, _ -> new ConcurrentSkipListSet<>())
                        .add(node));
        if (!mayForward) {
            forward(node, 32, List.of("net.ipv4.ip_forward", "net.ipv4.conf.all.forwarding"), settings);
            forward(node, 128, List.of("net.ipv6.conf.all.forwarding"), settings);
        }
    }

    private void forward(NodeName node, int bits, List<String> keys, Map<String, String> settings) {
        boolean wanted =
                project.meshes().of(node).stream().anyMatch(m -> m.tunnel(node).forwards(bits));
        if (wanted && keys.stream().noneMatch(k -> ONE.equals(settings.get(k)))) {
            forwarding
                    .computeIfAbsent(keys.getFirst(), _ -> new ConcurrentSkipListSet<>())
                    .add(node);
        }
    }

    /// What is missing, each with those who miss it.
    void report(Diagnostics diagnostics) {
        tunnels.forEach((interfaceName, nodes) -> diagnostics.error(
                at(Action.Wireguard.class::isInstance),
                "no task makes the tunnel " + interfaceName + " of " + Names.list(nodes)
                        + ": the peers would send to nobody. Give every member of the mesh a task 'wireguard: { template:"
                        + " wg0.conf.ftl }', or take those out of the mesh."));
        forwarding.forEach((key, nodes) -> diagnostics.error(
                at(Action.Sysctl.class::isInstance),
                "no task sets " + key + " = 1 on " + Names.list(nodes) + ", which the mesh needs to pass packets on."
                        + " Write a task 'sysctl: { template: sysctl.conf.ftl }' for it, or 'forward: false' in the"
                        + " inventory."));
    }

    /// Where the playbook has such a task, else where it begins.
    private SourcePosition at(Predicate<Action> action) {
        List<Task> tasks = project.playbook().plays().stream()
                .flatMap(p -> p.tasks().stream())
                .toList();
        return tasks.stream()
                .filter(t -> action.test(t.action()))
                .findFirst()
                .orElseGet(tasks::getFirst)
                .at();
    }
}
