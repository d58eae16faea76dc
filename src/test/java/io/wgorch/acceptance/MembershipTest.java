package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A node comes, a node goes; the others do not notice.
@Tag("lab")
class MembershipTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("membership", SEED);

    @Test
    void noPacketIsLostBetweenTwoNodesWhileAThirdIsRotatedAndAFourthAdded() {
        mesh.fresh(SEED);
        String running = mesh.incarnation("nodeA") + mesh.incarnation("nodeC");
        Pinger pinger = Pinger.start(mesh, "nodeA", "nodeC");

        mesh.declare("nodeD");
        mesh.hostsUp();
        mesh.run("apply", "--yes").expect(0);
        mesh.run("rotate", "nodeB", "--yes").expect(0);

        assertThat(pinger.lost()).isZero();
        assertThat(mesh.incarnation("nodeA") + mesh.incarnation("nodeC")).isEqualTo(running);
        mesh.allPing("nodeA", "nodeB", "nodeC", "nodeD");
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void thePlanForANewNodeHasOneMorePeerForEachOther() {
        mesh.fresh(SEED);
        mesh.declare("nodeD");
        mesh.hostsUp();

        List<String> planned = mesh.planned();

        assertThat(planned)
                .filteredOn(c -> !c.startsWith("nodeD "))
                .containsExactly(
                        "nodeA update tunnel/wg0 peers.nodeD:  -> 10.0.0.4/32 at nodeD.example.com:51820",
                        "nodeB update tunnel/wg0 peers.nodeD:  -> 10.0.0.4/32 at nodeD.example.com:51820",
                        "nodeC update tunnel/wg0 peers.nodeD:  -> 10.0.0.4/32 at nodeD.example.com:51820");
    }

    @Test
    void aNodeThatIsTakenOutIsForgottenByItsPeersAndItsHostCleaned() {
        mesh.untouched(SEED);
        String before = traces("nodeC");
        mesh.run("apply", "--yes").expect(0);
        String key = mesh.key("nodeC");
        String running = mesh.incarnation("nodeA") + mesh.incarnation("nodeB");
        assertThat(traces("nodeC")).isNotEqualTo(before);

        mesh.remove("nodeC");
        Ran plan = mesh.run("plan").expect(0);
        Pinger pinger = Pinger.start(mesh, "nodeA", "nodeB");
        mesh.run("apply", "--yes").expect(0);

        assertThat(pinger.lost()).isZero();
        assertThat(plan.out()).contains("leaves the mesh").contains("- tunnel/wg0");
        for (String node : List.of("nodeA", "nodeB")) {
            assertThat(mesh.sh(node, "wg show wg0 dump; cat /etc/wireguard/wg0.conf"))
                    .doesNotContain(key);
        }
        assertThat(traces("nodeC")).isEqualTo(before);
        assertThat(mesh.incarnation("nodeA") + mesh.incarnation("nodeB")).isEqualTo(running);
        assertThat(mesh.registry()).contains("departed: {}").doesNotContain("10.0.0.3");
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void destroyLeavesHostsAsTheyWereFound() {
        mesh.untouched(SEED);
        List<String> before = List.of(SEED).stream().map(MembershipTest::traces).toList();
        mesh.run("apply", "--yes").expect(0);
        String key = mesh.key("nodeC");

        Ran one = mesh.run("destroy", "nodeC", "--yes").expect(4);
        Ran others = mesh.run("apply", "--yes", "-l", "!nodeC").expect(0);
        String without = mesh.sh("nodeA", "wg show wg0 dump; cat /etc/wireguard/wg0.conf");
        Ran all = mesh.run("destroy", "--yes").expect(0);
        Ran again = mesh.run("destroy", "--yes").expect(0);

        assertThat(one.out()).contains("revoked, not shown to be gone: " + key + " on nodeA, nodeB");
        assertThat(others.out()).contains("peers.nodeC");
        assertThat(without).doesNotContain(key);
        assertThat(all.out()).contains("nodeA      applied", "nodeB      applied");
        assertThat(again.out()).contains("No changes");
        assertThat(List.of(SEED).stream().map(MembershipTest::traces)).isEqualTo(before);
        mesh.run("apply", "--yes").expect(0);
        assertThat(mesh.key("nodeC")).isNotEqualTo(key);
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    /// A key was made, and no transaction followed.
    @Test
    void destroyTakesAKeyThatWasNeverUsed() {
        mesh.untouched(SEED);
        String before = traces("nodeB");
        mesh.sh("nodeB", "mount --bind /etc/sysctl.d /etc/sysctl.d && mount -o remount,bind,ro /etc/sysctl.d");
        mesh.run("apply", "--yes").expect(1);
        mesh.sh("nodeB", "umount /etc/sysctl.d");
        String spare = mesh.sh("nodeB", "ls -A /etc/wireguard");

        Ran destroy = mesh.run("destroy", "--yes");
        Ran again = mesh.run("destroy", "--yes").expect(0);

        assertThat(spare).isEqualTo("wg0.key.new");
        destroy.expect(0);
        assertThat(destroy.out()).contains("- key/wg0").contains("nodeB      applied");
        assertThat(traces("nodeB")).isEqualTo(before);
        assertThat(again.out()).contains("No changes");
    }

    /// Everything that wgorch puts on a host.
    private static String traces(String node) {
        return mesh.sh(
                node,
                "ls -A /etc/wireguard; ls -d /var/lib/wgorch /etc/wgorch /run/wgorch; ip -o link | grep wg0;"
                        + " find /etc -xdev -newer /etc/machine-id \\( -name '*wgorch*' -o -name '*wg*' \\);"
                        + " ls /etc/sysctl.d /etc/systemd/system /run/systemd/system; nft list tables;"
                        + " systemctl list-units --all --plain --no-legend 'wg*'; sysctl net.ipv4.tcp_mtu_probing; true");
    }

    @Test
    void aHostThatIsDownWhenItsNodeIsTakenOutIsCleanedOnceItIsBack() {
        mesh.fresh(SEED);
        String key = mesh.key("nodeC");
        mesh.kill("nodeC");
        mesh.remove("nodeC");

        mesh.run("apply", "--yes").expect(0);
        Ran meanwhile = mesh.run("plan", "--detailed-exitcode").expect(0);
        String departed = mesh.registry();
        mesh.hostsUp();
        mesh.run("plan", "--detailed-exitcode").expect(2);
        mesh.run("apply", "--yes").expect(0);

        assertThat(mesh.sh("nodeA", "wg show wg0 peers")).doesNotContain(key);
        assertThat(meanwhile.out()).contains("nodeC has left the inventory and its host does not answer");
        assertThat(departed.substring(departed.indexOf("departed:")))
                .contains("nodeC")
                .contains(key);
        assertThat(mesh.on("nodeC", "ls /etc/wireguard/wg0.conf /var/lib/wgorch; ip -o link show dev wg0")
                        .out())
                .isEmpty();
        assertThat(mesh.registry()).contains("departed: {}");
        mesh.allPing("nodeA", "nodeB");
    }
}
