package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Evicted;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.KeyDecision;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/// Keeps the registry while a run goes on. It is written ahead: a key stands in it as `next_key` before any host uses
/// it,
/// so that after a crash at any point the next run knows every key it meets.
final class Ledger {
    private final Path file;
    private final Clock clock;
    private final Set<PublicKey> revokedBefore;
    private Optional<Registry> onDisk;
    private Registry registry;

    Ledger(Project project, Clock clock) {
        this.file = project.registryFile();
        this.clock = clock;
        this.onDisk = project.recorded();
        this.registry = project.registry();
        this.revokedBefore = new HashSet<>();
        project.recorded().ifPresent(r -> r.revoked().forEach(k -> revokedBefore.add(k.key())));
    }

    Registry registry() {
        return registry;
    }

    /// Before any host is changed: the serial grows, and the keys that are to come into use are known.
    void open(Map<TunnelId, KeyDecision> decisions, Map<TunnelId, PublicKey> made) {
        SortedMap<NodeName, Entry> nodes = new TreeMap<>(registry.nodes());
        List<Revoked> revoked = new ArrayList<>(registry.revoked());
        decisions.forEach((tunnel, decision) -> {
            KeyState state = registry.key(tunnel);
            switch (decision) {
                case KeyDecision.Use(PublicKey key, String _, boolean accepted)
                when accepted -> {
                    revoke(revoked, tunnel.node(), state, "replaced");
                    set(nodes, tunnel, KeyState.inUse(key, now()));
                }
                case KeyDecision.Use(PublicKey key, String _, boolean _) -> set(nodes, tunnel, coming(state, key));
                case KeyDecision.Deliver(PublicKey key, HomeName _, String _) -> set(nodes, tunnel, coming(state, key));
                case KeyDecision.Make make ->
                    Optional.ofNullable(made.get(tunnel))
                            .ifPresent(key -> set(nodes, tunnel, state.withNext(key, make.home())));
                case KeyDecision.Alarm _ -> {}
            }
        });
        write(back(indebted(registry.with(nodes, revoked))).grown());
    }

    /// Without those among the evicted that have a key again.
    private static Registry back(Registry changed) {
        SortedMap<NodeName, Evicted> evicted = new TreeMap<>(changed.evicted());
        evicted.keySet()
                .removeIf(node -> Optional.ofNullable(changed.nodes().get(node))
                        .map(entry -> entry.allKeys().findAny().isPresent())
                        .orElse(false));
        return changed.withEvicted(evicted);
    }

    /// Nodes whose keys are in somebody else's hands have none from now on. It stands there before a host is
    /// told. Nothing else of what the inventory wants is written down: that is for an apply.
    ///
    /// @param hostKeys by node the fingerprints of the SSH host keys that are known of it
    void evict(Map<NodeName, List<String>> hostKeys) {
        Registry recorded = onDisk.orElseThrow();
        SortedMap<NodeName, Entry> nodes = new TreeMap<>(recorded.nodes());
        List<Revoked> revoked = new ArrayList<>(recorded.revoked());
        SortedMap<NodeName, Evicted> evicted = new TreeMap<>(recorded.evicted());
        hostKeys.forEach((node, keys) -> {
            nodes.computeIfPresent(node, (_, entry) -> {
                entry.allKeys().distinct().forEach(key -> compromised(revoked, node, key));
                return entry.withoutKeys();
            });
            evicted.putIfAbsent(node, new Evicted(now(), keys));
        });
        Registry out = recorded.with(nodes, revoked).withEvicted(evicted);
        Registry changed = out.withOpen(
                out.debts().stream().filter(d -> owes(out, d.host())).toList(), out.departed());
        write(changed.equals(recorded) ? recorded : indebted(changed).grown());
    }

    /// Whatever it was revoked for before.
    private void compromised(List<Revoked> revoked, NodeName node, PublicKey key) {
        revoked.removeIf(r -> r.key().equals(key));
        revoked.add(new Revoked(key, node, now(), Registry.COMPROMISED));
        revokedBefore.remove(key);
    }

