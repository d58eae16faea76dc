package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.wgorch.acceptance.faults.Freezer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A node whose key is in somebody else's hands is out of the mesh at once, and nothing that was before
/// brings its key back.
@Tag("lab")
class EvictTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("evict", SEED);

    /// Where a host has a key: kernel and files, but for the lists of what may not come back.
    private static String traces(String node, String key) {
        return mesh.sh(
                node,
                "wg show all dump | grep -F '" + key + "'; grep -rlF '" + key
                        + "' /etc/wireguard /run/wgorch /run/wgorch-detour /var/lib/wgorch 2>/dev/null"
                        + " | grep -vx -e /var/lib/wgorch/evicted -e /var/lib/wgorch/manifest; true");
    }

    private static JsonObject json(Ran ran) {
        return JsonParser.parseString(ran.out()).getAsJsonObject();
    }

    @Test
    void theKeyIsGoneAndTheNodeIsNotAskedAnyMore() {
        mesh.fresh(SEED);
        String old = mesh.key("nodeB");
        String before =
                mesh.sh("nodeB", "cat /var/lib/wgorch/journal; wg show wg0 public-key; wg show wg0 allowed-ips | sort");

        Ran evicted = mesh.run("rotate", "nodeB", "--compromised", "--yes").expect(0);

        assertThat(evicted.out())
                .contains("nodeA      gone (wg0, /etc/wireguard/wg0.conf)")
                .contains("nodeC      gone (wg0, /etc/wireguard/wg0.conf)")
                .containsPattern("Evicted: nodeB is gone from 2 of 2 hosts, \\d+\\.\\d s after the command")
                .doesNotContain("revoked, not shown");
        for (String node : new String[] {"nodeA", "nodeC"}) {
            assertThat(traces(node, old)).as(node).isEmpty();
            assertThat(mesh.sh(node, "cat /var/lib/wgorch/evicted; stat -c %a /var/lib/wgorch/evicted"))
                    .startsWith(old + " nodeB SHA256:")
                    .endsWith("\n600");
        }
        assertThat(mesh.registry()).contains("why: compromised", "evicted:", "debts: []", "SHA256:");
        assertThat(mesh.sh(
                        "nodeB", "cat /var/lib/wgorch/journal; wg show wg0 public-key; wg show wg0 allowed-ips | sort"))
                .as("its host was not touched")
                .isEqualTo(before);
        mesh.allPing("nodeA", "nodeC");
        assertThat(mesh.pings("nodeA", "nodeB")).isFalse();

        mesh.run("plan", "--detailed-exitcode").expect(0);
        assertThat(mesh.run("plan").expect(0).out()).contains("nodeB").contains("evicted", "not contacted");
        JsonObject status = json(mesh.run("status", "--json").expect(0));
        assertThat(status.getAsJsonArray("hosts").toString()).contains("\"evicted\"");
        assertThat(status.getAsJsonArray("links").toString()).doesNotContain("nodeB");
        Ran shown = mesh.run("verify-revoked", "nodeB").expect(0);
        assertThat(shown.out()).contains("nodeB was not asked", "compromised");
        mesh.restart("nodeA");
        mesh.eventually("nodeA is back", () -> mesh.on("nodeA", "wg show wg0").exit() == 0);
        assertThat(traces("nodeA", old)).isEmpty();
        mesh.run("rotate", "nodeC", "--yes").expect(0);
        mesh.allPing("nodeA", "nodeC");
        mesh.run("rotate", "nodeB", "--yes").expect(3);
    }

    @Test
    void aPeerThatIsDownOwesAndIsRidOfItFirstOnceItIsBack() {
        mesh.fresh(SEED);
        String old = mesh.key("nodeB");
        mesh.kill("nodeC");

        Ran evicted =
                mesh.run("rotate", "nodeB", "--compromised", "--yes", "--json").expect(4);

        JsonObject document = json(evicted);
        assertThat(document.getAsJsonObject("eviction").getAsJsonObject("hosts").toString())
                .contains("\"nodeA\":{\"outcome\":\"gone\"", "\"nodeC\":{\"outcome\":\"unreachable\"");
        assertThat(document.getAsJsonArray("debts").toString()).contains("nodeC", old);
        assertThat(mesh.run("status").expect(1).out()).contains("revoked, not shown to be gone: " + old + " on nodeC");
        mesh.hostsUp();
        assertThat(traces("nodeC", old)).isNotEmpty();

        Ran apply = mesh.run("apply", "--yes").expect(0);

        assertThat(apply.out()).contains("nodeC      gone (wg0, /etc/wireguard/wg0.conf)");
        assertThat(traces("nodeC", old)).isEmpty();
        assertThat(mesh.registry()).contains("debts: []");
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    /// The controller of another run was killed; its transaction stands open on nodeA, which is about to
    /// replace its key.
    @ParameterizedTest
    @ValueSource(strings = {"begin", "step stage 1", "step activate 1", "confirm", "step check 1"})
    void aTransactionThatIsOpenGivesWay(String moment) throws InterruptedException {
        mesh.fresh(SEED);
        String old = mesh.key("nodeB");
        Freezer freezer = new Freezer(mesh, "nodeA");
        freezer.install();
        try {
            freezer.set(moment);
            Process controller = mesh.launch("rotate", "nodeA", "--yes", "--allow-loss", "--confirm-timeout", "600");
            freezer.awaitFrozen();
            controller.destroyForcibly().waitFor();

            Ran evicted = mesh.run("rotate", "nodeB", "--compromised", "--yes");

            freezer.thaw();
            assertThat(evicted.exit()).as(evicted.all()).isZero();
            assertThat(evicted.out()).contains("nodeA      gone (wg0, ");
            mesh.eventually(
                    "nothing is open on nodeA",
                    () -> mesh.on("nodeA", "ls -d /var/lib/wgorch/txn/*/").exit() != 0
                            && mesh.on("nodeA", "systemctl is-active wgorch-txn")
                                            .exit()
                                    != 0);
        } finally {
            freezer.uninstall();
        }
        assertThat(traces("nodeA", old)).isEmpty();
        mesh.run("apply", "--yes").expect(0);
        assertThat(traces("nodeA", old)).isEmpty();
        mesh.allPing("nodeA", "nodeC");
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void nothingFromBeforeBringsTheKeyBack() throws IOException {
        mesh.fresh(SEED);
        String old = mesh.key("nodeB");
        String registry = mesh.registry();
        mesh.run("plan", "--out", mesh.file("saved").toString()).expect(0);
        mesh.run("rotate", "nodeB", "--compromised", "--yes").expect(0);
        String evicted = mesh.registry();

        Ran saved = mesh.runSaved(mesh.file("saved").toString()).expect(1);
        mesh.write("inventory/registry.yml", registry);
        Ran older = mesh.run("apply", "--yes").expect(1);
        mesh.delete("inventory/registry.yml");
        mesh.run("import", "--registry", "--yes").expect(0);

        assertThat(saved.err()).contains("the saved plan is stale");
        assertThat(older.err()).contains("Nothing was changed");
        assertThat(mesh.registry())
                .as("what the hosts know of it")
                .contains("evicted:", "why: compromised")
                .contains(evicted.substring(evicted.indexOf("host_keys"), evicted.indexOf("..."))
                        .strip());
        mesh.run("apply", "--yes").expect(0);
        for (String node : new String[] {"nodeA", "nodeC"}) {
            assertThat(traces(node, old)).as(node).isEmpty();
        }
        mesh.allPing("nodeA", "nodeC");
    }

    /// A controller that knows nothing of the eviction, against hosts that have not heard of it from its
    /// registry.
    @Test
    void aTransactionWithTheKeyIsRefusedByTheHost() {
        mesh.fresh(SEED);
        String old = mesh.key("nodeB");
        mesh.sh("nodeA", "wg set wg0 peer '" + old + "' remove");
        mesh.sh(
                "nodeA",
                "for d in bin sbin; do cat >/usr/local/$d/wg <<'END'\n#!/bin/sh\n[ -z \"$(ls /var/lib/wgorch/txn)\" ] || echo '"
                        + old + " nodeB' >/var/lib/wgorch/evicted\nexec /usr/bin/wg \"$@\"\nEND\n"
                        + "chmod 755 /usr/local/$d/wg; done");

        Ran apply = mesh.run("apply", "--yes").expect(1);

        mesh.uncut("nodeA");
        assertThat(apply.out()).contains("the key " + old + " of nodeB is revoked on this host");
        assertThat(mesh.sh("nodeA", "wg show wg0 peers")).doesNotContain(old);
    }

    @Test
    void aNodeComesBackOnlyWithANewHostKey() {
        mesh.fresh(SEED);
        String old = mesh.key("nodeB");
        mesh.run("rotate", "nodeB", "--compromised", "--yes").expect(0);

        Ran same = mesh.run("rotate", "nodeB", "--readmit", "--yes").expect(3);
        mesh.rebuild("nodeB");
        Ran unknown = mesh.run("rotate", "nodeB", "--readmit", "--yes").expect(3);
        mesh.run("trust", "--yes").expect(0);
        mesh.run("rotate", "nodeB", "--readmit", "--yes").expect(0);

        assertThat(same.err()).contains("still known by the SSH host key that it had");
        assertThat(unknown.err()).contains("no SSH host key of 'nodeB' is known");
        assertThat(mesh.key("nodeB")).isNotEqualTo(old);
        assertThat(mesh.registry()).doesNotContain("evicted:");
        mesh.allPing(SEED);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        mesh.run("verify-revoked", "nodeB").expect(0);
    }

    @Test
    void aHubAndAPhoneAreEvictedLikeAnyOther() throws IOException {
        mesh.untouched(SEED);
        mesh.write("inventory/mesh.yml", """
                mesh: { network: 10.0.0.0/24, topology: hub_and_spoke, hubs: [nodeA] }
                nodes:
                  nodeA: { address: 10.0.0.1, endpoint: nodeA.example.com }
                  nodeB: { address: 10.0.0.2, endpoint: nodeB.example.com }
                  nodeC: { address: 10.0.0.3, endpoint: nodeC.example.com }
                  phone: { address: 10.0.0.9, managed: false }
                """);
        mesh.delete("inventory/keys.sealed");
        mesh.write("passphrase", "words\n");
        Files.setPosixFilePermissions(mesh.file("passphrase"), PosixFilePermissions.fromString("rw-------"));
        mesh.run("apply", "--yes").expect(0);
        export().expect(0);
        mesh.run("apply", "--yes").expect(0);
        String phone = mesh.sh("nodeA", "wg show wg0 allowed-ips | sed -n 's|\t10.0.0.9/32||p'");
        String hub = mesh.key("nodeA");

        mesh.run("rotate", "phone", "--compromised", "--yes").expect(0);
        assertThat(traces("nodeA", phone)).isEmpty();
        export().expect(3);
        export("--new-key").expect(0);
        mesh.run("apply", "--yes").expect(0);
        assertThat(mesh.sh("nodeA", "wg show wg0 allowed-ips"))
                .contains("10.0.0.9/32")
                .doesNotContain(phone);

        Ran evicted = mesh.run("rotate", "nodeA", "--compromised", "--yes").expect(0);
        assertThat(evicted.out()).contains("evicted, so nodeA down: 'nodeB', 'nodeC' and 'phone' lose each other");
        assertThat(traces("nodeB", hub) + traces("nodeC", hub)).isEmpty();
    }

    private static Ran export(String... more) {
        List<String> command = new ArrayList<>(List.of("export", "phone", "--out"));
        command.addAll(List.of(
                mesh.file("phone.conf").toString(),
                "--passphrase-file",
                mesh.file("passphrase").toString()));
        command.addAll(List.of(more));
        return mesh.run(command.toArray(String[]::new));
    }

    @Test
    void wrongUseIsRefusedBeforeAnybodyIsAsked() {
        mesh.fresh(SEED);

        assertThat(mesh.run("rotate", "nodeX", "--compromised", "--yes")
                        .expect(3)
                        .err())
                .contains("Did you mean");
        mesh.run("rotate", "--all", "--compromised", "--yes").expect(3);
        mesh.run("rotate", "nodeB", "--compromised", "--allow-loss", "--yes").expect(3);
        mesh.run("rotate", "nodeB", "--compromised", "--readmit", "--yes").expect(3);
        mesh.run("rotate", "nodeB", "--compromised", "-l", "nodeA", "--yes").expect(3);
        assertThat(mesh.run("rotate", "nodeB", "--readmit", "--yes").expect(3).err())
                .contains("'nodeB' is not evicted");
        mesh.run("rotate", "nodeB", "--compromised").expect(3);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }
}
