package io.wgorch.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.resource.FieldChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovedRoutesTest {
    private static FieldChange peer(String name, String before, String after) {
        return FieldChange.of(before, after, "peers", name);
    }

    private static FieldChange allowed(String name, String before, String after) {
        return FieldChange.of(before, after, "peers", name, "allowed_ips");
    }

    @Test
    void aPeerThatGoesIsReachedThroughTheOneThatTakesItsPrefix() {
        assertThat(MovedRoutes.of(List.of(
                        allowed("hub", "10.0.0.1/32", "10.0.0.0/24 fd00::/64"),
                        peer("db", "10.0.0.3/32 fd00::3/128 at [2001:db8::1]:51820", ""),
                        peer("far", "192.168.7.0/24 at 192.0.2.1:51820 keepalive 25", ""))))
                .containsExactly("db");
    }

    @Test
    void anotherHubTakesOver() {
        assertThat(MovedRoutes.of(List.of(allowed("hub1", "10.0.0.0/24", ""), allowed("hub2", "", "10.0.0.0/24"))))
                .containsExactly("hub1");
    }

    @Test
    void whoOnlyComesOrGoesMovesNothing() {
        assertThat(MovedRoutes.of(List.of(peer("new", "", "10.0.0.4/32 at 192.0.2.1:51820"))))
                .isEmpty();
        assertThat(MovedRoutes.of(List.of(peer("old", "10.0.0.4/32", ""), peer("new", "", "10.0.0.5/32"))))
                .isEmpty();
        assertThat(MovedRoutes.of(List.of(
                        FieldChange.of("1420", "1400", "mtu"), allowed("a", "10.0.0.1/32", "10.0.0.1/32 10.0.9.0/24"))))
                .isEmpty();
    }
}
