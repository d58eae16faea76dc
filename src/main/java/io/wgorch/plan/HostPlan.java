package io.wgorch.plan;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.Change.Action;
import io.wgorch.resource.FieldChange;
import io.wgorch.resource.ProbeList;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Tunnel;
import io.wgorch.wireguard.PendingPsk;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PublicKey;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What happens on one host.
///
/// @param name the node
/// @param status whether it could be planned at all
/// @param error why not, and what to do about it; empty when it could
/// @param notes what a person should know before saying yes
/// @param changes every resource, unchanged ones included, in the order they are carried out
/// @param basis what the plan was made from; empty when the host could not be planned
public record HostPlan(
        NodeName name,
        Status status,
        Optional<String> error,
        List<String> notes,
        List<Change> changes,
        Optional<Basis> basis) {
    private static final Duration AT_LEAST_THROUGH_A_TUNNEL = Duration.ofSeconds(60);

    public HostPlan {
        notes = List.copyOf(notes);
        changes = List.copyOf(changes);
    }

    /// Whether a host could be planned.
    public enum Status {
        OK,
        UNREACHABLE,
        FAILED,
        /// It is not asked, and owes nothing.
        EVICTED
    }

    /// The host and the state that a plan was made from, and what the transaction leaves behind.
    ///
    /// @param machineId the transaction runs on no other host
    /// @param salt as the probe had it
    /// @param fingerprint the transaction starts from no other state
    /// @param probes how to ask for that state again
    /// @param throughTunnel whether it is reached through a tunnel of its own
    /// @param missing by interface, the keys that have to wait on the host first
    /// @param missingPsks by pair, the preshared keys that have to wait on the host first
    /// @param definitions what will be managed, for the manifest; empty when the host leaves the mesh
    /// @param kept hashes of what is managed and not concerned by this run, as the manifest has them
    /// @param revoked keys that the manifest forbids, and whose they were
    public record Basis(
            String machineId,
            String salt,
            String fingerprint,
            ProbeList probes,
            boolean throughTunnel,
            SortedMap<String, KeyDecision.Missing> missing,
            SortedMap<PendingPsk, Psk> missingPsks,
            SequencedMap<ResourceId, String> definitions,
            SortedMap<ResourceId, String> kept,
            SortedMap<PublicKey, String> revoked) {
        public Basis {
            missing = Collections.unmodifiableSortedMap(new TreeMap<>(missing));
            missingPsks = Collections.unmodifiableSortedMap(new TreeMap<>(missingPsks));
            definitions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(definitions));
            kept = Collections.unmodifiableSortedMap(new TreeMap<>(kept));
            revoked = Collections.unmodifiableSortedMap(new TreeMap<>(revoked));
        }
    }

    /// Whether nothing of ours is left on the host afterwards.
    public boolean leaves() {
        return basis.map(b -> b.definitions().isEmpty() && b.kept().isEmpty()).orElse(false);
    }

    static HostPlan unreachable(NodeName name, String error) {
        return new HostPlan(name, Status.UNREACHABLE, Optional.of(error), List.of(), List.of(), Optional.empty());
    }

    static HostPlan evicted(NodeName name, String since) {
        return new HostPlan(name, Status.EVICTED, Optional.of(since), List.of(), List.of(), Optional.empty());
    }

    static HostPlan failed(NodeName name, String error) {
        return new HostPlan(name, Status.FAILED, Optional.of(error), List.of(), List.of(), Optional.empty());
    }

    /// The changes that do something.
    public List<Change> effective() {
        return changes.stream().filter(c -> c.action() != Action.NO_OP).toList();
    }

    public boolean hasChanges() {
        return !effective().isEmpty();
    }

    /// How many changes of each action there are.
    public Map<Action, Long> counts() {
        return changes.stream().collect(Collectors.groupingBy(Change::action, Collectors.counting()));
    }

    /// How long the host waits for its confirmation before it undoes. One that is reached through its own tunnel waits
    /// longer: its way is whole again only once the peer at the other end has changed as well, in the same run.
    ///
    /// @param asked what other hosts wait
    public Duration window(Duration asked) {
        Duration longer = asked.multipliedBy(2);
        boolean throughTunnel = basis.map(Basis::throughTunnel).orElse(false);
        return throughTunnel ? Collections.max(List.of(longer, AT_LEAST_THROUGH_A_TUNNEL)) : asked;
    }

    /// The keys that have to wait on the host before its transaction begins, by tunnel.
    public SortedMap<TunnelId, KeyDecision.Missing> missingKeys() {
        SortedMap<TunnelId, KeyDecision.Missing> missing = new TreeMap<>();
        basis.ifPresent(b -> b.missing().forEach((i, key) -> missing.put(new TunnelId(name, i), key)));
        return missing;
    }

    /// The preshared keys that have to wait on the host before its transaction begins, by pair.
    public SortedMap<PendingPsk, Psk> missingPsks() {
        return basis.map(Basis::missingPsks).orElseGet(TreeMap::new);
    }

    /// Whether pairs that stand get another preshared key, or lose theirs, and nothing else about them changes: both
    /// ends have to change side by side. Where a key is replaced as well, its host goes first and its pairs are led
    /// around.
    public boolean switchesPsks() {
        return effective().stream()
                .filter(c -> c.id().isTunnel() && c.action() == Action.UPDATE && !replacesKey(c))
                .anyMatch(c -> c.fields().stream()
                        .anyMatch(f -> isPsk(f) && !isNewKey(c, f.path().get(1))));
    }

    private static boolean isPsk(FieldChange field) {
        return field.path().size() == 3 && field.path().getLast().equals("preshared_key");
    }

    private static boolean isNewKey(Change tunnel, String peer) {
        return tunnel.fields().stream().anyMatch(f -> f.path().equals(List.of("peers", peer, "public_key")));
    }

    /// What happens to one of its tunnels, if anything does.
    public Optional<Change> tunnel(String interfaceName) {
        return effective().stream()
                .filter(c -> c.id().equals(Tunnel.id(interfaceName)))
                .findFirst();
    }

    /// Whether another key takes the place of one in use: its host goes first, then its peers. A tunnel that goes loses
    /// its key and gets none.
    public boolean replacesKey() {
        return effective().stream().anyMatch(HostPlan::replacesKey);
    }

    /// Whether its peers notice, and have to follow: another key, address, port, or way.
    public boolean concernsPeers() {
        return !leaves() && !Interruptions.of(List.of(this)).isEmpty();
    }

    /// Whether another key takes the place of the one that this tunnel has in use.
    public boolean replacesKey(String interfaceName) {
        return tunnel(interfaceName).map(HostPlan::replacesKey).orElse(false);
    }

    private static boolean replacesKey(Change change) {
        return change.id().isTunnel()
                && change.action() != Action.DELETE
                && change.fields().stream()
                        .anyMatch(f ->
                                f.path().equals(List.of("key")) && f.before().isPresent() && f.differs());
    }
}
