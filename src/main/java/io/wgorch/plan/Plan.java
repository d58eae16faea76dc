package io.wgorch.plan;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import java.util.ArrayList;
import java.util.List;

/// Everything that apply will do, and nothing else. Inert: it can be shown, compared and, later, carried out.
///
/// @param hosts every host of the run
/// @param order the waves and batches in which the hosts with changes are handled
/// @param interrupts pairs that will feel it, in words
/// @param debts hosts not yet shown to be without a revoked key
/// @param notes what concerns the mesh as a whole
/// @param detours pairs whose traffic takes another interface while the keys are replaced
/// @param punches pairs that are tried to be joined directly once the hosts are done
/// @param due keys that have been in use for longer than they should; nothing is done about them
public record Plan(
        List<HostPlan> hosts,
        List<List<NodeName>> order,
        List<String> interrupts,
        List<Registry.Debt> debts,
        List<String> notes,
        List<Detour> detours,
        List<Punch> punches,
        List<DueKey> due) {
    public Plan {
        hosts = List.copyOf(hosts);
        order = order.stream().map(List::copyOf).toList();
        interrupts = List.copyOf(interrupts);
        debts = List.copyOf(debts);
        notes = List.copyOf(notes);
        detours = List.copyOf(detours);
        punches = List.copyOf(punches);
        due = List.copyOf(due);
    }

    public boolean hasChanges() {
        return !punches.isEmpty() || hosts.stream().anyMatch(HostPlan::hasChanges);
    }

    public Plan with(List<Punch> others) {
        return new Plan(hosts, order, interrupts, debts, notes, detours, others, due);
    }

    public Plan withDue(List<DueKey> keys) {
        return new Plan(hosts, order, interrupts, debts, notes, detours, punches, keys);
    }

    /// The same in another order.
    public Plan in(List<List<NodeName>> others) {
        return new Plan(hosts, others, interrupts, debts, notes, detours, punches, due);
    }

    /// The same where it is known what each pair feels of a new key.
    ///
    /// @param led pairs that are led around, and feel nothing
    /// @param others what the others feel, in words
    public Plan around(List<Detour> led, List<String> others) {
        List<String> all = new ArrayList<>(others);
        all.addAll(Interruptions.of(hosts, false));
        return new Plan(hosts, order, all, debts, notes, led, punches, due);
    }

    /// Whether every host that is asked could be planned.
    public boolean complete() {
        return hosts.stream().allMatch(h -> h.status() == HostPlan.Status.OK || h.status() == HostPlan.Status.EVICTED);
    }

    public HostPlan host(NodeName name) {
        return hosts.stream().filter(h -> h.name().equals(name)).findFirst().orElseThrow();
    }
}
