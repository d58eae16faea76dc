package io.wgorch.playbook;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import io.wgorch.playbook.Playbook.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Two tasks that set the same thing on one host would undo each other with every apply; no plan would ever be empty.
final class Claims {
    private final Inventory inventory;
    private final Diagnostics diagnostics;
    private final Map<String, List<Claim>> claims = new HashMap<>();

    Claims(Inventory inventory, Diagnostics diagnostics) {
        this.inventory = inventory;
        this.diagnostics = diagnostics;
    }

    void add(ReadAction action, Set<NodeName> hosts, SourcePosition at) {
        SequencedMap<String, Set<NodeName>> things = new LinkedHashMap<>();
        hosts.forEach(host -> things(action, host)
                .forEach(t ->
                        things.computeIfAbsent(t, _ -> new LinkedHashSet<>()).add(host)));
        things.forEach((thing, on) -> add(thing, on, at));
    }

    /// Single things, so that the unit of a tunnel is the same whether a task names it or not.
    private List<String> things(ReadAction action, NodeName host) {
        return action.action() instanceof Action.Service service
                        && service.unit().isEmpty()
                ? inventory.meshesOf(host).stream()
                        .map(m -> "service wg-quick@" + m.interfaceName())
                        .toList()
                : List.of(action.what());
    }

    private void add(String thing, Set<NodeName> hosts, SourcePosition at) {
        List<Claim> earlier = claims.computeIfAbsent(thing, _ -> new ArrayList<>());
        for (Claim claim : earlier) {
            hosts.stream()
                    .filter(claim.hosts()::contains)
                    .findFirst()
                    .ifPresent(
                            host -> diagnostics.error(
                                    at,
                                    thing + " is already set on '" + host + "' by the task in line "
                                            + claim.at().line()
                                            + ". Take one of the two out; what differs between hosts can go into the template."));
        }
        earlier.add(new Claim(hosts, at));
    }

    private record Claim(Set<NodeName> hosts, SourcePosition at) {}
}
