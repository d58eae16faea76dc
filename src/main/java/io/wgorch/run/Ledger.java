package io.wgorch.run;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.plan.KeyDecision;
import io.wgorch.wireguard.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
    void open(Map<NodeName, KeyDecision> decisions, Map<NodeName, PublicKey> made) {
        SortedMap<NodeName, Entry> nodes = new TreeMap<>(registry.nodes());
        List<Revoked> revoked = new ArrayList<>(registry.revoked());
        decisions.forEach((node, decision) -> {
            Entry entry = Optional.ofNullable(nodes.get(node)).orElseThrow();
            switch (decision) {
                case KeyDecision.Use(PublicKey key, String _, boolean accepted)
                when accepted -> {
                    revoke(revoked, node, entry, "replaced");
                    nodes.put(node, inUse(entry, key));
                }
                case KeyDecision.Use(PublicKey key, String _, boolean _) -> {
                    // A next key whose private half is lost is dropped: it was never in use.
                    boolean same = entry.publicKey().equals(Optional.of(key));
                    nodes.put(node, next(entry, Optional.of(key).filter(_ -> !same)));
                }
                case KeyDecision.Make _ ->
                    Optional.ofNullable(made.get(node))
                            .ifPresent(key -> nodes.put(node, next(entry, Optional.of(key))));
                case KeyDecision.Alarm _ -> {}
            }
        });
        write(indebted(registry.with(nodes, revoked)).grown());
    }

    /// Whether a host that was seen to run this key runs the one that is next for it.
    boolean runsNext(NodeName node, Optional<PublicKey> seen) {
        return Optional.ofNullable(registry.nodes().get(node))
                .flatMap(Entry::nextKey)
                .map(next -> seen.equals(Optional.of(next)))
                .orElse(false);
    }

    /// A host is shown to be as the plan wants it: the key that was next is in use, the one before is revoked.
    void settle(NodeName node, Map<NodeName, KeyDecision> decisions) {
        Entry entry = registry.nodes().get(node);
        if (entry == null || entry.nextKey().isEmpty()) {
            return;
        }
        SortedMap<NodeName, Entry> nodes = new TreeMap<>(registry.nodes());
        List<Revoked> revoked = new ArrayList<>(registry.revoked());
        boolean lost = Optional.ofNullable(decisions.get(node))
                .map(d -> d.why().equals(KeyDecision.LOST))
                .orElse(false);
        revoke(revoked, node, entry, lost ? "reinstalled" : "rotated");
        nodes.put(node, inUse(entry, entry.nextKey().get()));
        registry = indebted(registry.with(nodes, revoked));
    }

    /// At the end: who is cleaned up, and who has been shown to be without a revoked key.
    ///
    /// @param cleaned departed nodes whose hosts have nothing of ours any more
    /// @param clear whether a host was shown to be without a key
    void close(Set<NodeName> cleaned, Predicate<Debt> clear) {
        List<Debt> open = registry.debts().stream()
                .filter(d -> registry.nodes().containsKey(d.host()))
                .filter(d -> !clear.test(d))
                .toList();
        SortedMap<NodeName, Entry> departed = new TreeMap<>(registry.departed());
        departed.keySet().removeAll(cleaned);
        write(registry.withOpen(open, departed));
    }

    /// With every host owing the proof that it is without a key that has just been revoked. A debt is written together
    /// with its revocation, so that no crash can lose it; only [#close] strikes it out.
    private Registry indebted(Registry changed) {
        Set<Debt> debts = new HashSet<>(changed.debts());
        changed.revoked().stream()
                .filter(r -> revokedBefore.add(r.key()))
                .forEach(r -> changed.nodes().keySet().forEach(host -> debts.add(new Debt(host, r.key()))));
        List<Debt> sorted = debts.stream()
                .sorted(Comparator.comparing(Debt::host).thenComparing(Debt::key))
                .toList();
        return changed.withOpen(sorted, changed.departed());
    }

    /// Writes what has been settled so far.
    void save() {
        write(registry);
    }

    private void revoke(List<Revoked> revoked, NodeName node, Entry entry, String why) {
        entry.publicKey().ifPresent(k -> revoked.add(new Revoked(k, node, now(), why)));
    }

    private Entry inUse(Entry entry, PublicKey key) {
        return new Entry(Optional.of(key), Optional.empty(), Optional.of(now()), entry.addresses(), entry.ssh());
    }

    private static Entry next(Entry entry, Optional<PublicKey> key) {
        return new Entry(entry.publicKey(), key, entry.since(), entry.addresses(), entry.ssh());
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
