package io.wgorch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import io.wgorch.plan.HostPlan;
import io.wgorch.resource.ProbeList;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a host is handed.
class TransactionTextTest {
    @ParameterizedTest
    @CsvSource({"false, 45", "true, 90"})
    void theHostIsToldHowLongToWait(boolean throughTunnel, int seconds) {
        HostPlan.Basis basis = new HostPlan.Basis(
                "machine",
                "nonce",
                "fingerprint",
                ProbeList.of(Map.of()),
                throughTunnel,
                new TreeMap<>(),
                new LinkedHashMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
        HostPlan plan = new HostPlan(
                new NodeName("nodeA"), HostPlan.Status.OK, Optional.empty(), List.of(), List.of(), Optional.of(basis));
        RunId run = new RunId("m-1", 3, "0a1b", "anna@laptop", Duration.ofSeconds(45));

        String handed = new Transaction(plan, run, Map.of()).begin().functions();

        assertThat(handed).containsPattern("(?m)^WINDOW='?" + seconds + "'?$");
    }
}
