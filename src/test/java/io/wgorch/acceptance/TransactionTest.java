package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of keys, spare ones and others, when a transaction is cut off. What becomes of a host at all is in
/// `faults`.
@Tag("lab")
class TransactionTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};
    private static final Executor VIRTUAL = Thread::startVirtualThread;

    /// All that a transaction could leave, files and what runs.
    private static final String STATE = "for f in $(find /etc/wireguard /etc/wgorch /etc/sysctl.d /var/lib/wgorch"
            + " /run/wgorch /run/systemd/system /etc/systemd/system -type f -o -type l | sort); do"
            + " case $f in *.service.d/*|*/journal) continue;; esac; echo \"$f $(stat -c '%a %U' $f) $(sha256sum <$f)\";"
            + " done; nft -s list ruleset | grep -v 127.0.0.11; sysctl net.ipv4.tcp_mtu_probing; systemctl is-enabled wg-quick@wg0;"
            + " systemctl is-active wg-quick@wg0; true";

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("transaction", SEED);

    @AfterEach
    void uncut() {
        mesh.uncut("nodeB");
    }

    @Test
    void aFirstDeploymentThatIsNeverConfirmedIsUndoneByTheHost() throws Exception {
        mesh.untouched(SEED);
        String before = mesh.sh("nodeB", STATE);
        mesh.cutOnceBegun("nodeB");

        Process controller = mesh.launch("apply", "--yes", "--confirm-timeout", "10");
        mesh.awaitCut("nodeB");
        controller.destroyForcibly().waitFor();
        List.of(SEED).forEach(TransactionTest::awaitSettled);
        mesh.uncut("nodeB");

        assertThat(mesh.sh("nodeB", "ls -A /etc/wireguard")).isEqualTo("wg0.key.new");
        mesh.sh("nodeB", "mv /etc/wireguard/wg0.key.new /root");
        assertThat(mesh.sh("nodeB", STATE)).isEqualTo(before);
        assertThat(mesh.on("nodeB", "ip link show dev wg0").exit()).isNotZero();
        // The spare key is put to use by the next apply, so that nothing that was told to others is lost.
        mesh.sh("nodeB", "mv /root/wg0.key.new /etc/wireguard");
        String spare = mesh.sh("nodeB", "wg pubkey </etc/wireguard/wg0.key.new");
        mesh.run("apply", "--yes").expect(0);
        assertThat(mesh.key("nodeB")).isEqualTo(spare);
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void anUpdateThatIsNeverConfirmedIsUndoneByTheHost() {
        mesh.fresh(SEED);
        String before = mesh.tunnel("nodeB") + mesh.sh("nodeB", STATE);
        String running = mesh.incarnation("nodeB");
        mesh.cutOnceBegun("nodeB");

        CompletableFuture<Ran> rotate = CompletableFuture.supplyAsync(
                () -> mesh.run("rotate", "nodeB", "--yes", "--confirm-timeout", "10"), VIRTUAL);
        mesh.awaitCut("nodeB");
        awaitSettled("nodeB");
        mesh.uncut("nodeB");
        Ran ended = rotate.orTimeout(60, TimeUnit.SECONDS).join().expect(1);

        assertThat(ended.out()).contains("nodeB      rolled back");
        assertThat(ended.out()).as("the peers keep the old key").contains("not started");
        mesh.sh("nodeB", "mv /etc/wireguard/wg0.key.new /root");
        assertThat(mesh.tunnel("nodeB") + mesh.sh("nodeB", STATE)).isEqualTo(before);
        assertThat(mesh.incarnation("nodeB")).isEqualTo(running);
        mesh.sh("nodeB", "mv /root/wg0.key.new /etc/wireguard");
        mesh.allPing(SEED);
        // The rotation goes on where it was cut off.
        mesh.run("apply", "--yes").expect(0);
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void aPowerCutDuringAFirstDeploymentLeavesNothing() throws Exception {
        mesh.untouched(SEED);
        String before = mesh.sh("nodeB", STATE);
        mesh.cutOnceBegun("nodeB");

        Process controller = mesh.launch("apply", "--yes", "--confirm-timeout", "10");
        mesh.awaitCut("nodeB");
        mesh.kill("nodeB");
        controller.destroyForcibly().waitFor();
        mesh.hostsUp();
        mesh.uncut("nodeB");
        List.of(SEED).forEach(TransactionTest::awaitSettled);

        mesh.sh("nodeB", "rm /etc/wireguard/wg0.key.new");
        assertThat(mesh.sh("nodeB", STATE)).isEqualTo(before);
        mesh.run("apply", "--yes").expect(0);
        mesh.allPing(SEED);
    }

    @Test
    void whatWasCommittedAndNotYetWrittenIsFinishedAtBoot() {
        mesh.fresh(SEED);
        String old = mesh.key("nodeB");
        // The folder turns immutable after staging: the commit stands, and the rename that follows it fails.
        mesh.onceBegun("nodeB", "chattr +i /etc/wireguard");

        Ran rotate = mesh.run("rotate", "nodeB", "--yes").expect(1);
        assertThat(mesh.sh("nodeB", "cat /var/lib/wgorch/txn/*/verdict")).isEqualTo("commit");
        assertThat(mesh.sh("nodeB", "sed -n 's/^PrivateKey = //p' /etc/wireguard/wg0.conf | wg pubkey"))
                .isEqualTo(old);
        mesh.kill("nodeB");
        mesh.hostsUp();
        mesh.sh("nodeB", "chattr -i /etc/wireguard");
        mesh.restart("nodeB");

        assertThat(rotate.out()).contains("nodeB      unknown").contains("not everything could be written yet");
        assertThat(mesh.key("nodeB")).isNotEqualTo(old);
        assertThat(mesh.sh("nodeB", "ls -A /var/lib/wgorch/txn")).isEmpty();
        mesh.run("apply", "--yes").expect(0);
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void aSecondOperatorIsToldWhoIsAtIt() throws Exception {
        mesh.fresh(SEED);
        mesh.cutOnceBegun("nodeB");
        Process first = mesh.launch("rotate", "nodeB", "--yes", "--confirm-timeout", "600");
        mesh.awaitCut("nodeB");
        first.destroyForcibly().waitFor();
        mesh.uncut("nodeB");

        Ran second = mesh.run("apply", "--yes").expect(1);

        assertThat(second.out())
                .contains("nodeB      failed")
                .contains("another run holds this host: " + System.getProperty("user.name") + "@")
                .containsPattern("since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d");
        assertThat(mesh.sh("nodeB", "ls /var/lib/wgorch/txn"))
                .as("one transaction")
                .hasLineCount(1);
        mesh.restart("nodeB");
        mesh.run("apply", "--yes").expect(0);
        mesh.allPing(SEED);
    }

    @Test
    void anEndpointThatDoesNotResolveIsNamedAndNothingTouched() {
        mesh.fresh(SEED);
        mesh.declare("nodeC", "endpoint: nowhere.invalid, ssh: { host: nodeC }");
        String before = mesh.tunnel("nodeA") + mesh.sh("nodeA", STATE) + mesh.tunnel("nodeB") + mesh.sh("nodeB", STATE);

        Ran apply = mesh.run("apply", "--yes").expect(1);

        assertThat(apply.out())
                .contains("nodeA      failed", "nodeB      not started")
                .contains("'nowhere.invalid' does not resolve on this host");
        assertThat(mesh.tunnel("nodeA") + mesh.sh("nodeA", STATE) + mesh.tunnel("nodeB") + mesh.sh("nodeB", STATE))
                .isEqualTo(before);
        mesh.allPing(SEED);
    }

    private static void awaitSettled(String node) {
        mesh.eventually(
                node + " has decided",
                () -> mesh.on(node, "ls -d /var/lib/wgorch/txn/*/").exit() != 0);
        mesh.eventually(
                "the guard of " + node + " is gone",
                () -> mesh.on(node, "systemctl is-active wgorch-txn").exit() != 0);
    }
}