    /// With a key that is there already: the one in use, the one that was to come, or one that was made on the host and
    /// never told of. Another that was to come is dropped: it was never in use.
    private static KeyState coming(KeyState state, PublicKey key) {
        if (state.publicKey().equals(Optional.of(key))) {
            return state.withoutNext();
        }
        return state.withNext(key, state.nextKey().equals(Optional.of(key)) ? state.nextHome() : HomeName.HOST);
    }

    private static void set(SortedMap<NodeName, Entry> nodes, TunnelId tunnel, KeyState state) {
        nodes.computeIfPresent(tunnel.node(), (_, entry) -> entry.with(tunnel.interfaceName(), state));
    }

    /// A node that is not managed has a key, which wgorch has made for it; the one before is revoked. Nothing else of
    /// what the inventory wants is written down: that is for an apply.
    ///
    /// @param psks what stands for the preshared keys in the file that it is given
    /// @throws IllegalStateException when the key is revoked: it never comes back
    void give(TunnelId tunnel, PublicKey key, SortedMap<NodeName, PskHash> psks) {
        if (revokedBefore.contains(key)) {
            throw new IllegalStateException("the key " + key.base64() + " is revoked, and is given to nobody");
        }
        Registry recorded = onDisk.orElseThrow();
        KeyState state = recorded.key(tunnel);
        boolean same = state.publicKey().equals(Optional.of(key));
        if (same && state.psks().equals(psks)) {
            return;
        }
        SortedMap<NodeName, Entry> nodes = new TreeMap<>(recorded.nodes());
        List<Revoked> revoked = new ArrayList<>(recorded.revoked());
        if (!same) {
            revoke(revoked, tunnel.node(), state, "replaced");
        }
        set(nodes, tunnel, (same ? state : KeyState.inUse(key, now())).withPsks(psks));
        write(back(indebted(recorded.with(nodes, revoked))));
    }

    private static boolean moves(KeyState state) {
        return state.home() != HomeName.HOST && state.home() != state.nextHome();
    }

    /// Why a key is revoked that has left a home, which may have it still.
    static String movedFrom(HomeName home) {
        return "moved-from-" + home.keyword();
    }

    /// The keys that were to come into use do not: no host was told to.
    void withdraw(Collection<TunnelId> tunnels) {
        SortedMap<NodeName, Entry> nodes = new TreeMap<>(registry.nodes());
        tunnels.forEach(tunnel -> set(nodes, tunnel, registry.key(tunnel).withoutNext()));
        write(registry.with(nodes, registry.revoked()));
    }

    /// Whether a tunnel that was seen to run this key runs the one that is next for it.
    boolean runsNext(TunnelId tunnel, Optional<PublicKey> seen) {
        return registry.key(tunnel)
                .nextKey()
                .map(next -> seen.equals(Optional.of(next)))
                .orElse(false);
    }

    /// A tunnel is shown to be as the plan wants it: the key that was next is in use, the one before is revoked.
    void settle(TunnelId tunnel, Map<TunnelId, KeyDecision> decisions) {
        KeyState state = registry.key(tunnel);
        if (state.nextKey().isEmpty()) {
            return;
        }
        SortedMap<NodeName, Entry> nodes = new TreeMap<>(registry.nodes());
        List<Revoked> revoked = new ArrayList<>(registry.revoked());
        boolean lost = Optional.ofNullable(decisions.get(tunnel))
                .map(d -> d.why().equals(KeyDecision.LOST))
                .orElse(false);
        revoke(
                revoked,
                tunnel.node(),
                state,
                lost ? "reinstalled" : moves(state) ? movedFrom(state.home()) : "rotated");
        set(nodes, tunnel, KeyState.inUse(state.nextKey().get(), state.nextHome(), now()));
        registry = indebted(registry.with(nodes, revoked));
    }

    /// What came of tries to join pairs directly. It stands there before a host is changed for it.
    void punched(Collection<Punched> tried) {
        write(registry.withPunched(Punches.replaced(registry.punched(), tried)));
    }

