package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the registry says and what hosts say has to agree; where it does not, nobody is taken out of the mesh.
@Tag("lab")
class RegistryTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};
    private static final String FILE = "inventory/registry.yml";

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("registry", SEED);

    @BeforeEach
    void aMesh() {
        mesh.fresh(SEED);
    }

    @Test
    void aLostRegistryIsRefusedAndMadeAnewFromTheHosts() throws IOException {
        String revoked = mesh.key("nodeB");
        mesh.run("rotate", "nodeB", "--yes").expect(0);
        String meshId = mesh.registry()
                .lines()
                .filter(l -> l.startsWith("mesh:"))
                .findFirst()
                .orElseThrow();
        String before = tunnels();
        Files.delete(mesh.file(FILE));

        Ran plan = mesh.run("plan").expect(1);
        Ran apply = mesh.run("apply", "--yes").expect(1);
        assertThat(mesh.file(FILE)).doesNotExist();
        mesh.run("import", "--registry", "--yes").expect(0);

        assertThat(plan.err())
                .contains("nodeA")
                .contains("nodeB")
                .contains("nodeC")
                .contains("import --registry");
        assertThat(apply.err()).isEqualTo(plan.err());
        assertThat(mesh.registry())
                .contains(meshId)
                .contains(revoked)
                .contains(mesh.key("nodeA"))
                .contains(mesh.key("nodeB"))
                .contains(mesh.key("nodeC"));
        mesh.run("plan", "--detailed-exitcode").expect(0);
        mesh.run("apply", "--yes").expect(0);
        assertThat(tunnels()).isEqualTo(before);
    }

    @Test
    void anOldRegistryIsRefused() {
        String old = mesh.registry();
        mesh.run("rotate", "nodeB", "--yes").expect(0);
        String before = tunnels();
        mesh.write(FILE, old);

        Ran plan = mesh.run("plan").expect(1);
        Ran apply = mesh.run("apply", "--yes").expect(1);

        assertThat(plan.err()).contains("nodeB").contains("but the registry is at ");
        assertThat(apply.err()).contains("but the registry is at ");
        assertThat(tunnels()).isEqualTo(before);
        assertThat(mesh.registry()).isEqualTo(old);
    }

    @Test
    void theRegistryOfAnotherMeshIsRefused() {
        String before = tunnels();
        mesh.write(FILE, mesh.registry().replaceFirst("mesh: (\"?)........", "mesh: $100000000"));

        Ran apply = mesh.run("apply", "--yes").expect(1);

        assertThat(apply.err()).contains("nodeA").contains("but the registry is of mesh 00000000");
        assertThat(tunnels()).isEqualTo(before);
    }

    @Test
    void aKeyThatSomebodyElseChangedIsAnAlarm() {
        String old = mesh.key("nodeB");
        String others = mesh.tunnel("nodeA") + mesh.tunnel("nodeC");
        mesh.sh("nodeB", "wg genkey >/root/k; wg set wg0 private-key /root/k; rm /root/k");
        String foreign = mesh.key("nodeB");

        Ran plan = mesh.run("plan").expect(1);
        mesh.run("apply", "--yes").expect(1);
        String untouched = mesh.tunnel("nodeA") + mesh.tunnel("nodeC");
        boolean kept = mesh.key("nodeB").equals(foreign);
        mesh.run("apply", "--yes", "--accept-key", "nodeB").expect(0);

        assertThat(plan.out()).contains(foreign).contains(old).contains("--accept-key nodeB");
        assertThat(untouched).isEqualTo(others);
        assertThat(kept).isTrue();
        assertThat(mesh.key("nodeB")).isEqualTo(foreign);
        assertThat(mesh.sh("nodeB", "sed -n 's/^PrivateKey = //p' /etc/wireguard/wg0.conf | wg pubkey"))
                .isEqualTo(foreign);
        assertThat(mesh.registry().substring(mesh.registry().indexOf("revoked:")))
                .contains(old);
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void aHostThatWasInstalledAnewComesBackWithANewKey() {
        String old = mesh.key("nodeB");
        mesh.sh(
                "nodeB",
                "systemctl disable --now wg-quick@wg0 wgorch-nftables wgorch-nftables-again wgorch-recover; rm -rf /etc/wireguard/*"
                        + " /var/lib/wgorch /etc/wgorch /etc/sysctl.d/99-wireguard.conf /etc/systemd/system/wgorch-*;"
                        + " systemctl daemon-reload");

        mesh.run("apply", "--yes").expect(0);

        assertThat(mesh.key("nodeB")).isNotEqualTo(old);
        for (String node : SEED) {
            assertThat(mesh.sh(node, "wg show wg0 dump; cat /etc/wireguard/wg0.conf"))
                    .doesNotContain(old);
        }
        assertThat(mesh.registry().substring(mesh.registry().indexOf("revoked:")))
                .contains(old)
                .contains("why: reinstalled");
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    private static String tunnels() {
        return mesh.tunnel("nodeA") + mesh.tunnel("nodeB") + mesh.tunnel("nodeC");
    }
}
