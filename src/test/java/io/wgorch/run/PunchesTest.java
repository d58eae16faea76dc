package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.apply.Crossings;
import io.wgorch.apply.HostResult;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.apply.PunchResult;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.Plan;
import io.wgorch.plan.Punch;
import io.wgorch.plan.TestPlans;
import io.wgorch.verify.LinkCheck;
import io.wgorch.wireguard.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is remembered of tries, and how two rounds make one report.
class PunchesTest {
    private static final NodeName A = new NodeName("nodeA");
    private static final NodeName B = new NodeName("nodeB");
    private static final NodeName C = new NodeName("nodeC");
    private static final Endpoint AT = new Endpoint("192.0.2.7", 51820);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private List<Punched> remembered(String scenario) throws IOException {
        return new PlanScenario(scenario, folder).read().registry().punched();
    }

    private static Punched punched(String interfaceName, NodeName one, NodeName other, boolean met) {
        return new Punched(interfaceName, one, other, met ? List.of(AT, AT) : List.of(), Instant.EPOCH);
    }

    @Test
    void aTryThatFailedIsRemembered() throws IOException {
        assertThat(remembered("behind-nats-tried-in-vain-no-drift"))
                .singleElement()
                .matches(p -> !p.met());
    }

    @Test
    void aTryThatFailedIsForgottenWhenItIsToBeMadeAgain() throws IOException {
        assertThat(remembered("behind-nats-tried-again-when-asked")).isEmpty();
    }

    /// Its endpoints would be old when the pair may meet again.
    @Test
    void aPairThatMayNotMeetAnyMoreIsForgotten() throws IOException {
        assertThat(remembered("behind-nats-no-more")).isEmpty();
    }

    @Test
    void aPairIsRememberedOnceInEachMesh() {
        Punched before = punched("wg0", B, C, false);
        Punched elsewhere = punched("wg1", B, C, false);
        Punched another = punched("wg0", A, C, true);
        Punched met = punched("wg0", B, C, true);

        assertThat(Punches.replaced(List.of(before, elsewhere, another), List.of(met)))
                .containsExactlyInAnyOrder(elsewhere, another, met);
    }

    /// The second round had nothing to do on nodeB, and changed nodeC.
    @Test
    void twoRoundsAreOneReport() {
        LinkCheck kept = new LinkCheck(new TunnelId(B, "wg0"), A, true, true);
        LinkCheck before = new LinkCheck(new TunnelId(C, "wg0"), A, false, false);
        LinkCheck after = new LinkCheck(new TunnelId(C, "wg0"), A, true, true);
        Plan plan = TestPlans.NOTHING;
        PunchResult tried = new PunchResult(new Punch("wg0", B, C, A), List.of(AT, AT), "");
        HostResult failed = new HostResult(Outcome.ROLLED_BACK, "why");
        ApplyReport first = new ApplyReport(
                plan,
                new TreeMap<>(Map.of(B, HostResult.APPLIED, C, HostResult.UNCHANGED)),
                List.of(kept, before),
                List.of(tried),
                Crossings.NONE,
                List.of());
        ApplyReport second = new ApplyReport(
                plan,
                new TreeMap<>(Map.of(B, HostResult.UNCHANGED, C, failed)),
                List.of(after),
                List.of(),
                Crossings.NONE,
                List.of());

        ApplyReport both = first.then(second);

        assertThat(both.results()).isEqualTo(Map.of(B, HostResult.APPLIED, C, failed));
        assertThat(both.links()).containsExactly(kept, after);
        assertThat(both.punches()).containsExactly(tried);
        assertThat(both.ok()).isFalse();
    }
}
