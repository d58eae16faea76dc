package io.wgorch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.plan.HostPlan;
import io.wgorch.plan.TestPlans;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a host is handed.
class TransactionTextTest {
    @ParameterizedTest
    @CsvSource({"false, 45", "true, 90"})
    void theHostIsToldHowLongToWait(boolean throughTunnel, int seconds) {
        HostPlan plan = TestPlans.host(throughTunnel, Map.of());
        RunId run = new RunId("m-1", 3, "0a1b", "anna@laptop", Duration.ofSeconds(45));

        String handed = new Transaction(plan, run, new NewKeys(Map.of(), Map.of()))
                .begin()
                .functions();

        assertThat(handed).containsPattern("(?m)^WINDOW='?" + seconds + "'?$");
    }
}
