package io.wgorch.plan;

import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.plan.Change.Action;
import io.wgorch.resource.FieldChange;
import io.wgorch.resource.Hashes;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Kinds;
import io.wgorch.resource.Kinds.Difference;
import io.wgorch.resource.Manifest;
import io.wgorch.resource.ProbeList;
import io.wgorch.resource.Resource;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Seen;
import io.wgorch.resource.Steps;
import io.wgorch.resource.Sysctl;
import io.wgorch.resource.Sysctl.SysctlSeen;
import io.wgorch.resource.Tunnel;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.PendingPsk;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Desired against observed.
public final class Planner {
    private static final Steps NOTHING_TO_DO = new Steps("", "", "", "", "", List.of());

    private Planner() {}

    /// What is known of one host when the plan is made.
    public sealed interface HostInput {
        NodeName name();

        /// It did not answer.
        record Unreachable(NodeName name, String error) implements HostInput {}

        /// It answered, and must not be touched.
        record Refused(NodeName name, String error) implements HostInput {}

        /// It is neither asked nor believed.
        record Evicted(NodeName name, String since) implements HostInput {}

        /// It can be planned.
        ///
        /// @param keys what the keys of its tunnels shall be, by interface; empty when it leaves the mesh
        /// @param desired in the order of the playbook
        /// @param leaves why nothing of ours shall be left on it; empty when it stays in the mesh
        /// @param untouched resources that this run does not concern (`--tags`)
        record Observed(
                NodeName name,
                HostState state,
                Map<String, KeyDecision> keys,
                List<Resource> desired,
                Optional<String> leaves,
                Set<ResourceId> untouched,
                ProbeList probes,
                Map<PublicKey, String> revoked,
                List<String> notes)
                implements HostInput {}
    }

    /// Everything that has to change on these hosts, in an order.
    ///
    public static Plan plan(List<HostInput> inputs, Order order, List<Registry.Debt> debts, List<String> notes) {
        List<HostPlan> hosts = inputs.stream().map(Planner::host).toList();
        return new Plan(hosts, order.of(hosts), Interruptions.of(hosts), debts, notes, List.of(), List.of(), List.of());
    }

    private static HostPlan host(HostInput input) {
        return switch (input) {
            case HostInput.Unreachable(NodeName name, String error) -> HostPlan.unreachable(name, error);
            case HostInput.Refused(NodeName name, String error) -> HostPlan.failed(name, error);
            case HostInput.Evicted(NodeName name, String since) -> HostPlan.evicted(name, since);
            case HostInput.Observed observed -> observed(observed);
        };
    }

    private static HostPlan observed(HostInput.Observed host) {
        Optional<Manifest> manifest = host.state().manifest();
        List<Change> changes = new ArrayList<>(
                host.state().interrupted().stream().map(Planner::settle).toList());
        host.state().detours().forEach(interfaceName -> changes.add(leftBehind(interfaceName)));
        SortedMap<String, KeyDecision.Missing> missing = new TreeMap<>();
        SortedMap<PendingPsk, Psk> missingPsks = new TreeMap<>();
        SequencedMap<ResourceId, String> definitions = new LinkedHashMap<>();
        SortedMap<ResourceId, String> kept = new TreeMap<>();
        for (Resource resource : host.desired()) {
            if (resource instanceof Tunnel tunnel
                    && host.keys().get(tunnel.interfaceName()) instanceof KeyDecision.Missing key) {
                missing.put(tunnel.interfaceName(), key);
                changes.add(newKey(tunnel.interfaceName(), key));
            }
            if (resource instanceof Tunnel tunnel) {
                missingPsks.putAll(missingPsks(host, tunnel));
            }
            definitions.put(resource.id(), resource.definition());
            changes.add(set(host, resource, manifest));
        }
        List<Change> removals = new ArrayList<>();
        manifest.ifPresent(m -> m.resources().keySet().stream()
                .filter(id -> !definitions.containsKey(id))
                .forEach(id -> {
                    if (host.untouched().contains(id)) {
                        kept.put(id, m.resources().getOrDefault(id, ""));
                    } else {
                        remove(host, id).ifPresent(removals::add);
                    }
                }));
        host.leaves().ifPresent(reason -> removals.addAll(spareKeys(host, reason)));
        removals.sort(Comparator.comparing(Change::id, Comparator.reverseOrder()));
        changes.addAll(removals);
        if (manifest.isEmpty()
                && !definitions.isEmpty()
                && changes.stream().allMatch(c -> c.action() == Action.NO_OP)) {
            changes.add(unlisted());
        }
        HostPlan.Basis basis = new HostPlan.Basis(
                host.state().facts().machineId(),
                host.state().salt(),
                host.state().fingerprint(),
                host.probes(),
                Preconditions.isReachedThroughTunnel(host.state()),
                missing,
                missingPsks,
                definitions,
                kept,
                new TreeMap<>(host.revoked()));
        return new HostPlan(
                host.name(), HostPlan.Status.OK, Optional.empty(), host.notes(), changes, Optional.of(basis));
    }

