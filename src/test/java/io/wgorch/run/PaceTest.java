package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.apply.HostResult;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.inventory.NodeName;
import io.wgorch.plan.Change;
import io.wgorch.plan.Change.Action;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Plan;
import io.wgorch.resource.FieldChange;
import io.wgorch.resource.Steps;
import io.wgorch.resource.Tunnel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who may still begin. A host is written as its name: `*` replaces its key.
class PaceTest {
    private static final HostResult FAILED = new HostResult(Outcome.ROLLED_BACK, "why");

    private static Outcomes outcomes(String... hosts) {
        List<HostPlan> plans = Arrays.stream(hosts).map(PaceTest::plan).toList();
        return new Outcomes(
                new Plan(plans, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    private static HostPlan plan(String host) {
        String field = host.endsWith("*") ? "key" : "mtu";
        Change change = new Change(
                Tunnel.id("wg0"),
                Action.UPDATE,
                "",
                false,
                true,
                List.of(FieldChange.of("old", "new", field)),
                new Steps("", "", "", "", "", List.of()));
        return new HostPlan(
                node(host.replace("*", "")),
                HostPlan.Status.OK,
                Optional.empty(),
                List.of(),
                List.of(change),
                Optional.empty());
    }

    private static NodeName node(String name) {
        return new NodeName(name);
    }

    private static List<NodeName> nodes(String... names) {
        return Arrays.stream(names).map(NodeName::new).toList();
    }

    @Test
    void whoHasEndedDoesNotBeginAgain() {
        Outcomes outcomes = outcomes("a", "b");
        outcomes.putAll(Map.of(node("a"), HostResult.APPLIED));

        assertThat(new Pace(100).runnable(nodes("a", "b"), outcomes)).containsExactly(node("b"));
    }

    @Test
    void afterAStopNobodyBegins() {
        Outcomes outcomes = outcomes("a", "b");
        Pace pace = new Pace(100);

        pace.stop("not begun: interrupted");

        assertThat(pace.runnable(nodes("a", "b"), outcomes)).isEmpty();
        assertThat(outcomes.all().values()).containsOnly(new HostResult(Outcome.NOT_STARTED, "not begun: interrupted"));
    }

    @Test
    void thePeersOfAReplacedKeyAreToldInAnyCase() {
        Outcomes outcomes = outcomes("a*", "b");
        outcomes.putAll(Map.of(node("a"), HostResult.APPLIED));
        Pace pace = new Pace(0);

        pace.stop("not begun: interrupted");

        assertThat(pace.runnable(nodes("b"), outcomes)).containsExactly(node("b"));
    }

    @Test
    void aKeyThatWasNotReplacedKeepsNobodyGoing() {
        Outcomes outcomes = outcomes("a*", "b");
        outcomes.putAll(Map.of(node("a"), FAILED));

        assertThat(new Pace(100).runnable(nodes("b"), outcomes)).isEmpty();
        assertThat(outcomes.of(node("b")).orElseThrow().detail()).contains("a did not take its new key");
    }

    @Test
    void aCanaryThatFailsEndsTheRun() {
        Outcomes outcomes = outcomes("a", "b");
        outcomes.putAll(Map.of(node("a"), FAILED));
        Pace pace = new Pace(100);

        pace.judge(nodes("a"), outcomes);

        assertThat(pace.runnable(nodes("b"), outcomes)).isEmpty();
        assertThat(outcomes.of(node("b")).orElseThrow().detail())
                .isEqualTo("not begun: 1 of the 1 before it failed (a). To go on without: --limit '!a'");
    }

    @Test
    void asManyMayFailAsThePlaybookAllows() {
        Outcomes outcomes = outcomes("a", "b", "c", "d", "e");
        outcomes.putAll(Map.of(
                node("a"), FAILED,
                node("b"), HostResult.APPLIED,
                node("c"), HostResult.APPLIED,
                node("d"), HostResult.APPLIED));
        Pace allows = new Pace(25);
        Pace forbids = new Pace(24);

        allows.judge(nodes("a", "b", "c", "d"), outcomes);
        forbids.judge(nodes("a", "b", "c", "d"), outcomes);

        assertThat(allows.isStopped()).isFalse();
        assertThat(forbids.isStopped()).isTrue();
    }

    @Test
    void aBatchOfWhichNobodyBeganSaysNothing() {
        Pace pace = new Pace(0);

        pace.judge(List.of(), outcomes("a"));

        assertThat(pace.isStopped()).isFalse();
    }
}
