package io.wgorch.acceptance.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.wgorch.acceptance.MeshLab;
import io.wgorch.acceptance.Pinger;
import io.wgorch.acceptance.Ran;
import io.wgorch.acceptance.faults.Freezer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A key is replaced while the traffic of its pairs goes on, over an interface beside the tunnel.
@Tag("lab")
class DetourTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};

    /// Where the controller is killed, and on which host. `rotation.all` tries every step, for script/acceptance.
    private static final List<String> ALL_STEPS = List.of(
            "nodeB up",
            "nodeC up",
            "nodeB hold",
            "nodeA make",
            "nodeB meet 8",
            "nodeC meet 8",
            "nodeB switch",
            "nodeC switch",
            "nodeB begin",
            "nodeB step stage 1",
            "nodeB step activate 1",
            "nodeB confirm",
            "nodeB step persist 1",
            "nodeC begin",
            "nodeC step activate 1",
            "nodeC confirm",
            "nodeA step persist 1",
            "nodeB settle 12",
            "nodeC settle 12",
            "nodeB return",
            "nodeA return",
            "nodeB down",
            "nodeC down",
            "nodeA clean");

    private static final List<String> SOME_STEPS = List.of("nodeC switch", "nodeC begin");

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("detour", SEED);

    static List<String> steps() {
        return Boolean.getBoolean("rotation.all") ? ALL_STEPS : SOME_STEPS;
    }

    @Test
    void nobodyLosesAnything() {
        mesh.fresh(SEED);
        List.of(SEED).forEach(n -> mesh.sh(n, "echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter"));
        List.of(SEED).forEach(n -> mesh.sh(n, "echo 1 >/proc/sys/net/ipv4/conf/wg0/rp_filter"));
        String old = mesh.key("nodeB");
        Pinger to = Pinger.start(mesh, "nodeA", "nodeB");
        Pinger from = Pinger.start(mesh, "nodeB", "nodeC");
        Pinger bystanders = Pinger.start(mesh, "nodeC", "nodeA");

        Ran rotate = mesh.run("rotate", "nodeB", "--yes", "--json").expect(0);

        int lost = to.lost() + from.lost() + bystanders.lost();
        List.of(SEED).forEach(n -> mesh.sh(n, "echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter"));
        JsonObject report = JsonParser.parseString(rotate.out()).getAsJsonObject();
        assertThat(lost).as("packets lost, of 100 a second").isZero();
        assertThat(report.getAsJsonObject("plan").getAsJsonArray("interrupts")).isEmpty();
        assertThat(report.getAsJsonObject("plan").getAsJsonArray("detours")).hasSize(2);
        assertThat(report.getAsJsonArray("crossings")).hasSize(2).allSatisfy(c -> {
            assertThat(c.getAsJsonObject().get("node").getAsString()).isEqualTo("nodeB");
            assertThat(c.getAsJsonObject().get("lost").getAsInt()).isZero();
            assertThat(c.getAsJsonObject().get("sent").getAsInt()).isGreaterThan(20);
        });
        assertThat(mesh.key("nodeB")).isNotEqualTo(old);
        assertThat(mesh.sh("nodeB", "cat /proc/sys/net/ipv4/conf/wg0/rp_filter"))
                .isEqualTo("1");
        nothingIsLeft();
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void aSecondPortThatIsClosedStopsBeforeAnythingIsTouched() {
        mesh.fresh(SEED);
        String before = tunnels();
        mesh.sh(
                "nodeC",
                "nft 'add table inet foreign; add chain inet foreign input { type filter hook input priority 0; };"
                        + " add rule inet foreign input udp dport 52820 drop'");

        Ran stopped = mesh.run("rotate", "nodeB", "--yes").expect(1);
        String after = tunnels();
        nothingIsLeft();
        Ran plan = mesh.run("plan", "--detailed-exitcode");
        Ran allowed = mesh.run("rotate", "nodeB", "--yes", "--allow-loss");
        mesh.sh("nodeC", "nft delete table inet foreign");

        assertThat(stopped.out())
                .contains("no handshake over the detour between nodeB and nodeC", "udp/52820", "--allow-loss")
                .doesNotContain("nodeB and nodeA");
        assertThat(after).isEqualTo(before);
        plan.expect(0);
        allowed.expect(0);
        assertThat(allowed.out())
                .contains("nodeB - nodeA while the key changed")
                .doesNotContain("nodeB - nodeC while");
        assertThat(tunnels()).isNotEqualTo(before);
        nothingIsLeft();
        mesh.allPing(SEED);
    }

    @Test
    void aFirewallThatDoesNotKnowTheDetourGetsTheTrafficBack() {
        mesh.fresh(SEED);
        String before = tunnels();
        mesh.sh(
                "nodeA",
                "nft 'add table inet foreign; add chain inet foreign input { type filter hook input priority 0; };"
                        + " add rule inet foreign input iifname != { lo, eth0, wg0 } drop'");

        Ran stopped = mesh.run("rotate", "nodeB", "--yes").expect(1);
        String after = tunnels();
        mesh.sh("nodeA", "nft delete table inet foreign");

        assertThat(stopped.out()).contains("nothing comes back over the detour between nodeB and nodeA", "wg0-d");
        assertThat(after).isEqualTo(before);
        nothingIsLeft();
        mesh.run("plan", "--detailed-exitcode").expect(0);
        mesh.allPing(SEED);
    }

    @Test
    @EnabledIfSystemProperty(named = "rotation.all", matches = "true")
    void allKeysOneAfterTheOther() {
        mesh.fresh(SEED);
        String before = keys();

        Ran rotate = mesh.run("rotate", "--all", "--yes").expect(0);

        assertThat(Stream.of(keys().split("\n", -1))).doesNotContainAnyElementsOf(List.of(before.split("\n", -1)));
        assertThat(rotate.out().lines().filter(l -> l.contains("while the key changed")))
                .hasSize(6);
        nothingIsLeft();
        mesh.run("plan", "--detailed-exitcode").expect(0);
        mesh.allPing(SEED);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void whereverTheControllerDiesOneMoreRunEndsIt(String step) throws InterruptedException {
        mesh.fresh(SEED);
        String host = step.substring(0, step.indexOf(' '));
        Freezer freezer = new Freezer(mesh, host);
        freezer.install();
        freezer.set(step.substring(step.indexOf(' ') + 1));
        Process controller = mesh.launch("rotate", "nodeB", "--yes", "--confirm-timeout", "10");
        freezer.awaitFrozen();
        controller.destroyForcibly().waitFor();
        freezer.thaw();
        freezer.uninstall();
        mesh.eventually(
                "the hosts have decided",
                () -> Stream.of(SEED)
                        .allMatch(
                                n -> mesh.on(n, "ls -d /var/lib/wgorch/txn/*/").exit() != 0));

        Ran again = mesh.run("apply", "--yes");

        again.expect(0);
        assertThat(again.all()).doesNotContain("changed outside wgorch");
        nothingIsLeft();
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    private static String tunnels() {
        return String.join("\n", Stream.of(SEED).map(mesh::tunnel).toList());
    }

    private static String keys() {
        return String.join("\n", Stream.of(SEED).map(mesh::key).toList());
    }

    private static void nothingIsLeft() {
        for (String node : SEED) {
            assertThat(mesh.sh(
                            node,
                            "ls -d /run/wgorch-detour 2>/dev/null; ip rule show pref 5182; ip -o link show | grep wg0-d;"
                                    + " ip route show table 52820 2>/dev/null; systemctl list-units --all --no-legend"
                                    + " 'wgorch-detour*'; true"))
                    .as("what is left on " + node)
                    .isEmpty();
        }
    }
}