    /// By pair, the preshared keys of a tunnel that its host has not.
    private static Map<PendingPsk, Psk> missingPsks(HostInput.Observed host, Tunnel tunnel) {
        Set<Psk> there = host.state()
                .tunnel(tunnel.interfaceName())
                .map(TunnelSeen::knownPsks)
                .orElse(Set.of());
        Map<PendingPsk, Psk> missing = new TreeMap<>();
        tunnel.peers()
                .forEach((peer, settings) -> settings.presharedKey()
                        .filter(psk -> !there.contains(psk))
                        .ifPresent(psk -> missing.put(
                                PendingPsk.of(
                                        tunnel.interfaceName(), host.name().value(), peer),
                                psk)));
        return missing;
    }

    /// What a cut-off run has left is finished or undone by the next transaction, whatever else that does.
    private static Change settle(String transaction) {
        ResourceId id = new ResourceId("transaction", transaction.replaceAll("\\s.*", ""));
        FieldChange state = FieldChange.of("open", "settled", "state");
        String reason = "a run was cut off here, or is still going on";
        return new Change(id, Action.UPDATE, reason, false, false, List.of(state), NOTHING_TO_DO);
    }

    private static Change leftBehind(String interfaceName) {
        return new Change(
                new ResourceId("detour", interfaceName),
                Action.DELETE,
                "a run was cut off here, or is still going on",
                false,
                false,
                List.of(),
                NOTHING_TO_DO);
    }

    /// A host that has everything and no list of it: without one, nothing could ever be taken away again.
    private static Change unlisted() {
        return new Change(
                new ResourceId("manifest", "wgorch"),
                Action.CREATE,
                "lost on the host",
                false,
                false,
                List.of(FieldChange.of("", "present", "file")),
                NOTHING_TO_DO);
    }

    /// Where it lives is said unless that is the host.
    private static Change newKey(String interfaceName, KeyDecision.Missing missing) {
        FieldChange key = switch (missing) {
            case KeyDecision.Make _ -> new FieldChange(List.of("public_key"), Optional.empty(), Optional.empty(), true);
            case KeyDecision.Deliver d -> FieldChange.of("", d.key().base64(), "public_key");
        };
        List<FieldChange> fields = missing.home() == HomeName.HOST
                ? List.of(key)
                : List.of(key, FieldChange.of("", missing.home().keyword(), "home"));
        return new Change(
                new ResourceId("key", interfaceName),
                Action.CREATE,
                missing.why(),
                false,
                false,
                fields,
                NOTHING_TO_DO);
    }

    private static Change set(HostInput.Observed host, Resource resource, Optional<Manifest> manifest) {
        ResourceId id = resource.id();
        Seen seen = seen(host, resource);
        Difference difference = Kinds.difference(id, Optional.of(resource), seen);
        if (difference.fields().isEmpty()) {
            return new Change(id, Action.NO_OP, "", false, true, List.of(), NOTHING_TO_DO);
        }
        Optional<String> applied = manifest.map(m -> m.resources().get(id));
        boolean drift = applied.equals(Optional.of(Hashes.sha256(resource.definition())));
        Action action = seen.present() ? Action.UPDATE : Action.CREATE;
        return new Change(
                id,
                action,
                reason(host, id, drift, applied, difference.fields()),
                drift,
                true,
                difference.fields(),
                difference.steps());
    }

