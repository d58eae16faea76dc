package io.wgorch.run;

import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.inventory.NodeName;
import io.wgorch.plan.HostPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which hosts may still begin. Once a host has changed in a way that its peers have to follow (another key,
/// address, port or way), they are told in any case: their pairs would be down otherwise.
final class Pace {
    private final int maxFailPercentage;
    private volatile Optional<String> stopped = Optional.empty();

    /// @param maxFailPercentage of a batch, 0 to 100
    Pace(int maxFailPercentage) {
        this.maxFailPercentage = maxFailPercentage;
    }

    /// No further host begins. Callable from another thread.
    void stop(String why) {
        stopped = Optional.of(why);
    }

    boolean isStopped() {
        return stopped.isPresent();
    }

    /// Why no further host begins; empty while they do.
    Optional<String> stopped() {
        return stopped;
    }

    /// Those of a batch that can still go; the others get a result that says why not.
    List<NodeName> runnable(Collection<NodeName> batch, Outcomes outcomes) {
        List<NodeName> runnable = new ArrayList<>();
        for (NodeName host : batch) {
            if (outcomes.of(host).isEmpty()) {
                hindrance(host, outcomes)
                        .ifPresentOrElse(why -> outcomes.put(host, Outcome.NOT_STARTED, why), () -> runnable.add(host));
            }
        }
        return runnable;
    }

    /// A host whose peer has failed to take its new key must keep the old one.
    private Optional<String> hindrance(NodeName host, Outcomes outcomes) {
        if (isStopped() && !othersMustFollow(outcomes)) {
            return stopped;
        }
        List<String> stuck = outcomes.plan().hosts().stream()
                .filter(HostPlan::replacesKey)
                .map(HostPlan::name)
                .filter(n -> !n.equals(host) && outcomes.of(n).isPresent() && !outcomes.isOk(n))
                .map(NodeName::value)
                .toList();
        return stuck.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", stuck) + " did not take its new key, so its peers keep the old one."
                        + " To go on without it: --limit '!" + stuck.getFirst() + "'");
    }

    private static boolean othersMustFollow(Outcomes outcomes) {
        return outcomes.plan().hosts().stream().anyMatch(h -> h.concernsPeers() && outcomes.isApplied(h.name()));
    }

    /// A batch of which none has succeeded, or more have failed than the playbook allows, ends the run.
    void judge(List<NodeName> batch, Outcomes outcomes) {
        List<NodeName> failed = batch.stream().filter(n -> !outcomes.isOk(n)).toList();
        boolean all = !batch.isEmpty() && failed.size() == batch.size();
        if (all || failed.size() * 100 > maxFailPercentage * batch.size()) {
            stop("not begun: " + failed.size() + " of the " + batch.size() + " before it failed ("
                    + failed.stream().map(NodeName::value).collect(Collectors.joining(", "))
                    + "). To go on without: --limit '"
                    + failed.stream().map(n -> "!" + n).collect(Collectors.joining(",")) + "'");
        }
    }
}
