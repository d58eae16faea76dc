package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A new key for a node: known to all, the old one nowhere.
@Tag("lab")
class RotateTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("rotate", SEED);

    @Test
    void theOldKeyIsOnNoHost() {
        mesh.fresh(SEED);
        String old = mesh.key("nodeB");
        String others = mesh.key("nodeA") + mesh.key("nodeC");
        String running =
                String.join("", List.of(SEED).stream().map(mesh::incarnation).toList());

        Ran rotate = mesh.run("rotate", "nodeB", "--yes").expect(0);

        assertThat(rotate.out()).contains("Done: 3 applied.").doesNotContain("revoked, not shown");
        for (String node : SEED) {
            assertThat(mesh.sh(node, "wg show all dump"))
                    .as("kernel of " + node)
                    .doesNotContain(old);
            assertThat(mesh.on(node, "grep -rF '" + old + "' /etc /run/wgorch /run/systemd/system")
                            .out())
                    .as("files of " + node)
                    .isEmpty();
            assertThat(mesh.sh(node, "grep -rhF '" + old + "' /var/lib/wgorch"))
                    .as("state of " + node)
                    .startsWith("revoked ")
                    .hasLineCount(1);
            assertThat(mesh.sh(node, "ls -A /etc/wireguard")).isEqualTo("wg0.conf");
        }
        assertThat(mesh.key("nodeB")).isNotEqualTo(old);
        assertThat(mesh.key("nodeA") + mesh.key("nodeC")).isEqualTo(others);
        assertThat(String.join("", List.of(SEED).stream().map(mesh::incarnation).toList()))
                .isEqualTo(running);
        assertThat(afterwards(mesh.registry(), "revoked:")).contains(old);
        assertThat(beforehand(mesh.registry(), "revoked:")).doesNotContain(old).contains(mesh.key("nodeB"));
        assertThat(mesh.registry()).contains("debts: []");
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void aPeerThatIsDownLeavesADebtUntilItIsBack() {
        mesh.fresh(SEED);
        String old = mesh.key("nodeB");
        mesh.kill("nodeC");

        Ran rotate = mesh.run("rotate", "nodeB", "--yes").expect(1);
        JsonObject plan = mesh.planJson();
        mesh.allPing("nodeA", "nodeB");
        mesh.hostsUp();
        boolean held = mesh.sh("nodeC", "wg show wg0 peers").contains(old);
        mesh.run("apply", "--yes").expect(0);

        assertThat(rotate.out()).contains("revoked, not shown to be gone: " + old + " on nodeC");
        assertThat(plan.getAsJsonArray("debts").toString()).contains(old).contains("nodeC");
        assertThat(held).as("nodeC came back with the old key").isTrue();
        assertThat(mesh.sh("nodeC", "wg show wg0 dump; cat /etc/wireguard/wg0.conf"))
                .doesNotContain(old);
        assertThat(mesh.planJson().getAsJsonArray("debts")).isEmpty();
        mesh.allPing(SEED);
    }

    @Test
    void aNodeThatIsDownKeepsItsKeyAndNobodyIsChanged() {
        mesh.fresh(SEED);
        String registry = mesh.registry();
        String nodeA = mesh.tunnel("nodeA");
        mesh.kill("nodeB");

        Ran rotate = mesh.run("rotate", "nodeB", "--yes").expect(1);

        assertThat(rotate.all()).contains("nodeB").contains("Nothing was changed");
        assertThat(mesh.registry()).isEqualTo(registry);
        assertThat(mesh.tunnel("nodeA")).isEqualTo(nodeA);
    }

    @Test
    void severalAtOnceAndOneTwice() {
        mesh.fresh(SEED);
        String first = mesh.key("nodeA");
        String second = mesh.key("nodeB");

        mesh.run("rotate", "nodeA", "nodeB", "--yes").expect(0);
        String third = mesh.key("nodeA");
        mesh.run("rotate", "nodeA", "--yes").expect(0);

        for (String node : SEED) {
            assertThat(mesh.sh(node, "wg show wg0 dump; cat /etc/wireguard/wg0.conf"))
                    .doesNotContain(first)
                    .doesNotContain(second)
                    .doesNotContain(third);
        }
        assertThat(afterwards(mesh.registry(), "revoked:"))
                .contains(first)
                .contains(second)
                .contains(third);
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void aNodeThatDoesNotExistIsRefusedBeforeAnythingIsContacted() {
        Ran rotate = mesh.run("rotate", "nodeX", "--yes").expect(3);

        assertThat(rotate.err()).contains("nodeX").contains("Did you mean");
    }

    private static String afterwards(String text, String mark) {
        return text.substring(text.indexOf(mark));
    }

    private static String beforehand(String text, String mark) {
        return text.substring(0, text.indexOf(mark));
    }
}