    private static Seen seen(HostInput.Observed host, Resource resource) {
        Seen seen =
                Optional.ofNullable(host.state().resources().get(resource.id())).orElseThrow();
        return seen instanceof SysctlSeen sysctl
                ? sysctl.besides(host.desired().stream()
                        .filter(r -> !r.equals(resource))
                        .filter(Sysctl.class::isInstance)
                        .map(Sysctl.class::cast)
                        .toList())
                : seen;
    }

    private static String reason(
            HostInput.Observed host, ResourceId id, boolean drift, Optional<String> applied, List<FieldChange> fields) {
        if (drift) {
            return "changed on the host";
        }
        if (applied.isEmpty()) {
            return "new";
        }
        Optional<String> keyReason = Optional.ofNullable(host.keys().get(id.name()))
                .map(KeyDecision::why)
                .filter(r -> !r.isEmpty());
        List<String> moved = MovedRoutes.of(fields);
        List<String> reasons = id.isTunnel()
                ? Stream.concat(keyReason.stream(), fields.stream().flatMap(f -> peerReason(f, moved).stream()))
                        .distinct()
                        .toList()
                : List.of();
        return reasons.isEmpty() ? "the inventory or a template has changed" : String.join(", ", reasons);
    }

    /// @param moved the peers whose prefixes go another way
    private static Optional<String> peerReason(FieldChange field, List<String> moved) {
        if (field.path().size() < 2 || !field.path().getFirst().equals("peers")) {
            return Optional.empty();
        }
        String peer = field.path().get(1);
        if (field.path().getLast().equals("public_key")) {
            return Optional.of("new key of " + peer);
        }
        if (field.path().size() > 2) {
            return Optional.empty();
        }
        String leaves = moved.contains(peer) ? "another way to " + peer : peer + " leaves";
        return Optional.of(field.before().isEmpty() ? peer + " joins" : leaves);
    }

    /// Keys that were made on a host, and that no transaction has ever put to use. Those of tunnels that go with it go
    /// with their tunnels.
    private static List<Change> spareKeys(HostInput.Observed host, String reason) {
        List<Change> spare = new ArrayList<>();
        host.state().resources().forEach((id, seen) -> {
            boolean managed = host.state()
                    .manifest()
                    .map(m -> m.resources().containsKey(id))
                    .orElse(false);
            if (!managed && seen instanceof TunnelSeen tunnel) {
                tunnel.newKey()
                        .ifPresent(key -> spare.add(new Change(
                                new ResourceId("key", id.name()),
                                Action.DELETE,
                                reason,
                                false,
                                true,
                                List.of(FieldChange.of(key.base64(), "", "public_key")),
                                Tunnel.withoutSpareKey(id.name()))));
            }
        });
        return spare;
    }

    private static Optional<Change> remove(HostInput.Observed host, ResourceId id) {
        boolean leftMesh = id.isTunnel() && host.desired().stream().anyMatch(Tunnel.class::isInstance);
        String reason = host.leaves().orElse(leftMesh ? "the node has left this mesh" : "no longer in the playbook");
        return Optional.ofNullable(host.state().resources().get(id)).map(seen -> {
            Difference difference = Kinds.difference(id, Optional.empty(), seen);
            return new Change(id, Action.DELETE, reason, false, true, difference.fields(), difference.steps());
        });
    }

    /// Hosts and what each has of a key, for the debts that can be struck out.
    public static boolean holds(HostState state, PublicKey key) {
        return state.tunnels().stream()
                .anyMatch(t -> t.holds(key) || t.key().map(key::equals).orElse(false));
    }

    /// Whose key is whose, old ones included, for names in a diff.
    public static Map<PublicKey, String> names(Registry registry) {
        Map<PublicKey, String> names = new HashMap<>();
        registry.revoked().forEach(r -> names.put(r.key(), r.node().value()));
        registry.departed().forEach((node, e) -> e.allKeys().forEach(k -> names.put(k, node.value())));
        registry.nodes().forEach((node, e) -> e.allKeys().forEach(k -> names.put(k, node.value())));
        return Map.copyOf(names);
    }
}
