package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// nodeC is managed at its address in the mesh, by way of nodeA: every change of their tunnel concerns the connection
/// that brings it.
@Tag("lab")
class ThroughTheTunnelTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("through-the-tunnel", SEED);

    private String reached = "";

    @BeforeEach
    void managedThroughTheTunnel() {
        mesh.fresh(SEED);
        String hostKey = mesh.sh("nodeC", "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub")
                .split(" ", -1)[1];
        reached = "ssh: { host: 10.0.0.3, user: root, jump: nodeA, host_key: \"%s\", identity_file: \"%s\" }"
                .formatted(hostKey, mesh.file(".wgorch/lab/id_ed25519"));
        mesh.declare("nodeC", reached);
    }

    private void applied(String... command) {
        mesh.run(command).expect(0);
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void theConnectionComesThroughTheTunnelAndThePlanSaysSo() {
        Ran plan = mesh.run("plan");

        assertThat(plan.out())
                .contains("this host is managed through the tunnel itself")
                .contains("twice the --confirm-timeout for that, 60 s at least");
        mesh.sh("nodeA", "ip link set wg0 down");
        Ran without = mesh.run("plan", "--limit", "nodeC");
        mesh.sh("nodeA", "systemctl restart wg-quick@wg0");
        without.expect(1);
        assertThat(without.out()).contains("nodeC      10.0.0.3       unreachable");
    }

    @Test
    void whatChangesItsOwnWayArrives() {
        mesh.head("defaults: { mtu: 1380 }\n");
        applied("apply", "--yes");
        assertThat(mesh.sh("nodeC", "cat /sys/class/net/wg0/mtu")).isEqualTo("1380");

        mesh.declare("nodeC", reached + ", listen_port: 51900");
        applied("apply", "--yes");
        assertThat(mesh.sh("nodeC", "wg show wg0 listen-port")).isEqualTo("51900");

        mesh.declare("nodeA", "listen_port: 51901");
        applied("apply", "--yes");

        String old = mesh.key("nodeC");
        applied("rotate", "nodeC", "--yes");
        assertThat(mesh.key("nodeC")).isNotEqualTo(old);
        applied("rotate", "nodeA", "--yes");
    }

    private static void anotherAddressOfNodeA() {
        mesh.write(
                "inventory/mesh.yml",
                mesh.read("inventory/mesh.yml").replace("{ address: 10.0.0.1,", "{ address: 10.0.0.9,"));
    }

    /// Neither end could change first.
    @Test
    void anotherAddressOfItsJumpHostIsRefused() {
        List<String> before = Stream.of(SEED).map(mesh::tunnel).toList();
        anotherAddressOfNodeA();

        Ran apply = mesh.run("apply", "--yes").expect(1);

        assertThat(apply.err()).contains("nodeC is managed through the mesh, from 10.0.0.1, which nodeA would lose");
        assertThat(Stream.of(SEED).map(mesh::tunnel)).containsExactlyElementsOf(before);
        mesh.declare("nodeC", "");
        anotherAddressOfNodeA();
        mesh.run("apply", "--yes").expect(0);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    /// Of the port that it is to have nobody has told the firewall on the way.
    @Test
    void aWayThatIsShutIsOpenAgain() {
        String before = mesh.tunnel("nodeC");
        mesh.sh(
                "nodeA",
                "nft 'add table inet foreign; add chain inet foreign output { type filter hook output priority 0; };"
                        + " add rule inet foreign output udp dport 51900 drop'");
        mesh.declare("nodeC", reached + ", listen_port: 51900");

        Ran apply = mesh.run("apply", "--yes", "--confirm-timeout", "10");

        mesh.sh("nodeA", "nft delete table inet foreign");
        assertThat(apply.expect(1).out()).contains("nodeC      rolled back");
        assertThat(mesh.tunnel("nodeC")).isEqualTo(before);
        mesh.declare("nodeC", reached);
        mesh.eventually(
                "nodeC can be managed",
                () -> mesh.run("plan", "--limit", "nodeC").exit() == 0);
        applied("apply", "--yes");
        assertThat(mesh.tunnel("nodeC")).isEqualTo(before);
    }
}
