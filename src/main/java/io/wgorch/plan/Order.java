package io.wgorch.plan;

import io.wgorch.inventory.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The batches in which hosts change, so that what is wrong shows on one host and not on all.
///
/// Hosts whose running key is replaced go first: a peer learns a new key only after its owner is shown to use it, and
/// traffic stalls for the shortest time that one interface allows (node first, peers after: no loss, a stall of about
/// one second; peers first loses seconds). Where no key is replaced, a host goes alone as a canary. No batch has two
/// hosts that carry the traffic of others.
///
/// Hosts whose pairs get other preshared keys go before all that, side by side, however many they are: a pair shakes
/// hands only where both ends have the same, and its session lives on for three minutes at most (REJECT_AFTER_TIME).
///
/// @param batchSize how many hosts may change side by side, at least 1
/// @param carriers hubs and relays
public record Order(int batchSize, Set<NodeName> carriers) {
    public Order {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size " + batchSize);
        }
        carriers = Set.copyOf(carriers);
    }

    List<List<NodeName>> of(List<HostPlan> hosts) {
        return of(hosts, Set.copyOf(names(hosts.stream().filter(HostPlan::replacesKey))));
    }

    /// The batches of one turn of several.
    ///
    /// @param turn the hosts whose keys are replaced in it
    public List<List<NodeName>> of(List<HostPlan> hosts, Set<NodeName> turn) {
        List<List<NodeName>> batches = new ArrayList<>();
        List<NodeName> atOnce = names(hosts.stream().filter(HostPlan::switchesPsks));
        if (!atOnce.isEmpty()) {
            batches.add(atOnce);
        }
        List<HostPlan> changing = hosts.stream()
                .filter(h -> h.hasChanges() && !atOnce.contains(h.name()))
                .toList();
        List<NodeName> first = names(changing.stream().filter(h -> turn.contains(h.name())));
        List<NodeName> rest = names(changing.stream().filter(h -> !turn.contains(h.name())));
        batches.addAll(batches(first));
        if (first.isEmpty() && atOnce.isEmpty() && rest.size() > 1) {
            NodeName canary =
                    rest.stream().filter(n -> !carriers.contains(n)).findFirst().orElse(rest.getFirst());
            batches.add(List.of(canary));
            rest.remove(canary);
        }
        batches.addAll(batches(rest));
        return batches;
    }

    private List<List<NodeName>> batches(List<NodeName> hosts) {
        List<NodeName> left = new ArrayList<>(hosts);
        List<List<NodeName>> batches = new ArrayList<>();
        while (!left.isEmpty()) {
            List<NodeName> batch = new ArrayList<>();
            for (NodeName host : left) {
                boolean second = carriers.contains(host) && batch.stream().anyMatch(carriers::contains);
                if (batch.size() < batchSize && !second) {
                    batch.add(host);
                }
            }
            left.removeAll(Set.copyOf(batch));
            batches.add(batch);
        }
        return batches;
    }

    private static List<NodeName> names(Stream<HostPlan> hosts) {
        return new ArrayList<>(hosts.map(HostPlan::name).toList());
    }
}
