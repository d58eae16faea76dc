package io.wgorch.run;

import io.wgorch.inventory.HostPattern;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.SshSettings;
import io.wgorch.ssh.SshTarget;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// How the hosts of a run are reached.
final class Targets {
    private Targets() {}

    /// Those of [#all] that may be asked: no evicted one, but for those that come back.
    static Map<NodeName, SshTarget> of(Project project, Options options, Set<NodeName> back) {
        Map<NodeName, SshTarget> targets = all(project, options);
        targets.keySet().removeIf(n -> project.registry().isEvicted(n) && !back.contains(n));
        return targets;
    }

    /// The managed nodes that `--limit` leaves, and, without a limit, the hosts that are still to be cleaned up.
    static Map<NodeName, SshTarget> all(Project project, Options options) {
        Map<NodeName, SshTarget> targets = new LinkedHashMap<>();
        Set<NodeName> chosen = options.limit().orElse(HostPattern.ALL).select(project.inventory());
        for (Node node : project.inventory().nodes().values()) {
            if (node.managed() && chosen.contains(node.name())) {
                targets.put(node.name(), target(node));
            }
        }
        if (options.limit().isEmpty()) {
            project.registry().departed().forEach((name, entry) -> targets.put(name, target(name, entry.ssh())));
        }
        return targets;
    }

    static SshTarget target(Node node) {
        return target(node.name(), node.ssh());
    }

    private static SshTarget target(NodeName name, SshSettings ssh) {
        return new SshTarget(
                name.value(),
                ssh.host().orElse(name.value()),
                ssh.port(),
                ssh.user(),
                ssh.identityFile(),
                ssh.knownHosts(),
                ssh.hostKey(),
                ssh.jump());
    }
}
