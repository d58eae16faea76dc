package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.Registry;
import io.wgorch.observe.Observer;
import io.wgorch.plan.Plan;
import io.wgorch.resource.HostState;
import io.wgorch.resource.ProbeList;
import io.wgorch.ssh.Connector;
import io.wgorch.ssh.SshException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Looks at the hosts and makes a plan. Writes nothing, neither here nor there. Keeps its connections, so that an apply
/// can go on over them.
public final class PlanRun implements AutoCloseable {
    private final Project project;
    private final Options options;
    private final Fleet fleet;
    private final NavigableMap<NodeName, Sighting> sightings;
    private final Goal goal;
    private final Assessment assessment;

    private PlanRun(
            Project project, Options options, Fleet fleet, NavigableMap<NodeName, Sighting> sightings, Goal goal) {
        this.project = project;
        this.options = options;
        this.fleet = fleet;
        this.sightings = sightings;
        this.goal = goal;
        this.assessment = new Assessment(project, options, sightings, goal);
    }

    /// Contacts every host of the run, once.
    ///
    /// @param goal what for
    public static PlanRun look(Project project, Options options, Connector connector, Goal goal) {
        var targets = Targets.of(project, options, goal.readmitted());
        Fleet fleet = new Fleet(connector, targets, options.forks());
        NavigableMap<NodeName, Sighting> sightings = look(project, fleet, targets.keySet());
        return new PlanRun(settled(project, sightings), options, fleet, sightings, goal);
    }

    /// A second look at some of the hosts, for another project. The connections are shared.
    PlanRun again(Project changed, Set<NodeName> hosts, Goal next) {
        return new PlanRun(changed, options, fleet, look(changed, fleet, hosts), next);
    }

    /// What was seen, for another goal. The connections are shared.
    PlanRun towards(Goal other) {
        return new PlanRun(project, options, fleet, sightings, other);
    }

    private static NavigableMap<NodeName, Sighting> look(Project project, Fleet fleet, Set<NodeName> hosts) {
        Observer observer = new Observer(project.registry().meshId());
        return fleet.forEach(hosts, node -> look(fleet, observer, node, project.probes(node)));
    }

    /// The same with another look at some of the hosts. The connections are shared.
    PlanRun renewed(Set<NodeName> hosts) {
        NavigableMap<NodeName, Sighting> all = new TreeMap<>(sightings);
        all.putAll(look(project, fleet, hosts));
        return new PlanRun(project, options, fleet, all, goal);
    }

    /// The project without the direct paths that are dead.
    static Project settled(Project project, Map<NodeName, Sighting> sightings) {
        SequencedMap<Punched, String> parted = Punches.parted(project, Sighting.states(sightings));
        if (parted.isEmpty()) {
            return project;
        }
        Registry registry = project.registry()
                .withPunched(Punches.replaced(project.registry().punched(), parted.keySet()));
        // Whoever reaches another directly reaches it through a relay, so the paper has nothing against it.
        return project.with(project.recorded(), registry, List.copyOf(parted.values()), new Diagnostics());
    }

    /// The same look, with hosts that have failed since: the others go ahead without them. The connections are shared.
    ///
    /// @param failed what happened to each
    PlanRun without(Map<NodeName, String> failed) {
        NavigableMap<NodeName, Sighting> left = new TreeMap<>(sightings);
        failed.forEach((node, reason) -> left.put(node, new Sighting.Failed(reason)));
        return new PlanRun(project, options, fleet, left, goal);
    }

    private static Sighting look(Fleet fleet, Observer observer, NodeName node, ProbeList probes) {
        try {
            return new Sighting.Seen(observer.observe(fleet.observed(node), probes));
        } catch (SshException e) {
            return new Sighting.Missed(e.explanation(node.value()));
        }
    }

    /// Why there is no plan to be had: the registry cannot be trusted against the hosts, or a host would be cut off.
    public Optional<String> problem() {
        return assessment.problem();
    }

    public Plan plan() {
        return assessment.plan();
    }

    /// Every host that answered.
    public SortedMap<NodeName, HostState> states() {
        return assessment.states();
    }

    public Project project() {
        return project;
    }

    Goal goal() {
        return goal;
    }

    Options options() {
        return options;
    }

    Fleet fleet() {
        return fleet;
    }

    Assessment assessment() {
        return assessment;
    }

    @Override
    public void close() {
        fleet.close();
    }
}
