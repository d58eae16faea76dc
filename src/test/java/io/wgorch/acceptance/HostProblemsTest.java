package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A host that cannot be worked on is named with the reason and the cure; the others go on.
@Tag("lab")
class HostProblemsTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};
    private static final String OURS =
            "ls -A /etc/wireguard /var/lib/wgorch /etc/wgorch 2>/dev/null; ip -o link | grep wg0";

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("host-problems", SEED);

    @Test
    void unreachable() {
        mesh.untouched(SEED);
        mesh.kill("nodeB");

        othersGoOn("unreachable", "127.0.0.1:", "check that sshd runs");

        mesh.hostsUp();
        nothingOfOursOnNodeB();
    }

    @Test
    void theHostKeyHasChanged() {
        mesh.untouched(SEED);
        mesh.sh("nodeB", "rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh");

        othersGoOn("unreachable", "but known_hosts has", "wgorch trust");

        nothingOfOursOnNodeB();
        Ran trust = mesh.run("trust", "--yes").expect(1);
        assertThat(trust.all()).contains("nodeB").containsIgnoringCase("changed");
        mesh.run("plan").expect(1);
        mesh.hostsUp();
        mesh.run("apply", "--yes").expect(0);
    }

    @Test
    void wireguardIsMissing() {
        mesh.untouched(SEED);
        mesh.sh("nodeB", "mv /usr/bin/wg /usr/bin/wg.away");
        try {
            othersGoOn("cannot be planned", "wg is missing", "apt-get install wireguard-tools");
            nothingOfOursOnNodeB();
        } finally {
            mesh.sh("nodeB", "mv /usr/bin/wg.away /usr/bin/wg");
        }
    }

    @Test
    void aHostThatCannotMakeItsKeyDoesNotStopTheOthers() {
        mesh.untouched(SEED);
        mesh.sh("nodeB", "chattr +i /etc/wireguard");
        try {
            Ran apply = mesh.run("apply", "--yes").expect(1);

            assertThat(apply.out())
                    .containsPattern("nodeB +failed\\n +no key could be made")
                    .contains("nodeA      applied")
                    .contains("nodeC      applied");
            mesh.allPing("nodeA", "nodeC");
            nothingOfOursOnNodeB();
        } finally {
            mesh.sh("nodeB", "chattr -i /etc/wireguard");
        }
        mesh.run("apply", "--yes").expect(0);
        mesh.allPing(SEED);
    }

    @Test
    void aTunnelOfSomebodyElseIsLeftAlone() {
        mesh.untouched(SEED);
        mesh.sh(
                "nodeB",
                "umask 077; printf '[Interface]\\nPrivateKey = %s\\nAddress = 192.168.77.1/24\\n' $(wg genkey)"
                        + " >/etc/wireguard/wg0.conf; wg-quick up wg0");
        String before = mesh.tunnel("nodeB") + mesh.sh("nodeB", "sha256sum /etc/wireguard/*");

        othersGoOn("cannot be planned", "was not made by wgorch", "interface:");

        assertThat(mesh.tunnel("nodeB") + mesh.sh("nodeB", "sha256sum /etc/wireguard/*"))
                .isEqualTo(before);
    }

    private static void othersGoOn(String state, String reason, String cure) {
        Ran plan = mesh.run("plan", "--detailed-exitcode").expect(1);
        Ran apply = mesh.run("apply", "--yes").expect(1);

        assertThat(plan.out())
                .containsPattern("nodeB .*" + state)
                .contains(reason)
                .contains(cure);
        assertThat(apply.out())
                .contains(reason)
                .contains(cure)
                .contains("nodeA      applied")
                .contains("nodeC      applied");
        mesh.allPing("nodeA", "nodeC");
    }

    private static void nothingOfOursOnNodeB() {
        assertThat(mesh.on("nodeB", OURS).out()).doesNotContain("wg0").doesNotContain("manifest");
    }

    @Test
    void aUserWithSudoIsAsGoodAsRoot() {
        mesh.untouched(SEED);
        mesh.head("defaults:\n  ssh: { user: admin }\n");

        mesh.run("apply", "--yes").expect(0);
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        mesh.run("rotate", "nodeB", "--yes").expect(0);

        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        assertThat(mesh.sh(
                        "nodeA",
                        "journalctl -t sudo -o cat --no-pager | grep COMMAND= | sed 's/.*COMMAND=//' | sort -u"))
                .as("sudo writes its arguments to the journal")
                .isEqualTo("/bin/sh -s");
    }

    @Test
    void aFirewallThatDropsThePortIsNamed() {
        mesh.untouched(SEED);
        mesh.sh(
                "nodeB",
                "nft 'add table inet filter; add chain inet filter input"
                        + " { type filter hook input priority 0; policy drop; };"
                        + " add rule inet filter input ct state established,related accept;"
                        + " add rule inet filter input tcp dport 22 accept'");
        try {
            Ran shut = mesh.run("plan").expect(0);
            mesh.sh("nodeB", "nft add rule inet filter input udp dport 51820 accept");
            Ran open = mesh.run("plan").expect(0);

            assertThat(shut.out()).contains("udp/51820 is dropped by table inet filter, chain input");
            assertThat(open.out()).doesNotContain("udp/51820");
            String theirs = mesh.sh("nodeB", "nft -s list table inet filter");
            mesh.run("apply", "--yes");
            assertThat(mesh.sh("nodeB", "nft -s list table inet filter")).isEqualTo(theirs);
        } finally {
            mesh.sh("nodeB", "nft delete table inet filter");
        }
    }
}
