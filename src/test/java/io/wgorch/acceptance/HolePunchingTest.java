package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wgorch.lab.LabException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two hosts behind NATs of their own, and one on the open network.
@Tag("lab")
class HolePunchingTest {
    private static final String INVENTORY = """
            mesh: { network: 10.0.0.0/24, hole_punching: true }
            nodes:
              nodeA: { address: 10.0.0.1, endpoint: nodeA.example.com }
              nodeB: { address: 10.0.0.2, nat: true, ssh: { host: nodeB.example.net } }
              nodeC: { address: 10.0.0.3, nat: true, ssh: { host: nodeC.example.net } }
            """;

    /// A host is told that a path is dead once it has tried for a minute.
    private static final Duration LONG = Duration.ofMinutes(3);

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("hole-punching");

    @BeforeEach
    void newHosts() throws LabException {
        mesh.startOver(INVENTORY);
    }

    private static String peers(String node) {
        return mesh.sh(node, "wg show wg0 allowed-ips | cut -f2 | sort");
    }

    /// Bytes that the relay has received from all peers.
    private static long relayed() {
        return Long.parseLong(mesh.sh("nodeA", "wg show wg0 transfer | awk '{ n += $2 } END { print n }'"));
    }

    /// 100 kB that way.
    private static void talk() {
        mesh.sh("nodeB", "ping -n -q -i 0.02 -c 100 -s 1000 -W 2 10.0.0.3");
    }

    @Test
    void behindOrdinaryNatsTheyTalkDirectlyAndComeBackWhenThatEnds() {
        try (NatRouter b = NatRouter.before(mesh, "nodeB", "");
                NatRouter c = NatRouter.before(mesh, "nodeC", "")) {
            assertThat(mesh.run("apply", "--yes").expect(0).out())
                    .contains("joined by nodeA; apply tries a direct path")
                    .contains("direct path found");
            mesh.run("plan", "--detailed-exitcode").expect(0);
            assertThat(mesh.registry()).contains(b.outside() + ":51820", c.outside() + ":51820");
            mesh.allPing("nodeA", "nodeB", "nodeC");
            long before = relayed();
            talk();
            assertThat(relayed() - before).isLessThan(50_000);

            b.forbid(c);
            mesh.sh("nodeB", "systemctl restart wg-quick@wg0");
            await("the path is known to be dead")
                    .atMost(LONG)
                    .pollInterval(Duration.ofSeconds(5))
                    .until(() -> mesh.run("plan").out().contains("the direct path is dead"));
            assertThat(mesh.run("plan", "--detailed-exitcode").expect(2).out()).contains("joined by nodeA");
            mesh.run("apply", "--yes").expect(0);
            mesh.run("plan", "--detailed-exitcode").expect(0);
            mesh.allPing("nodeA", "nodeB", "nodeC");
            assertThat(peers("nodeB")).isEqualTo("10.0.0.1/32 10.0.0.3/32");
            assertThat(peers("nodeC")).isEqualTo("10.0.0.1/32 10.0.0.2/32");

            b.allow();
            assertThat(mesh.run("apply", "--yes").expect(0).out()).contains("No changes");
            assertThat(mesh.run("apply", "--punch", "--yes").expect(0).out()).contains("direct path found");
            mesh.run("plan", "--detailed-exitcode").expect(0);
            assertThat(peers("nodeB")).isEqualTo("10.0.0.1/32\n10.0.0.3/32");
            talk();
        }
    }

    /// Nothing of a trial outlives it, although nobody is there any more to end it.
    private static void killedInTheMiddle() {
        Process apply = mesh.launch("apply", "--yes");
        mesh.eventually(
                "the trial",
                () -> peers("nodeB").contains("(none)") && peers("nodeC").contains("(none)"));
        apply.destroyForcibly();
        mesh.eventually(
                "its end",
                () -> !peers("nodeB").contains("(none)") && !peers("nodeC").contains("(none)"));
        assertThat(mesh.registry()).doesNotContain("punched:");
        assertThat(mesh.run("plan", "--detailed-exitcode").expect(2).out()).contains("0 to update");
    }

    @Test
    void behindNatsThatDrawTheirPortsTheyStayWithTheRelay() {
        try (NatRouter b = NatRouter.before(mesh, "nodeB", "fully-random");
                NatRouter c = NatRouter.before(mesh, "nodeC", "fully-random")) {
            killedInTheMiddle();

            assertThat(mesh.run("apply", "--yes").expect(0).out()).contains("no direct path (no handshake at");

            mesh.run("plan", "--detailed-exitcode").expect(0);
            mesh.allPing("nodeA", "nodeB", "nodeC");
            long before = relayed();
            talk();
            assertThat(relayed() - before).isGreaterThan(100_000);
            assertThat(mesh.registry()).contains("punched:").doesNotContain(b.outside() + ":", c.outside() + ":");
            assertThat(peers("nodeB")).isEqualTo("10.0.0.1/32 10.0.0.3/32");
            assertThat(peers("nodeC")).isEqualTo("10.0.0.1/32 10.0.0.2/32");
        }
    }
}
