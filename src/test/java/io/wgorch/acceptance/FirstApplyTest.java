package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// From nothing to the seed mesh, and from there to the same mesh again.
@Tag("lab")
class FirstApplyTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};

    /// Everything that could be written by us, apart from what a running system writes by itself.
    private static final String FILES = "find /etc /var/lib /usr/local /root /home /opt /srv -xdev"
            + " ! -path '/var/lib/systemd*' -printf '%p %s %m %T@ %C@\\n' | sort";

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("first-apply", SEED);

    @Test
    void aPlanShowsWhatCannotBeKnownYetAndWritesNothing() {
        mesh.untouched(SEED);
        String before = everywhere(FILES);

        Ran plan = mesh.run("plan", "--detailed-exitcode").expect(2);

        assertThat(plan.out())
                .contains("(known after apply)")
                .contains("12 to create")
                .doesNotContain("->  ");
        assertThat(plan.err()).isEmpty();
        assertThat(everywhere(FILES)).isEqualTo(before);
        assertThat(everywhere("ls /run /run/systemd/system /etc/wireguard")).doesNotContain("wgorch");
        assertThat(mesh.file("inventory/registry.yml")).doesNotExist();
        assertThat(mesh.planJson().get("complete").getAsBoolean()).isTrue();
    }

    @Test
    void anApplyMakesTheMesh() {
        mesh.untouched(SEED);

        Ran apply = mesh.run("apply", "--yes").expect(0);

        assertThat(apply.out()).contains("Links: 6 of 6").contains("Done: 3 applied.");
        for (String node : SEED) {
            assertThat(mesh.sh(node, "stat -c '%a %U:%G' /etc/wireguard/wg0.conf"))
                    .isEqualTo("600 root:root");
            assertThat(mesh.sh(node, "wg-quick strip wg0 | grep -c '^\\[Peer\\]'"))
                    .isEqualTo("2");
            assertThat(mesh.sh(node, "sed -n 's/^PrivateKey = //p' /etc/wireguard/wg0.conf | wg pubkey"))
                    .isEqualTo(mesh.key(node));
            assertThat(mesh.sh(node, "systemctl is-enabled wg-quick@wg0")).isEqualTo("enabled");
            assertThat(mesh.sh(node, "systemctl is-active wg-quick@wg0")).isEqualTo("active");
            assertThat(mesh.sh(node, "ls -A /etc/wireguard")).isEqualTo("wg0.conf");
            assertThat(mesh.sh(node, "stat -c '%a %U' /var/lib/wgorch")).isEqualTo("700 root");
            assertThat(mesh.sh(node, "ls /var/lib/wgorch/txn /run/systemd/system"))
                    .doesNotContain("wg-quick");
            assertThat(mesh.registry()).contains(mesh.key(node));
        }
        mesh.allPing(SEED);
    }

    @Test
    void theAdministratorsOwnCommandsStaySafe() {
        mesh.fresh(SEED);
        String before = mesh.tunnel("nodeA");

        mesh.sh("nodeA", "systemctl reload wg-quick@wg0");
        String reloaded = mesh.tunnel("nodeA");
        mesh.sh("nodeA", "wg-quick down wg0 && wg-quick up wg0");

        assertThat(reloaded).isEqualTo(before);
        assertThat(mesh.tunnel("nodeA")).isEqualTo(before);
        mesh.allPing(SEED);
    }

    @Test
    void aSecondApplyChangesNothing() throws Exception {
        mesh.fresh(SEED);
        String files = everywhere(FILES);
        String tunnels = List.of(SEED).stream().map(mesh::tunnel).collect(Collectors.joining());
        String running = List.of(SEED).stream().map(mesh::incarnation).collect(Collectors.joining());
        var written = Files.getLastModifiedTime(mesh.file("inventory/registry.yml"));
        String registry = mesh.registry();

        mesh.run("plan", "--detailed-exitcode").expect(0);
        mesh.run("apply", "--yes").expect(0);

        assertThat(everywhere(FILES)).isEqualTo(files);
        assertThat(List.of(SEED).stream().map(mesh::tunnel).collect(Collectors.joining()))
                .isEqualTo(tunnels);
        assertThat(List.of(SEED).stream().map(mesh::incarnation).collect(Collectors.joining()))
                .isEqualTo(running);
        assertThat(mesh.registry()).isEqualTo(registry);
        assertThat(Files.getLastModifiedTime(mesh.file("inventory/registry.yml")))
                .isEqualTo(written);
    }

    @Test
    void aHostThatIsDownWaitsForItsTurn() {
        mesh.untouched(SEED);
        mesh.kill("nodeC");

        JsonObject plan = mesh.planJson();
        Ran first = mesh.run("apply", "--yes").expect(1);
        Ran again = mesh.run("plan").expect(1);
        mesh.allPing("nodeA", "nodeB");
        mesh.hostsUp();
        Ran joined = mesh.run("apply", "--yes").expect(0);

        assertThat(plan.get("complete").getAsBoolean()).isFalse();
        assertThat(plan.getAsJsonObject("summary").get("unreachable").getAsInt())
                .isEqualTo(1);
        assertThat(first.out())
                .contains("waits for the key of nodeC")
                .contains("nodeC")
                .contains("unreachable");
        assertThat(again.out()).contains("waits for the key of nodeC").contains("No changes on 2 of 3 hosts");
        assertThat(joined.out()).contains("Done: 3 applied.");
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void aLimitIsOnlyAboutWhoIsPushed() {
        mesh.fresh(SEED);
        mesh.sh("nodeA", "wg set wg0 listen-port 51999");
        mesh.sh("nodeC", "ip link set mtu 1300 dev wg0");
        String nodeA = mesh.tunnel("nodeA") + mesh.sh("nodeA", FILES);
        String nodeB = mesh.tunnel("nodeB") + mesh.sh("nodeB", FILES);

        Ran apply = mesh.run("apply", "--yes", "--limit", "nodeC").expect(0);

        assertThat(apply.out()).contains("not contacted").contains("nodeA, nodeB");
        assertThat(mesh.sh("nodeC", "cat /sys/class/net/wg0/mtu; wg show wg0 peers | wc -l"))
                .isEqualTo("1420\n2");
        assertThat(mesh.tunnel("nodeA") + mesh.sh("nodeA", FILES)).isEqualTo(nodeA);
        assertThat(mesh.tunnel("nodeB") + mesh.sh("nodeB", FILES)).isEqualTo(nodeB);
    }

    @Test
    void aLimitedFirstApplyAllocatesForAll() {
        mesh.untouched(SEED);

        mesh.run("apply", "--yes", "--limit", "nodeC");

        assertThat(mesh.registry()).contains("10.0.0.1").contains("10.0.0.2").contains("10.0.0.3");
        assertThat(mesh.on("nodeA", "ls -A /etc/wireguard /var/lib/wgorch").out())
                .doesNotContain("manifest");
        mesh.run("apply", "--yes").expect(0);
        mesh.allPing(SEED);
    }

    private static String everywhere(String command) {
        return List.of(SEED).stream().map(n -> mesh.sh(n, command)).collect(Collectors.joining("\n"));
    }
}
