package io.wgorch.run;

import io.wgorch.apply.Event;
import io.wgorch.apply.EvictionReport;
import io.wgorch.apply.EvictionResult;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.ssh.Connector;
import io.wgorch.ssh.HostKeys;
import io.wgorch.ssh.SshTarget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Breaks with nodes whose keys are in somebody else's hands: the registry first, then every other host at
/// once. The hosts of these nodes are neither asked nor believed from then on.
///
/// Failure modes: a host that does not do its part, or cannot be reached, owes; the others go on. Whatever
/// this run is cut off at, the next apply finishes it from the registry. Nothing on paper keeps it from going
/// on.
public final class EvictionRun {
    private final Project project;
    private final Options options;
    private final SortedSet<NodeName> nodes;

    private EvictionRun(Project project, Options options, SortedSet<NodeName> nodes) {
        this.project = project;
        this.options = options;
        this.nodes = nodes;
    }

    /// Of these nodes; empty with diagnostics for those that have no key, and never had one taken away.
    public static Optional<EvictionRun> of(
            Project project, Options options, Set<NodeName> nodes, Diagnostics diagnostics) {
        Registry recorded = project.recorded().orElse(project.registry());
        nodes.stream()
                .filter(node -> !recorded.isEvicted(node))
                .filter(node -> Optional.ofNullable(recorded.nodes().get(node))
                        .flatMap(e -> e.allKeys().findAny())
                        .isEmpty())
                .sorted()
                .forEach(node -> diagnostics.error("'" + node
                        + "' has no key that the registry knows of: there is nothing to take from the others."));
        return diagnostics.isEmpty()
                ? Optional.of(new EvictionRun(project, options, new TreeSet<>(nodes)))
                : Optional.empty();
    }

    /// The hosts that hear of it.
    public SortedSet<NodeName> hosts() {
        SortedSet<NodeName> hosts =
                new TreeSet<>(Targets.of(project, options, Set.of()).keySet());
        hosts.removeAll(nodes);
        return hosts;
    }

    /// To the end, whatever happens on single hosts.
    ///
    /// @param known what is known of host keys
    /// @param who user and machine, for locks
    /// @param begun when the command was given
    public EvictionReport evict(
            Connector connector, HostKeys known, Event.Sink events, Clock clock, String who, Instant begun) {
        Ledger ledger = new Ledger(project, clock);
        ledger.evict(hostKeys(known));
        List<Revoked> keys = ledger.registry().compromised().stream()
                .filter(k -> nodes.contains(k.node()))
                .toList();
        SortedSet<NodeName> hosts = hosts();
        Map<NodeName, SshTarget> targets = Targets.all(project, options);
        targets.keySet().retainAll(hosts);
        NavigableMap<NodeName, EvictionResult> results;
        try (Fleet fleet = new Fleet(connector, targets, options.forks())) {
            results = new Evictions(fleet, ledger.registry(), who, events).of(hosts, keys);
        }
        Duration took = Duration.between(begun, clock.instant());
        ledger.pay(debt -> Optional.ofNullable(results.get(debt.host()))
                        .map(EvictionResult::isGone)
                        .orElse(false)
                && keys.stream().anyMatch(k -> k.key().equals(debt.key())));
        return new EvictionReport(nodes, keys, results, took, ledger.registry().debts());
    }

    private SortedMap<NodeName, List<String>> hostKeys(HostKeys known) {
        SortedMap<NodeName, List<String>> keys = new TreeMap<>();
        nodes.forEach(
                node -> keys.put(node, Readmission.trusted(project.inventory().node(node), known)));
        return keys;
    }
}
