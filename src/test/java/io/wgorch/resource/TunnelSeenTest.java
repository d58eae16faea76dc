package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.WgQuickFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class TunnelSeenTest {
    private static boolean holds(List<String> probed, String address) {
        return TunnelSeen.read(new ProbeOutput(probed)).holds(Ip.parse(address).orElseThrow());
    }

    @Test
    void anAddressIsHeldByTheInterface() {
        List<String> live = List.of("live up", "address 10.0.0.1/24", "address fd00::1/64");

        assertThat(holds(live, "10.0.0.1")).isTrue();
        assertThat(holds(live, "fd00::1")).isTrue();
        assertThat(holds(live, "10.0.0.2")).isFalse();
    }

    /// It would come back at the next start.
    @Test
    void anAddressIsHeldByTheFileOfAnInterfaceThatIsDown() {
        List<String> file = List.of(
                "file.access 600 root:root",
                "file [Interface]",
                "file PrivateKey = " + WgQuickFile.PRIVATE_KEY,
                "file Address = 10.0.0.1/24");

        assertThat(holds(file, "10.0.0.1")).isTrue();
        assertThat(holds(file, "10.0.0.11")).isFalse();
        assertThat(holds(List.of(), "10.0.0.1")).isFalse();
    }
}
