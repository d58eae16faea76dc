package io.wgorch.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.plan.Change.Action;
import io.wgorch.resource.FieldChange;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Steps;
import io.wgorch.resource.Tunnel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What follows from the plan of one host for the others, and for how long it waits.
class HostPlanTest {
    private static final Steps NONE = new Steps("", "", "", "", "", List.of());

    private static Change tunnel(Action action, FieldChange... fields) {
        return new Change(Tunnel.id("wg0"), action, "", false, true, List.of(fields), NONE);
    }

    private static boolean concernsPeers(Change... changes) {
        return TestPlans.host(false, Map.of(Tunnel.id("wg0"), "text"), changes).concernsPeers();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            key                     | old                 | new                     | true
            listen_port             | 51820               | 51821                   | true
            addresses               | 10.0.0.1/24         | 10.0.0.9/24             | true
            addresses               | 10.0.0.1/24         | 10.0.0.1/24 fd00::1/64  | false
            addresses               | 10.0.0.1/24 10.9/16 | 10.0.0.1/24             | false
            mtu                     | 1420                | 1400                    | false
            routes                  | ''                  | 192.168.7.0/24          | false
            peers nodeB endpoint    | 192.0.2.2:51820     | 192.0.2.9:51820         | false
            peers nodeB allowed_ips | 10.0.0.2/32         | 10.0.0.2/32 10.1.0.0/16 | false
            """)
    void whatPeersHaveToFollow(String path, String before, String after, boolean concerns) {
        FieldChange field = FieldChange.of(before, after, path.split(" ", -1));

        assertThat(concernsPeers(tunnel(Action.UPDATE, field))).isEqualTo(concerns);
    }

    /// Prefixes that leave one peer and come to another.
    @Test
    void anotherWayConcernsPeers() {
        FieldChange from = FieldChange.of("10.0.0.2/32 10.0.0.3/32", "10.0.0.2/32", "peers", "nodeB", "allowed_ips");
        FieldChange to = FieldChange.of("", "10.0.0.3/32 at nodeC.example.com:51820", "peers", "nodeC");

        assertThat(concernsPeers(tunnel(Action.UPDATE, from, to))).isTrue();
    }

    @Test
    void whatIsNewOrNoTunnelConcernsNobody() {
        FieldChange key = FieldChange.of("old", "new", "key");
        Change sysctl =
                new Change(new ResourceId("sysctl", "etc/x"), Action.UPDATE, "", false, true, List.of(key), NONE);

        assertThat(concernsPeers(tunnel(Action.CREATE, key))).isFalse();
        assertThat(concernsPeers(sysctl)).isFalse();
        assertThat(concernsPeers()).isFalse();
    }

    /// Nobody can follow a host that has nothing any more.
    @Test
    void aHostThatLeavesConcernsNobody() {
        HostPlan leaves = TestPlans.host(false, Map.of(), tunnel(Action.DELETE, FieldChange.of("old", "", "key")));

        assertThat(leaves.leaves()).isTrue();
        assertThat(leaves.concernsPeers()).isFalse();
    }

    @Test
    void oneOfTwoTunnelsThatGoesConcernsItsPeers() {
        Change goes = new Change(Tunnel.id("wg1"), Action.DELETE, "", false, true, List.of(), NONE);

        assertThat(concernsPeers(goes)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"false, 60, 60", "true, 60, 120", "true, 10, 60", "true, 45, 90", "false, 10, 10"})
    void aHostThatIsReachedThroughItsTunnelWaitsLonger(boolean throughTunnel, int asked, int waits) {
        assertThat(TestPlans.host(throughTunnel, Map.of()).window(Duration.ofSeconds(asked)))
                .isEqualTo(Duration.ofSeconds(waits));
    }
}
