package io.wgorch.run;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.TunnelId;
import io.wgorch.inventory.UnderlayAddress;
import io.wgorch.mesh.Mesh;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.KeyDecision;
import io.wgorch.plan.ManagementPath;
import io.wgorch.plan.Order;
import io.wgorch.plan.Plan;
import io.wgorch.plan.Planner;
import io.wgorch.plan.Planner.HostInput;
import io.wgorch.plan.Preconditions;
import io.wgorch.plan.PresharedKeys;
import io.wgorch.playbook.Playbook.Play;
import io.wgorch.render.HostContext;
import io.wgorch.render.Renderer.Rendered;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Resource;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// From what was seen of the hosts to the plan: whose key is which, what each host shall have, what has to change.
/// Pure.
final class Assessment {
    private final Project project;
    private final Options options;
    private final Map<NodeName, Sighting> sightings;
    private final Goal goal;
    private final Set<PublicKey> revoked;
    private final Obstacles obstacles;
    private final Map<PublicKey, String> names;
    private final SortedMap<TunnelId, KeyDecision> decisions = new TreeMap<>();
    private final Map<NodeName, String> refused = new TreeMap<>();
    private Map<TunnelId, PeerKey> keys;
    private PresharedKeys psks;
    private Map<PublicKey, String> forbidden;

    Assessment(Project project, Options options, Map<NodeName, Sighting> sightings, Goal goal) {
        this.project = project;
        this.options = options;
        this.sightings = new TreeMap<>(sightings);
        this.goal = goal;
        this.revoked =
                project.registry().revoked().stream().map(Registry.Revoked::key).collect(Collectors.toSet());
        this.names = Planner.names(project.registry());
        this.obstacles = new Obstacles(project, states(), names);
        project.inventory().nodes().keySet().forEach(this::decide);
        this.keys = keys();
        this.psks = psks();
        this.forbidden = forbidden();
        states().keySet().forEach(this::withdraw);
        this.keys = keys();
        this.psks = psks();
        this.forbidden = forbidden();
    }

    /// Why the registry cannot be trusted against what the hosts say; empty when it can. A registry that is
    /// missing, foreign or old would take peers out of the mesh, or bring an evicted one back. What the host
    /// of a node that comes back says of the mesh is from another time.
    private Optional<String> registryProblem() {
        Registry registry = project.registry();
        String have = project.recorded().isEmpty()
                ? "the registry is missing"
                : "the registry is of mesh " + registry.meshId();
        SortedMap<String, List<String>> problems = new TreeMap<>();
        states().forEach((node, state) -> state.evicted().stream()
                .filter(_ -> !goal.readmitted().contains(node))
                .filter(e -> !revoked.contains(e.key()))
                .forEach(e -> problems.computeIfAbsent(
                                e.key() + " of " + e.node()
                                        + " was evicted there, and the registry does not know of it",
                                _ -> new ArrayList<>())
                        .add(node.value())));
        states().forEach((node, state) -> state.manifest()
                .filter(_ -> project.inventory().nodes().containsKey(node))
                .filter(_ -> !goal.readmitted().contains(node))
                .ifPresent(m -> {
                    if (!m.mesh().equals(registry.meshId())) {
                        problems.computeIfAbsent("in mesh " + m.mesh() + ", but " + have, _ -> new ArrayList<>())
                                .add(node.value());
                    } else if (m.serial() > registry.serial()) {
                        problems.computeIfAbsent(
                                        "at serial " + m.serial() + ", but the registry is at " + registry.serial(),
                                        _ -> new ArrayList<>())
                                .add(node.value());
                    }
                }));
        String hosts = problems.entrySet().stream()
                .map(p -> String.join(", ", p.getValue()) + ": " + p.getKey())
                .collect(Collectors.joining("; "));
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(hosts + ". Nothing was changed. Take " + project.registryFile()
                        + " from where it was last applied, or make it anew from the hosts: wgorch import --registry");
    }

    /// Why there is no plan to be had at all.
    Optional<String> problem() {
        return registryProblem().or(() -> obstacles.cutOff(goal));
    }

    SortedMap<TunnelId, KeyDecision> decisions() {
        return decisions;
    }

    /// The preshared key that a tunnel shall have for a peer, or what stands for it.
    Optional<Psk> psk(TunnelId tunnel, NodeName peer) {
        return Optional.ofNullable(psks.ends().getOrDefault(tunnel, Map.of()).get(peer));
    }

    SortedMap<NodeName, HostState> states() {
        return Sighting.states(sightings);
    }

