package io.wgorch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.inventory.NodeName;
import io.wgorch.plan.Change;
import io.wgorch.plan.Change.Action;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.TestPlans;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Steps;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.ToldSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the controller makes of the way back to a host; what the host does is in [TransactionShellTest].
class ApplierTest {
    private static final Answer FINE = new Answer(0, "", "");
    private static final Answer UNDONE = new Answer(Transaction.UNDONE, "", "undone");

    private final List<Event> events = new ArrayList<>();

    /// The new connections of a host, in order; an empty answer is one that cannot be made.
    private HostResult apply(Duration window, List<List<Answer>> connections) {
        List<List<Answer>> left = new ArrayList<>(connections);
        Hosts hosts = new Hosts() {
            @Override
            public Session observed(NodeName host) {
                return new ToldSession(FINE);
            }

            @Override
            public Session reconnect(NodeName host) throws SshException {
                List<Answer> next = left.size() > 1 ? left.removeFirst() : left.getFirst();
                if (next.isEmpty()) {
                    throw new SshException(SshException.Reason.TIMEOUT, "no answer in 5 s", "");
                }
                return new ToldSession(next.getFirst());
            }
        };
        Change change = new Change(
                new ResourceId("file", "/etc/motd"),
                Action.UPDATE,
                "",
                false,
                true,
                List.of(),
                new Steps("", "", "", "", "", List.of()));
        HostPlan plan = TestPlans.host(false, Map.of(), change);
        RunId run = new RunId("m-1", 3, "0a1b", "anna@laptop", window);
        return new Applier(hosts, events::add, run).apply(plan, new NewKeys(Map.of(), Map.of()));
    }

    @Test
    void aWayThatComesBackWithinTheWindowIsGoodEnough() {
        assertThat(apply(Duration.ofMinutes(1), List.of(List.of(), List.of(FINE))))
                .isEqualTo(HostResult.APPLIED);
    }

    @Test
    void whoComesBackTooLateIsToldHowItHasEnded() {
        HostResult result = apply(Duration.ZERO, List.of(List.of(), List.of(UNDONE)));

        assertThat(result.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(result.toString()).contains("nobody could confirm").contains("no answer in 5 s");
    }

    @Test
    void aHostThatHasUndoneIsBelieved() {
        assertThat(apply(Duration.ofMinutes(1), List.of(List.of(UNDONE))).outcome())
                .isEqualTo(Outcome.ROLLED_BACK);
        assertThat(events).isNotEmpty();
    }
}
