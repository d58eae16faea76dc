package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// SIGKILL on the controller outside the transactions of hosts: while keys are made, and while it writes the registry.
/// One more run finishes the work, knows every key, and leaves nothing of the one before. Inside of transactions is the
/// matter of `faults`.
@Tag("lab")
class KilledControllerTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};
    private static final String MADE = "test -e /etc/wireguard/wg0.key.new";

    /// Stands before wg(8): who asks for the public half of a new key waits.
    private static final String WAITING = """
            #!/bin/sh
            if [ "$1" = pubkey ] && [ -e /etc/wireguard/wg0.key.new ]; then
                touch /root/asked
                while [ -e /root/asked ]; do sleep 0.1; done
            fi
            exec /usr/bin/env PATH=/usr/sbin:/usr/bin:/sbin:/bin wg "$@"
            """;

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("killed-controller", SEED);

    private static void waitForKeys(String node) {
        mesh.sh(
                node,
                "for d in bin sbin; do cat >/usr/local/$d/wg <<'END'\n" + WAITING
                        + "END\nchmod 755 /usr/local/$d/wg; done");
    }

    private static void goOn(String node) {
        mesh.sh(node, "rm -f /usr/local/bin/wg /usr/local/sbin/wg /root/asked");
    }

    /// Its answer is on the way: the key is on the host, and nobody else knows.
    private static void killWhileKeysAreMade(String node, String... command) throws InterruptedException {
        waitForKeys(node);
        Process controller = mesh.launch(command);
        mesh.eventually(
                "the key is made",
                () -> mesh.on(node, MADE + " && test -e /root/asked").exit() == 0);
        for (String other : command[0].equals("rotate") ? List.<String>of() : List.of(SEED)) {
            mesh.eventually("so is that of " + other, () -> mesh.on(other, MADE).exit() == 0);
        }
        controller.destroyForcibly().waitFor();
        goOn(node);
    }

    @Test
    void betweenTheFirstKeysAndTheFirstHost() throws InterruptedException {
        mesh.untouched(SEED);

        killWhileKeysAreMade("nodeC", "apply", "--yes");

        assertThat(mesh.file("inventory/registry.yml")).doesNotExist();
        List<String> made = List.of(SEED).stream()
                .map(n -> mesh.sh(n, "wg pubkey </etc/wireguard/wg0.key.new"))
                .toList();
        mesh.run("apply", "--yes").expect(0);
        assertThat(List.of(SEED).stream().map(mesh::key)).isEqualTo(made);
        isWhole();
    }

    @Test
    void betweenAnotherKeyAndItsHost() throws InterruptedException {
        mesh.fresh(SEED);
        String old = mesh.key("nodeB");

        killWhileKeysAreMade("nodeB", "rotate", "nodeB", "--yes");

        String made = mesh.sh("nodeB", "wg pubkey </etc/wireguard/wg0.key.new");
        assertThat(mesh.registry()).doesNotContain(made);
        mesh.run("plan").expect(0);
        mesh.run("rotate", "nodeB", "--yes").expect(0);
        assertThat(mesh.key("nodeB")).isEqualTo(made).isNotEqualTo(old);
        isWhole();
    }

    /// The first writes the key that is to come, before any host is changed; the others what has become of it.
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whileTheRegistryIsWritten(int time) throws IOException, InterruptedException {
        mesh.fresh(SEED);
        Path folder = mesh.file("inventory");
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Process controller = mesh.launch("rotate", "nodeB", "--yes", "--confirm-timeout", "10");

            awaitTemporary(watch, time);

            controller.destroyForcibly().waitFor();
        }
        List.of(SEED).forEach(KilledControllerTest::awaitSettled);
        mesh.run("rotate", "nodeB", "--yes").expect(0);
        isWhole();
    }

    /// Until a new registry, or its copy, is begun for the nth time.
    private static void awaitTemporary(WatchService watch, int time) throws InterruptedException {
        int seen = 0;
        while (seen < time) {
            WatchKey key = Objects.requireNonNull(
                    watch.poll(MeshLab.PATIENCE.toSeconds(), TimeUnit.SECONDS), "the registry is not written so often");
            seen += (int) key.pollEvents().stream()
                    .filter(e -> String.valueOf(e.context()).endsWith(".tmp"))
                    .count();
            key.reset();
        }
    }

    private static void awaitSettled(String node) {
        mesh.eventually(
                node + " has decided",
                () -> mesh.on(node, "ls -d /var/lib/wgorch/txn/*/ || systemctl -q is-active wgorch-txn")
                                .exit()
                        != 0);
    }

    private static void isWhole() {
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        for (String node : SEED) {
            assertThat(mesh.registry()).contains(mesh.key(node));
            assertThat(mesh.sh(
                            node, "ls -A /etc/wireguard /var/lib/wgorch/txn; find /etc /var/lib -name '*.wgorch-new'"))
                    .isEqualTo("/etc/wireguard:\nwg0.conf\n\n/var/lib/wgorch/txn:");
        }
        assertThat(mesh.registry()).contains("debts: []").doesNotContain("next_key");
        assertThat(mesh.local("ls -A inventory").lines())
                .isSubsetOf("mesh.yml", "registry.yml", "registry.yml.bak")
                .contains("mesh.yml", "registry.yml");
        assertThat(mesh.local("cat .wgorch/lock")).isEmpty();
    }
}
