package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What was applied is there after a reboot, and after what else happens on a host.
@Tag("lab")
class RebootTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};
    private static final String TABLE = "nft -s list table inet wgorch";

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("reboot", SEED);

    @BeforeEach
    void aMesh() {
        mesh.fresh(SEED);
    }

    @Test
    void aHostThatWasRestartedIsBackInTheMesh() {
        String table = mesh.sh("nodeB", TABLE);

        mesh.restart("nodeB");

        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        assertThat(mesh.sh("nodeB", TABLE)).isEqualTo(table);
        assertThat(mesh.sh("nodeB", "systemctl is-active wg-quick@wg0 wgorch-nftables"))
                .isEqualTo("active\nactive");
        assertThat(mesh.sh("nodeB", "systemctl --failed --no-legend")).isEmpty();
    }

    @Test
    void aHostThatLostPowerRightAfterAnApplyIsBackInTheMesh() {
        mesh.run("rotate", "nodeB", "--yes").expect(0);

        mesh.kill("nodeA");
        mesh.kill("nodeB");
        mesh.hostsUp();

        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void theTableOutlivesTheFirewallServiceOfTheHost() {
        String table = mesh.sh("nodeB", TABLE);
        mesh.sh("nodeB", "systemctl enable --now nftables");
        assertThat(mesh.sh("nodeB", TABLE)).as("after its first start").isEqualTo(table);
        mesh.run("plan", "--detailed-exitcode").expect(0);

        for (String action : new String[] {"reload", "restart", "reload", "stop", "start"}) {
            mesh.sh("nodeB", "systemctl " + action + " nftables");
            if (!action.equals("stop")) {
                assertThat(mesh.sh("nodeB", TABLE)).as("after " + action).isEqualTo(table);
            }
        }
        mesh.restart("nodeB");

        assertThat(mesh.sh("nodeB", TABLE)).as("after a reboot").isEqualTo(table);
        assertThat(mesh.sh("nodeB", "systemctl is-active nftables")).isEqualTo("active");
        mesh.run("plan", "--detailed-exitcode").expect(0);
        mesh.sh("nodeB", "systemctl disable --now nftables");
    }
}
