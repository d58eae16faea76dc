package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Evicted;
import io.wgorch.ssh.HostKeys;
import io.wgorch.ssh.SshException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether evicted nodes may come back. Whoever had the old machine has its SSH host keys, so a host that is
/// known by one of those proves nothing.
public final class Readmission {
    private Readmission() {}

    /// Errors for nodes that may not come back yet: their hosts have to be known by keys that they did not
    /// have before.
    public static void check(Project project, Set<NodeName> nodes, HostKeys known, Diagnostics diagnostics) {
        for (NodeName name : new TreeSet<>(nodes)) {
            Optional<Node> node =
                    Optional.ofNullable(project.inventory().nodes().get(name)).filter(Node::managed);
            Optional<Evicted> evicted =
                    Optional.ofNullable(project.registry().evicted().get(name));
            if (evicted.isEmpty()) {
                diagnostics.error("'" + name + "' is not evicted, so there is nothing to come back from.");
            } else if (node.isPresent()) {
                readmission(node.get(), evicted.get().hostKeys(), trusted(node.get(), known))
                        .ifPresent(diagnostics::error);
            }
        }
    }

    private static Optional<String> readmission(Node node, List<String> before, List<String> now) {
        String how =
                ". Rebuild the host of '" + node.name() + "', so that it has other SSH host keys; have the old ones"
                        + " forgotten (ssh-keygen -R), and the new ones known (wgorch trust, or ssh.host_key).";
        if (now.isEmpty()) {
            return Optional.of("no SSH host key of '" + node.name() + "' is known" + how);
        }
        List<String> same = now.stream().filter(before::contains).toList();
        return same.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "'" + node.name() + "' is still known by the SSH host key that it had when it was evicted ("
                                + String.join(", ", same) + ")" + how);
    }

    /// None where there is no host, or nothing can be found out of it: that is no reason to wait.
    static List<String> trusted(Node node, HostKeys known) {
        try {
            return node.managed() ? known.trusted(Targets.target(node)) : List.of();
        } catch (SshException e) {
            return List.of();
        }
    }
}
