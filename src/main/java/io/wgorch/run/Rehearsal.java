package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.PresharedKeys;
import io.wgorch.render.HostContext;
import io.wgorch.render.Renderer.Rendered;
import io.wgorch.resource.HostFacts;
import io.wgorch.wireguard.PeerKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Renders every managed host's files with facts that stand for any host and placeholders for keys, so that errors in
/// templates, and what the playbook leaves out, show before a host is contacted. As many at a time as there are
/// processors, and none is kept: a thousand
/// hosts take no more memory than ten.
public final class Rehearsal {
    private Rehearsal() {}

    /// Every error goes to `diagnostics`, in the order of the nodes.
    public static void check(Project project, Diagnostics diagnostics) {
        forEach(project, (_, _) -> {}, diagnostics);
    }

    /// The same, and what each host shall have that has no errors goes to `use`, from several threads.
    static void forEach(Project project, BiConsumer<NodeName, Rendered> use, Diagnostics diagnostics) {
        Map<TunnelId, PeerKey> keys = pendingKeys(project);
        PresharedKeys psks = PresharedKeys.pending(project.meshes());
        Coverage coverage = new Coverage(project);
        List<NodeName> managed = project.inventory().nodes().values().stream()
                .filter(Node::managed)
                .map(Node::name)
                .toList();
        new FanOut(Runtime.getRuntime().availableProcessors())
                .forEach(managed, node -> {
                    Diagnostics own = new Diagnostics();
                    Optional<Rendered> rendered = project.renderer().render(context(project, node, keys, psks), own);
                    rendered.filter(_ -> own.isEmpty()).ifPresent(r -> {
                        coverage.look(node, r, project.renderer().perhaps(node));
                        use.accept(node, r);
                    });
                    return own;
                })
                .values()
                .forEach(diagnostics::addAll);
        coverage.report(diagnostics);
    }

    /// For every tunnel what stands for its key as long as that is not known.
    private static Map<TunnelId, PeerKey> pendingKeys(Project project) {
        Map<TunnelId, PeerKey> keys = new TreeMap<>();
        project.inventory().nodes().keySet().forEach(n -> project.tunnels(n).forEach(t -> keys.put(t, t.pendingKey())));
        return Map.copyOf(keys);
    }

    /// What a node's files are made from when its host has not been looked at.
    static HostContext context(Project project, NodeName node, Map<TunnelId, PeerKey> keys, PresharedKeys psks) {
        return new HostContext(project.models(), node, anyHost(node), keys, psks.ends(), Map.of());
    }

    private static HostFacts anyHost(NodeName node) {
        return new HostFacts(
                node.value(),
                "debian",
                "12",
                "6.1.0",
                "",
                "",
                "systemd",
                "kernel",
                true,
                Set.of(),
                0,
                Map.of(),
                Optional.empty(),
                List.of());
    }
}
