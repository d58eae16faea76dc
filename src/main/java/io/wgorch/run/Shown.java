package io.wgorch.run;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.TunnelId;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Tunnel;
import io.wgorch.resource.TunnelSeen;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What a run has shown of the hosts: seen before it, or brought about by it.
record Shown(PlanRun look, Outcomes outcomes) {
    /// Departed nodes whose hosts have nothing of ours any more.
    Set<NodeName> cleaned() {
        Set<NodeName> cleaned = new HashSet<>();
        for (NodeName node : look.project().registry().departed().keySet()) {
            boolean answered = look.states().containsKey(node);
            boolean planned =
                    outcomes.plan().hosts().stream().anyMatch(h -> h.name().equals(node));
            if (answered && (!planned || outcomes.isOk(node))) {
                cleaned.add(node);
            }
        }
        return cleaned;
    }

    /// Tunnels that are to go, and that their hosts have no more.
    Set<TunnelId> gone() {
        Set<TunnelId> gone = new HashSet<>();
        look.project()
                .registry()
                .nodes()
                .forEach((node, entry) -> entry.keys().keySet().stream()
                        .map(interfaceName -> new TunnelId(node, interfaceName))
                        .filter(tunnel -> look.goal().destroys()
                                || !look.project().tunnels(node).contains(tunnel))
                        .filter(tunnel -> outcomes.sets(tunnel) || isWithout(tunnel))
                        .forEach(gone::add));
        return gone;
    }

    /// Whether a host was seen to have nothing of a tunnel that is of ours.
    private boolean isWithout(TunnelId tunnel) {
        return Optional.ofNullable(look.states().get(tunnel.node()))
                .map(state -> !runs(tunnel, state)
                        && state.manifest()
                                .map(m -> !m.resources().containsKey(Tunnel.id(tunnel.interfaceName())))
                                .orElse(!state.foreignManifest()))
                .orElse(false);
    }

    private boolean runs(TunnelId tunnel, HostState state) {
        return state.tunnel(tunnel.interfaceName())
                .flatMap(TunnelSeen::key)
                .filter(k -> look.project().registry().key(tunnel).keys().anyMatch(k::equals))
                .isPresent();
    }

    /// A host is clear of a key when it was seen without it, or when a transaction that set one of its tunnels has been
    /// confirmed: what is set is set on all of them, and no desired tunnel has a revoked key.
    boolean isClear(Debt debt) {
        return look.assessment().isClear(debt) || outcomes.setsTunnels(debt.host());
    }

    /// A host is without an address that it had when it was seen so, or by such a transaction.
    boolean isFree(NodeName host, InetAddress address) {
        return outcomes.setsTunnels(host)
                || Optional.ofNullable(look.states().get(host))
                        .map(s -> s.tunnels().stream().noneMatch(t -> t.holds(address)))
                        .orElse(false);
    }
}