    private void decide(NodeName node) {
        if (goal.destroys()
                || !(sightings.get(node) instanceof Sighting.Seen(HostState state))
                || obstacles.of(node, state, goal).isPresent()) {
            return;
        }
        for (TunnelId tunnel : project.tunnels(node)) {
            if (goal.readmitted().contains(node)) {
                decisions.put(
                        tunnel, new KeyDecision.Make(tunnel, project.inventory().home(tunnel), "readmitted"));
                continue;
            }
            KeyDecision.Wish wish = new KeyDecision.Wish(
                    goal.rotated().contains(node),
                    options.accept().contains(node),
                    project.inventory().home(tunnel));
            state.tunnel(tunnel.interfaceName())
                    .ifPresent(seen -> decisions.put(
                            tunnel,
                            KeyDecision.decide(tunnel, project.registry().key(tunnel), revoked, seen, wish)));
        }
    }

    /// The key of every tunnel: as decided, else as recorded.
    private Map<TunnelId, PeerKey> keys() {
        Map<TunnelId, PeerKey> all = new HashMap<>();
        for (NodeName node : project.inventory().nodes().keySet()) {
            for (TunnelId tunnel : project.tunnels(node)) {
                Optional.ofNullable(decisions.get(tunnel))
                        .flatMap(KeyDecision::peerKey)
                        .or(() -> project.registry().key(tunnel).keys().findFirst())
                        .ifPresent(k -> all.put(tunnel, k));
            }
        }
        return Map.copyOf(all);
    }

    /// The preshared keys of every pair. A host without a decision is not changed in this run.
    private PresharedKeys psks() {
        Map<TunnelId, TunnelSeen> seen = new HashMap<>();
        decisions
                .keySet()
                .forEach(tunnel -> Optional.ofNullable(states().get(tunnel.node()))
                        .flatMap(s -> s.tunnel(tunnel.interfaceName()))
                        .filter(_ -> keys.containsKey(tunnel))
                        .ifPresent(t -> seen.put(tunnel, t)));
        return PresharedKeys.decide(project.meshes(), new PresharedKeys.Known(seen, given(), this::isRenewed, names));
    }

    /// Of the tunnels that are not managed, the preshared keys in the file that was given out.
    private Map<TunnelId, Map<NodeName, PskHash>> given() {
        Map<TunnelId, Map<NodeName, PskHash>> given = new HashMap<>();
        project.inventory().nodes().values().stream()
                .filter(n -> !n.managed())
                .forEach(node -> project.tunnels(node.name())
                        .forEach(tunnel ->
                                given.put(tunnel, project.registry().key(tunnel).psks())));
        return given;
    }

    /// Whether another key takes the place of the one in use, or of one that was evicted.
    private boolean isRenewed(TunnelId tunnel) {
        Optional<PeerKey> shall = Optional.ofNullable(keys.get(tunnel));
        return goal.readmitted().contains(tunnel.node())
                || project.registry()
                        .key(tunnel)
                        .publicKey()
                        .map(key -> !shall.equals(Optional.of(key)))
                        .orElse(false);
    }

    /// A host that answers and cannot be planned makes no key and takes none into use, so its peers go on with those
    /// that are recorded, or without.
    private void withdraw(NodeName node) {
        if (project.inventory().nodes().containsKey(node)
                && input(node) instanceof HostInput.Refused(NodeName _, String why)) {
            refused.put(node, why);
            decisions.keySet().removeIf(t -> t.node().equals(node));
        }
    }

    Plan plan() {
        List<HostInput> inputs = new ArrayList<>();
        project.inventory().nodes().keySet().stream()
                .filter(sightings::containsKey)
                .forEach(node -> inputs.add(input(node)));
        evicted().forEach(node -> inputs.add(new HostInput.Evicted(node, since(node))));
        project.registry().departed().keySet().stream()
                .filter(sightings::containsKey)
                .forEach(node -> departed(node).ifPresent(inputs::add));
        Order order = new Order(batchSize(), project.meshes().carriers());
        Plan plan = Planner.plan(inputs, order, openDebts(), notes());
        if (goal.destroys()) {
            return plan;
        }
        Detours detours = new Detours(project, states(), plan);
        return inTurns(plan, order)
                .around(detours.led(), detours.others())
                .with(Punches.due(project.meshes(), project.registry(), plan))
                .withDue(new DueKeys(project, decisions).all());
    }

    /// With several keys to be replaced: each turn is a run of its own, on its nodes and their peers.
    private Plan inTurns(Plan plan, Order order) {
        List<Set<NodeName>> turns = goal.turns(options.serial());
        if (turns.size() < 2) {
            return plan;
        }
        List<List<NodeName>> batches = new ArrayList<>(order.of(plan.hosts(), turns.getFirst()));
        for (Set<NodeName> turn : turns.subList(1, turns.size())) {
            List<HostPlan> concerned = plan.hosts().stream()
                    .filter(h -> turn.contains(h.name()) || turn.stream().anyMatch(n -> arePeers(n, h.name())))
                    .toList();
            batches.addAll(order.of(concerned, turn));
        }
        return plan.in(batches);
    }