    /// Pairs that were to be joined directly and are not: as if they had never been tried.
    void unpunched(Collection<Punched> tried) {
        write(registry.withPunched(registry.punched().stream()
                .filter(p -> tried.stream().noneMatch(t -> t.compareTo(p) == 0))
                .toList()));
    }

    /// At the end: who is cleaned up, and who has been shown to be without a revoked key.
    ///
    /// @param cleaned departed nodes whose hosts have nothing of ours any more
    /// @param gone tunnels that their hosts have no more: of meshes that their nodes have left, or destroyed
    /// @param free whether a host was shown to be without an address
    /// @param clear whether a host was shown to be without a key
    void close(
            Set<NodeName> cleaned, Set<TunnelId> gone, BiPredicate<NodeName, InetAddress> free, Predicate<Debt> clear) {
        SortedMap<NodeName, Entry> nodes = new TreeMap<>(registry.nodes());
        List<Revoked> revoked = new ArrayList<>(registry.revoked());
        gone.forEach(tunnel -> {
            revoke(revoked, tunnel.node(), registry.key(tunnel), "destroyed");
            set(nodes, tunnel, KeyState.NONE);
        });
        nodes.replaceAll((node, entry) -> entry.withFormer(
                entry.former().stream().filter(a -> !free.test(node, a)).toList()));
        registry = indebted(registry.with(nodes, revoked));
        List<Debt> open = registry.debts().stream()
                .filter(d -> owes(registry, d.host()))
                .filter(d -> !clear.test(d))
                .toList();
        SortedMap<NodeName, Entry> departed = new TreeMap<>(registry.departed());
        departed.keySet().removeAll(cleaned);
        write(registry.withOpen(open, departed));
    }

    /// Strikes out what hosts have shown. Nothing else of what the inventory wants is written down: that is for an
    /// apply.
    void pay(Predicate<Debt> shown) {
        Registry recorded = onDisk.orElseThrow();
        List<Debt> open = recorded.debts().stream().filter(shown.negate()).toList();
        write(recorded.withOpen(open, recorded.departed()));
    }

    /// Whether there is a host to prove anything: not where the node has left, not where it is not managed,
    /// and not where it would not be believed.
    static boolean owes(Registry registry, NodeName host) {
        return !registry.isEvicted(host)
                && Optional.ofNullable(registry.nodes().get(host))
                        .map(Entry::managed)
                        .orElse(false);
    }

    /// With every host owing the proof that it is without a key that has just been revoked. A debt is written together
    /// with its revocation, so that no crash can lose it; only [#close] strikes it out.
    private Registry indebted(Registry changed) {
        Set<Debt> debts = new HashSet<>(changed.debts());
        changed.revoked().stream()
                .filter(r -> revokedBefore.add(r.key()))
                .forEach(r -> changed.nodes().keySet().stream()
                        .filter(host -> owes(changed, host))
                        .forEach(host -> debts.add(new Debt(host, r.key()))));
        List<Debt> sorted = debts.stream()
                .sorted(Comparator.comparing(Debt::host).thenComparing(Debt::key))
                .toList();
        return changed.withOpen(sorted, changed.departed());
    }

    /// Writes what has been settled so far.
    void save() {
        write(registry);
    }

    private void revoke(List<Revoked> revoked, NodeName node, KeyState state, String why) {
        state.publicKey()
                .filter(k -> revoked.stream().noneMatch(r -> r.key().equals(k)))
                .ifPresent(k -> revoked.add(new Revoked(k, node, now(), why)));
    }

    /// To the second: more would only make noise in git.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private void write(Registry changed) {
        registry = changed;
        if (onDisk.equals(Optional.of(changed))) {
            return;
        }
        if (!RegistryFile.read(file, new Diagnostics()).equals(onDisk)) {
            throw new IllegalStateException(
                    "the registry " + file + " was changed by another run since this one has read"
                            + " it; nothing more is done. Run wgorch plan to see what is where");
        }
        try {
            RegistryFile.write(file, registry);
            onDisk = Optional.of(changed);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the registry " + file + " cannot be written; no further host is changed", e);
        }
    }
}
