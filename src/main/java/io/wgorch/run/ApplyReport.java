package io.wgorch.run;

import io.wgorch.apply.HostResult;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.plan.Plan;
import io.wgorch.verify.LinkCheck;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// How a run has ended.
///
/// @param plan what was to be done
/// @param results every host, those that did not answer included
/// @param links both directions of every link that the changes concern
/// @param debts hosts not yet shown to be without a revoked key
public record ApplyReport(Plan plan, SortedMap<NodeName, HostResult> results, List<LinkCheck> links, List<Debt> debts) {
    public ApplyReport {
        results = Collections.unmodifiableSortedMap(new TreeMap<>(results));
        links = List.copyOf(links);
        debts = List.copyOf(debts);
    }

    /// Whether every host is as the plan wants it, and every link that was tried has a session.
    public boolean ok() {
        return results.values().stream().allMatch(HostResult::ok)
                && links.stream().allMatch(LinkCheck::handshake);
    }
}