    private boolean arePeers(NodeName one, NodeName other) {
        return project.meshes().of(one).stream()
                .anyMatch(m -> m.tunnel(one).peers().containsKey(other));
    }

    private HostInput input(NodeName node) {
        if (sightings.get(node) instanceof Sighting.Failed(String reason)) {
            return new HostInput.Refused(node, reason);
        }
        if (!(sightings.get(node) instanceof Sighting.Seen(HostState state))) {
            return new HostInput.Unreachable(node, missed(node));
        }
        Optional<String> problem =
                Optional.ofNullable(refused.get(node)).or(() -> alarm(node)).or(() -> obstacles.of(node, state, goal));
        if (problem.isPresent()) {
            return new HostInput.Refused(node, problem.get());
        }
        if (goal.destroys()) {
            return leaving(node, state);
        }
        HostContext context = new HostContext(project.models(), node, state.facts(), keys, psks.ends(), names);
        Diagnostics diagnostics = new Diagnostics();
        Optional<Rendered> rendered = project.renderer().render(context, diagnostics);
        rendered.ifPresent(r -> {
            Coverage coverage = new Coverage(project);
            coverage.look(node, r, List.of());
            coverage.report(diagnostics);
        });
        if (rendered.isEmpty() || !diagnostics.isEmpty()) {
            return new HostInput.Refused(
                    node,
                    diagnostics.sorted().stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
        }
        List<Resource> desired = rendered.get().resources();
        Optional<String> unfit = Preconditions.problem(state.facts(), desired, networks(node))
                .or(() -> ManagementPath.shut(state, desired));
        if (unfit.isPresent()) {
            return new HostInput.Refused(node, unfit.get());
        }
        return new HostInput.Observed(
                node,
                state,
                decided(node),
                desired,
                Optional.empty(),
                rendered.get().untouched(),
                project.probes(node),
                forbidden,
                hostNotes(node, state, context, desired));
    }

    /// What was decided of the keys of a host, by interface.
    private Map<String, KeyDecision> decided(NodeName node) {
        Map<String, KeyDecision> decided = new TreeMap<>();
        for (TunnelId tunnel : project.tunnels(node)) {
            Optional.ofNullable(decisions.get(tunnel)).ifPresent(d -> decided.put(tunnel.interfaceName(), d));
        }
        return decided;
    }

    /// Keys that somebody else has changed; one is enough to leave the whole host alone.
    private Optional<String> alarm(NodeName node) {
        boolean several = project.tunnels(node).size() > 1;
        List<String> alarms = new ArrayList<>();
        decided(node).forEach((interfaceName, decision) -> {
            if (decision instanceof KeyDecision.Alarm(String message)) {
                alarms.add((several ? interfaceName + ": " : "") + message);
            }
        });
        return alarms.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", alarms));
    }

    private List<Cidr> networks(NodeName node) {
        return project.meshes().of(node).stream()
                .flatMap(m -> m.networks().stream())
                .toList();
    }

    /// The keys that may not come back once this run is through: those revoked before, and those it takes out of use.
    private Map<PublicKey, String> forbidden() {
        Map<PublicKey, String> all = new TreeMap<>();
        project.registry().revoked().forEach(r -> all.put(r.key(), r.node().value()));
        decisions.forEach((tunnel, decision) -> project.registry()
                .key(tunnel)
                .publicKey()
                .filter(old -> decision.peerKey().map(k -> !k.equals(old)).orElse(false))
                .ifPresent(old -> all.put(old, tunnel.node().value())));
        return all;
    }

    private List<String> hostNotes(NodeName node, HostState state, HostContext context, List<Resource> desired) {
        List<Mesh> meshes = project.meshes().of(node);
        SortedSet<Integer> dialled = new TreeSet<>();
        for (UnderlayAddress address :
                project.inventory().node(node).endpoints().values()) {
            meshes.forEach(m ->
                    dialled.add(address.endpoint(m.tunnel(node).listenPort()).port()));
        }
        List<String> notes = new ArrayList<>(Preconditions.notes(
                state, meshes.stream().map(Mesh::interfaceName).collect(Collectors.toSet()), networks(node), dialled));
        notes.addAll(Preconditions.swallowed(state, desired));
        for (Mesh mesh : meshes) {
            String where = meshes.size() > 1 ? " on " + mesh.interfaceName() : "";
            context.waitingFor(mesh).stream()
                    .filter(peer -> !project.registry().isEvicted(peer))
                    .forEach(peer -> notes.add("waits for the key of " + peer + where));
        }
        return notes;
    }

    private String missed(NodeName node) {
        return sightings.get(node) instanceof Sighting.Missed(String reason) ? reason : "not contacted";
    }

    /// A node that has left the inventory: everything of ours goes from its host. One that does not answer is no
    /// failure of the mesh; it stays on the list.
    private Optional<HostInput> departed(NodeName node) {
        if (!(sightings.get(node) instanceof Sighting.Seen(HostState state))) {
            return Optional.empty();
        }
        boolean ours = state.manifest()
                .map(m -> m.node().equals(node.value())
                        && m.mesh().equals(project.registry().meshId()))
                .orElse(runsOurs(node, state));
        return ours ? Optional.of(leaving(node, state)) : Optional.empty();
    }

    /// Whether a host runs a tunnel with a key of the node.
    private boolean runsOurs(NodeName node, HostState state) {
        return state.tunnels().stream()
                .flatMap(t -> t.key().stream())
                .anyMatch(k -> node.value().equals(names.get(k)));
    }

    /// Everything of ours goes from a host.
    private HostInput leaving(NodeName node, HostState state) {
        Optional<String> lost = Optional.of("/var/lib/wgorch/manifest is gone from this host, and a tunnel of " + node
                        + " runs on it: what else is wgorch's is not known. Run wgorch apply with " + node
                        + " in the inventory, which writes it anew, then take it away.")
                .filter(_ -> state.manifest().isEmpty() && runsOurs(node, state));
        return lost.or(() -> Preconditions.sawsItsBranch(state))
                .<HostInput>map(why -> new HostInput.Refused(node, why))
                .orElseGet(() -> new HostInput.Observed(
                        node,
                        state,
                        Map.of(),
                        List.of(),
                        Optional.of(goal.destroys() ? "destroy" : "the node has left the inventory"),
                        Set.of(),
                        project.probes(node),
                        forbidden,
                        List.of()));
    }

    /// The smallest batch that any play asks for.
    private int batchSize() {
        int hosts = Math.max(1, sightings.size());
        return options.serial()
                .or(() -> project.playbook().plays().stream()
                        .map(Play::serial)
                        .flatMap(Optional::stream)
                        .min(Comparator.comparingInt(s -> s.of(hosts))))
                .map(s -> s.of(hosts))
                .orElse(hosts);
    }

    /// The debts that what was seen does not settle.
    private List<Debt> openDebts() {
        return project.registry().debts().stream()
                .filter(d -> Ledger.owes(project.registry(), d.host()))
                .filter(d -> !isClear(d))
                .toList();
    }

    /// Whether a host was seen to be without a key.
    boolean isClear(Debt debt) {
        return sightings.get(debt.host()) instanceof Sighting.Seen(HostState state)
                && !Planner.holds(state, debt.key());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(project.notes());
        project.registry().departed().keySet().stream()
                .filter(n -> sightings.get(n) instanceof Sighting.Missed)
                .forEach(n -> notes.add(n + " has left the inventory and its host does not answer ("
                        + missed(n).lines().findFirst().orElse("")
                        + "), so it is not cleaned up. If it is gone for good, take it out of departed: in "
                        + project.registryFile()));
        asymmetric().ifPresent(notes::add);
        notes.addAll(Absent.notes(project, goal.readmitted()));
        return notes;
    }

    /// The managed nodes that are out of the mesh, and whose hosts are not asked.
    private List<NodeName> evicted() {
        return project.registry().evicted().keySet().stream()
                .filter(n -> !sightings.containsKey(n))
                .filter(n -> Optional.ofNullable(project.inventory().nodes().get(n))
                        .map(Node::managed)
                        .orElse(false))
                .toList();
    }

    private String since(NodeName node) {
        return "since "
                + Optional.ofNullable(project.registry().evicted().get(node))
                        .orElseThrow()
                        .since()
                + ", not contacted. To have it back, rebuild its host, then: wgorch rotate " + node + " --readmit";
    }

    /// With `--limit`: the peers that stay as they are although their counterpart changes.
    private Optional<String> asymmetric() {
        Set<String> outside = new LinkedHashSet<>();
        project.inventory().nodes().values().stream()
                .filter(n -> n.managed() && !sightings.containsKey(n.name()))
                .filter(n -> !project.registry().isEvicted(n.name()))
                .forEach(n -> outside.add(n.name().value()));
        return outside.isEmpty()
                ? Optional.empty()
                : Optional.of("not contacted, and left as they are: " + String.join(", ", outside)
                        + ". Until they are applied too, their pairs with changed hosts may be down.");
    }
}
