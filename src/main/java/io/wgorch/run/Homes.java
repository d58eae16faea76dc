package io.wgorch.run;

import io.wgorch.apply.Event;
import io.wgorch.apply.KeyPhase;
import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.keys.KeyHome;
import io.wgorch.keys.KeyHomeException;
import io.wgorch.keys.KeyName;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.KeyDecision;
import io.wgorch.plan.Plan;
import io.wgorch.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.EnumMap;
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
    private final Map<HomeName, KeyHome> open = new EnumMap<>(HomeName.class);
    private final SortedMap<TunnelId, PublicKey> made = new TreeMap<>();
    private final Set<PublicKey> found = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    public Homes(Opener opener) {
        this.opener = opener;
    }

    /// Opens one of them.
    @FunctionalInterface
    public interface Opener {
        /// Empty with a diagnostic when it cannot be opened.
        Optional<? extends KeyHome> open(HomeName home, Diagnostics diagnostics);
    }

    /// Opens those that a plan needs, and looks for the keys that it delivers: for each of them once, however many
    /// plans
    /// follow each other.
    ///
    /// @param diagnostics what is not as it has to be
    public void open(PlanRun look, Plan plan, Diagnostics diagnostics) {
        open(look.project().registry(), look.assessment().decisions(), plan, diagnostics);
    }

    void open(Registry registry, Map<TunnelId, KeyDecision> decisions, Plan plan, Diagnostics diagnostics) {
        SortedMap<TunnelId, KeyDecision.Missing> missing = missing(plan);
        Set<HomeName> needed = new TreeSet<>(left(registry, decisions));
        missing.values().forEach(m -> needed.add(m.home()));
        for (HomeName name : needed) {
            if (!open.containsKey(name)) {
                opener.open(name, diagnostics).ifPresent(home -> open.put(name, home));
            }
        }
        if (diagnostics.isEmpty()) {
            missing.forEach((tunnel, m) -> check(tunnel, m, diagnostics));
        }
    }

    /// The same, and makes the keys that are new in a plan.
    ///
    /// @return why the plan cannot be carried out
    Optional<String> ready(Registry registry, Map<TunnelId, KeyDecision> decisions, Plan plan) {
        Diagnostics diagnostics = new Diagnostics();
        open(registry, decisions, plan, diagnostics);
        if (diagnostics.isEmpty()) {
            open.forEach((name, home) -> make(home, tunnelsMadeIn(name, plan), diagnostics));
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

    KeyPhase phase(Fleet fleet, Event.Sink events) {
        return new KeyPhase(fleet, events, open, made);
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

    /// What went wrong once hosts were touched.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public void close() {
        open.values().forEach(KeyHome::close);
    }
}
