package io.wgorch.plan;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import java.util.List;

/// Everything that apply will do, and nothing else. Inert: it can be shown, compared and, later, carried out.
///
/// @param hosts every host of the run
/// @param order the waves and batches in which the hosts with changes are handled
/// @param interrupts pairs that will feel it, in words
/// @param debts hosts not yet shown to be without a revoked key
/// @param notes what concerns the mesh as a whole
public record Plan(
        List<HostPlan> hosts,
        List<List<NodeName>> order,
        List<String> interrupts,
        List<Registry.Debt> debts,
        List<String> notes) {
    public Plan {
        hosts = List.copyOf(hosts);
        order = order.stream().map(List::copyOf).toList();
        interrupts = List.copyOf(interrupts);
        debts = List.copyOf(debts);
        notes = List.copyOf(notes);
    }

    public boolean hasChanges() {
        return hosts.stream().anyMatch(HostPlan::hasChanges);
    }

    /// Whether every host could be planned.
    public boolean complete() {
        return hosts.stream().allMatch(h -> h.status() == HostPlan.Status.OK);
    }

    public HostPlan host(NodeName name) {
        return hosts.stream().filter(h -> h.name().equals(name)).findFirst().orElseThrow();
    }
}
