package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.apply.Crossings;
import io.wgorch.apply.HostResult;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.inventory.NodeName;
import io.wgorch.plan.TestPlans;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of a host that went through two rounds.
class ApplyReportTest {
    private static final NodeName NODE = new NodeName("nodeA");

    private static ApplyReport report(Map<NodeName, HostResult> results) {
        return new ApplyReport(
                TestPlans.NOTHING, new TreeMap<>(results), List.of(), List.of(), Crossings.NONE, List.of());
    }

    private static ApplyReport report(Outcome outcome) {
        return report(Map.of(NODE, new HostResult(outcome, "")));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            APPLIED,   UNCHANGED,   APPLIED,     APPLIED
            APPLIED,   NOT_STARTED, NOT_STARTED, APPLIED
            APPLIED,   UNREACHABLE, UNREACHABLE, APPLIED
            APPLIED,   ROLLED_BACK, ROLLED_BACK, ROLLED_BACK
            APPLIED,   FAILED,      FAILED,      FAILED
            APPLIED,   UNKNOWN,     UNKNOWN,     UNKNOWN
            UNCHANGED, APPLIED,     APPLIED,     APPLIED
            UNCHANGED, NOT_STARTED, NOT_STARTED, UNCHANGED
            """)
    void theSecondCountsWhereSomethingCameOfIt(Outcome first, Outcome second, Outcome then, Outcome besides) {
        assertThat(outcome(report(first).then(report(second)))).isEqualTo(then);
        assertThat(outcome(report(first).besides(report(second)))).isEqualTo(besides);
    }

    private static Outcome outcome(ApplyReport report) {
        return Objects.requireNonNull(report.results().get(NODE)).outcome();
    }

    @Test
    void aHostOfTheSecondRoundOnlyIsInTheReport() {
        assertThat(report(Map.of()).then(report(Outcome.UNREACHABLE)).ok()).isFalse();
        assertThat(report(Map.of()).besides(report(Outcome.UNREACHABLE)).ok()).isFalse();
    }
}
