package io.wgorch.run;

import io.wgorch.apply.Event;
import io.wgorch.apply.KeyPhase;
import io.wgorch.crypto.PresharedKey;
import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.keys.KeyHome;
import io.wgorch.keys.KeyHomeException;
import io.wgorch.keys.KeyName;
import io.wgorch.keys.PskName;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.KeyDecision;
import io.wgorch.plan.Plan;
import io.wgorch.wireguard.PendingPsk;
import io.wgorch.wireguard.Psk;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The homes of private keys that a run needs, but for the hosts: those that it makes keys in, that it delivers keys
/// from, and that keys leave for another home. Each is opened once, when a plan first needs it.
///
/// What can be wrong with them shows before any host is touched: then they are open, the keys to be delivered are
/// there,
/// and the new ones are made.
public final class Homes implements AutoCloseable {
    private final Opener opener;
    private final SecureRandom random;
    private final Map<HomeName, KeyHome> open = new EnumMap<>(HomeName.class);
    private final SortedMap<TunnelId, PublicKey> made = new TreeMap<>();
    private final Set<PublicKey> found = new HashSet<>();
    private final Map<Psk, PresharedKey> psks = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    public Homes(Opener opener, SecureRandom random) {
        this.opener = opener;
        this.random = random;
    }

    /// Opens one of them.
    @FunctionalInterface
    public interface Opener {
        /// Empty with a diagnostic when it cannot be opened.
        Optional<? extends KeyHome> open(HomeName home, Diagnostics diagnostics);
    }

    /// Opens those that a plan needs, and looks for the keys that it delivers: for each of them once, however
    /// many plans follow.
    ///
    /// @param diagnostics what is not as it has to be
    public void open(PlanRun look, Plan plan, Diagnostics diagnostics) {
        open(look.project().registry(), look.assessment().decisions(), plan, diagnostics);
    }

    void open(Registry registry, Map<TunnelId, KeyDecision> decisions, Plan plan, Diagnostics diagnostics) {
        SortedMap<TunnelId, KeyDecision.Missing> missing = missing(plan);
        Set<HomeName> needed = new TreeSet<>(left(registry, decisions));
        missing.values().forEach(m -> needed.add(m.home()));
        SortedMap<PendingPsk, PskHash> given = givenPsks(plan);
        if (!given.isEmpty()) {
            needed.add(HomeName.STORE);
        }
        for (HomeName name : needed) {
            if (!open.containsKey(name)) {
                opener.open(name, diagnostics).ifPresent(home -> open.put(name, home));
            }
        }
        if (diagnostics.isEmpty()) {
            missing.forEach((tunnel, m) -> check(tunnel, m, diagnostics));
            given.forEach((pair, psk) -> take(pair, psk, registry.meshId(), diagnostics));
        }
    }

    /// The preshared keys that are there already, and that a host has not: those of nodes that are not managed.
    private static SortedMap<PendingPsk, PskHash> givenPsks(Plan plan) {
        SortedMap<PendingPsk, PskHash> given = new TreeMap<>();
        plan.hosts()
                .forEach(host -> host.missingPsks().forEach((pair, psk) -> {
                    if (psk instanceof PskHash hash) {
                        given.put(pair, hash);
                    }
                }));
        return given;
    }

    private void take(PendingPsk pair, PskHash wanted, String salt, Diagnostics diagnostics) {
        if (psks.containsKey(wanted)) {
            return;
        }
        Optional<PresharedKey> found =
                psk(pair.one(), pair.other(), pair).or(() -> psk(pair.other(), pair.one(), pair));
        found.filter(key -> key.hash(salt).equals(wanted))
                .ifPresentOrElse(
                        key -> psks.put(wanted, key),
                        () -> diagnostics.error("the preshared key of " + pair.one() + " and " + pair.other()
                                + " that was given out is not in " + home(HomeName.STORE)
                                + ". Take that file from git, or give out another with: wgorch export NODE --new-key"));
    }

    private Optional<PresharedKey> psk(String node, String peer, PendingPsk pair) {
        return home(HomeName.STORE).psk(new PskName(new KeyName(node, pair.interfaceName()), peer));
    }

    /// The same, and makes the keys that are new in a plan.
    ///
    /// @return why the plan cannot be carried out
    Optional<String> ready(Registry registry, Map<TunnelId, KeyDecision> decisions, Plan plan) {
        Diagnostics diagnostics = new Diagnostics();
        open(registry, decisions, plan, diagnostics);
        if (diagnostics.isEmpty()) {
            open.forEach((name, home) -> make(home, tunnelsMadeIn(name, plan), diagnostics));
            // Not those of an earlier turn: a pair whose ends are both rotated gets another with each.
            Map<Psk, PresharedKey> fresh = new HashMap<>();
            plan.hosts().stream()
                    .flatMap(h -> h.missingPsks().values().stream())
                    .forEach(psk -> {
                        if (psk instanceof PendingPsk pending) {
                            fresh.computeIfAbsent(pending, _ -> PresharedKey.generate(random));
                        }
                    });
            fresh.forEach((pending, key) ->
                    Optional.ofNullable(psks.put(pending, key)).ifPresent(PresharedKey::close));
        }
        return diagnostics.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        diagnostics.sorted().stream().map(Diagnostic::message).collect(Collectors.joining("\n")));
    }

    private static SortedMap<TunnelId, KeyDecision.Missing> missing(Plan plan) {
        SortedMap<TunnelId, KeyDecision.Missing> missing = new TreeMap<>();
        plan.hosts().stream().map(HostPlan::missingKeys).forEach(missing::putAll);
        missing.values().removeIf(m -> m.home() == HomeName.HOST);
        return missing;
    }

    /// The homes that the keys of some tunnels leave for another one.
    private static Set<HomeName> left(Registry registry, Map<TunnelId, KeyDecision> decisions) {
        Set<HomeName> left = new TreeSet<>();
        decisions.forEach((tunnel, decision) -> {
            KeyState state = registry.key(tunnel);
            if (isElsewhere(decision, state)) {
                left.add(state.home());
            }
        });
        left.remove(HomeName.HOST);
        return left;
    }

    private static boolean isElsewhere(KeyDecision decision, KeyState state) {
        return switch (decision) {
            case KeyDecision.Missing missing -> missing.home() != state.home();
            case KeyDecision.Use use ->
                state.nextKey().equals(Optional.of(use.key())) && state.nextHome() != state.home();
            case KeyDecision.Alarm _ -> false;
        };
    }

    private static List<KeyName> tunnelsMadeIn(HomeName home, Plan plan) {
        return missing(plan).entrySet().stream()
                .filter(e -> e.getValue() instanceof KeyDecision.Make make && make.home() == home)
                .map(e -> KeyName.of(e.getKey()))
                .toList();
    }

    private void check(TunnelId tunnel, KeyDecision.Missing missing, Diagnostics diagnostics) {
        if (missing instanceof KeyDecision.Deliver(PublicKey key, HomeName name, String _) && !found.contains(key)) {
            try {
                home(name)
                        .find(KeyName.of(tunnel), key)
                        .ifPresentOrElse(
                                half -> {
                                    half.close();
                                    found.add(key);
                                },
                                () -> diagnostics.error("the private half of " + key + ", the key of " + tunnel.node()
                                        + " on " + tunnel.interfaceName() + ", is not in " + home(name)
                                        + ". If it is lost, give the node another: wgorch rotate " + tunnel.node()));
            } catch (KeyHomeException e) {
                diagnostics.error(e.getMessage());
            }
        }
    }

    private void make(KeyHome home, List<KeyName> names, Diagnostics diagnostics) {
        try {
            if (!names.isEmpty()) {
                home.make(names).forEach((name, key) -> made.put(name.tunnel(), key));
            }
        } catch (KeyHomeException e) {
            diagnostics.error(e.getMessage());
        }
    }

    private KeyHome home(HomeName name) {
        return Optional.ofNullable(open.get(name)).orElseThrow();
    }

    /// @param salt the id of the mesh
    KeyPhase phase(Fleet fleet, Event.Sink events, String salt) {
        return new KeyPhase(fleet, events, open, made, Map.copyOf(psks), salt);
    }

    /// Has the home that a tunnel's key leaves forget it, now that its next one is in use. A home that does not leaves
    /// the tunnel unsettled: the next run tries again.
    ///
    /// @return whether the next key may be recorded as the one in use
    boolean forget(TunnelId tunnel, KeyState state) {
        if (state.nextKey().isEmpty() || state.home() == state.nextHome() || state.home() == HomeName.HOST) {
            return true;
        }
        try {
            home(state.home()).remove(KeyName.of(tunnel));
            return true;
        } catch (KeyHomeException e) {
            problems.add("the keys that " + tunnel.node() + " had on " + tunnel.interfaceName() + " are still in "
                    + home(state.home()) + ": " + e.getMessage() + " Apply again to have them removed.");
            return false;
        }
    }

    /// Has the home of a key that was to come forget it: the rotation was called off before any host used it.
    void withdraw(TunnelId tunnel, KeyState state) {
        Optional<KeyHome> home = Optional.ofNullable(open.get(state.nextHome()));
        if (home.isPresent() && state.nextKey().isPresent()) {
            try {
                home.get().withdraw(KeyName.of(tunnel), state.nextKey().get());
            } catch (KeyHomeException e) {
                problems.add("a key that was made for " + tunnel.node() + " on " + tunnel.interfaceName()
                        + " and is not used is still in " + home.get() + ": " + e.getMessage());
            }
        }
    }

    /// What went wrong once hosts were touched.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public void close() {
        open.values().forEach(KeyHome::close);
        psks.values().forEach(PresharedKey::close);
    }
}
