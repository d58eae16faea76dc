package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `preshared_keys: true`: one for each pair, on its two hosts and nowhere else.
@Tag("lab")
class PresharedPairsTest {
    private static final String[] THREE = {"nodeA", "nodeB", "nodeC"};
    private static final String[] TWO = {"nodeA", "nodeB"};
    private static final String WANTED = "  preshared_keys: true\n";

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("psk", THREE);

    private final StringBuilder said = new StringBuilder();

    /// What stands in the files of the project and was said is public.
    @AfterEach
    void noneLeavesItsHosts() {
        mesh.uncut("nodeB");
        String files =
                mesh.local("cat inventory/* 2>/dev/null; cat .wgorch/*/journal .wgorch/journal 2>/dev/null || true");
        for (String node : mesh.hosts()) {
            pairs(node).values().forEach(psk -> {
                assertThat(said.toString()).doesNotContain(psk);
                assertThat(files).doesNotContain(psk);
            });
            assertThat(mesh.sh(node, "ls -A /etc/wireguard")).isIn("", "wg0.conf");
        }
    }

    private Ran run(String... arguments) {
        Ran ran = mesh.run(arguments);
        said.append(ran.all());
        return ran;
    }

    private void apply() {
        run("apply", "--yes", "-v").expect(0);
        run("plan", "--detailed-exitcode").expect(0);
    }

    /// The preshared keys that a host runs, by the name of the peer; the file has the same.
    private static SortedMap<String, String> pairs(String node) {
        SortedMap<String, String> pairs = new TreeMap<>();
        for (String line :
                mesh.sh(node, "wg show wg0 preshared-keys 2>/dev/null || true").split("\n", -1)) {
            String[] words = line.split("\t", -1);
            if (words.length == 2 && !words[1].equals("(none)")) {
                pairs.put(owner(words[0]), words[1]);
                assertThat(mesh.sh(node, "grep -c 'PresharedKey = " + words[1] + "' /etc/wireguard/wg0.conf"))
                        .isEqualTo("1");
            }
        }
        return pairs;
    }

    private static String owner(String key) {
        return mesh.hosts().stream()
                .filter(h -> mesh.on(h, "wg show wg0 public-key").out().strip().equals(key))
                .findFirst()
                .orElse(key);
    }

    private static void eachPairHasItsOwn(String... nodes) {
        TreeMap<String, String> seen = new TreeMap<>();
        for (String node : nodes) {
            SortedMap<String, String> pairs = pairs(node);
            assertThat(pairs.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.of(nodes).filter(n -> !n.equals(node)).toList());
            pairs.forEach(
                    (peer, psk) -> seen.merge(node.compareTo(peer) < 0 ? node + peer : peer + node, psk, (a, b) -> {
                        assertThat(a).isEqualTo(b);
                        return a;
                    }));
        }
        assertThat(seen.values()).doesNotHaveDuplicates();
        mesh.allPing(nodes);
    }

    @Test
    void eachPairHasOneAndKeepsItWhenANodeJoinsOrIsMadeAnew() {
        mesh.untouched(TWO);
        mesh.head(WANTED);
        apply();
        eachPairHasItsOwn(TWO);
        String first = pairs("nodeA").get("nodeB");

        mesh.declare("nodeC");
        apply();
        eachPairHasItsOwn(THREE);
        assertThat(pairs("nodeA")).containsEntry("nodeB", first);
        String second = pairs("nodeA").get("nodeC");

        mesh.reinstall("nodeC");
        apply();
        eachPairHasItsOwn(THREE);
        assertThat(pairs("nodeA")).containsEntry("nodeB", first).doesNotContainEntry("nodeC", second);
    }

    @Test
    void theyComeIntoARunningMeshAndLeaveItWhileTrafficGoesOn() {
        mesh.fresh(THREE);
        assertThat(pairs("nodeA")).isEmpty();
        Pinger ab = Pinger.start(mesh, "nodeA", "nodeB");
        Pinger bc = Pinger.start(mesh, "nodeB", "nodeC");

        mesh.head(WANTED);
        apply();
        eachPairHasItsOwn(THREE);
        mesh.head("");
        apply();

        assertThat(ab.lost() + bc.lost()).as("packets lost, of 100 a second").isZero();
        assertThat(pairs("nodeA")).isEmpty();
        assertThat(mesh.sh("nodeB", "grep -c Preshared /etc/wireguard/wg0.conf || true"))
                .isEqualTo("0");
        mesh.allPing(THREE);
    }

    @Test
    void aRotationReplacesThoseOfItsPairsWithoutLoss() {
        mesh.untouched(THREE);
        mesh.head(WANTED);
        apply();
        SortedMap<String, String> before = pairs("nodeB");
        String bystanders = pairs("nodeA").get("nodeC");
        Pinger ab = Pinger.start(mesh, "nodeA", "nodeB");
        Pinger bc = Pinger.start(mesh, "nodeB", "nodeC");
        Pinger ca = Pinger.start(mesh, "nodeC", "nodeA");

        run("rotate", "nodeB", "--yes").expect(0);

        assertThat(ab.lost() + bc.lost() + ca.lost())
                .as("packets lost, of 100 a second")
                .isZero();
        eachPairHasItsOwn(THREE);
        assertThat(pairs("nodeB").values()).doesNotContainAnyElementsOf(before.values());
        assertThat(pairs("nodeA")).containsEntry("nodeC", bystanders);
        run("plan", "--detailed-exitcode").expect(0);
    }

    /// What the two hosts of a pair have not in common is made anew for both; what one of them has lost is not.
    @Test
    void whatWasChangedByHandIsInThePlanAndPutRight() {
        mesh.untouched(TWO);
        mesh.head(WANTED);
        apply();
        String psk = pairs("nodeA").get("nodeB");
        mesh.sh("nodeA", "wg set wg0 peer " + mesh.key("nodeB") + " preshared-key /dev/null");

        Ran plan = run("plan", "--detailed-exitcode").expect(2);

        assertThat(plan.out()).contains("peers.nodeB.preshared_key").doesNotContain("peers.nodeA.preshared_key");
        apply();
        assertThat(pairs("nodeA")).containsEntry("nodeB", psk);
        for (String node : TWO) {
            String peer = node.equals("nodeA") ? "nodeB" : "nodeA";
            mesh.sh(node, "wg genpsk >/run/psk; wg set wg0 peer " + mesh.key(peer) + " preshared-key /run/psk");
            mesh.sh(node, "p=$(cat /run/psk); sed -i \"s|^PresharedKey.*|PresharedKey = $p|\" /etc/wireguard/wg0.conf");
        }
        Ran apart = run("plan").expect(0);
        assertThat(apart.out().lines().filter(l -> l.contains("preshared_key") && l.contains("known after apply")))
                .hasSize(2);
        apply();
        eachPairHasItsOwn(TWO);
    }

    /// One end is undone, the other keeps the new one: the next run brings it there.
    @Test
    void anEndThatWasUndoneGetsItWithTheNextRun() {
        mesh.fresh(TWO);
        mesh.head(WANTED);
        mesh.cutOnceBegun("nodeB");
        Process controller = mesh.launch("apply", "--yes", "--confirm-timeout", "10");
        mesh.awaitCut("nodeB");
        mesh.eventually(
                "nodeB has undone it",
                () -> mesh.on("nodeB", "ls -d /var/lib/wgorch/txn/*/").exit() != 0);
        mesh.uncut("nodeB");
        said.append(
                Ran.of(controller, MeshLab.PATIENCE.multipliedBy(2)).expect(1).all());
        String psk = pairs("nodeA").get("nodeB");
        assertThat(psk).isNotNull();
        assertThat(pairs("nodeB")).isEmpty();

        apply();

        assertThat(pairs("nodeB")).containsEntry("nodeA", psk);
        mesh.allPing(TWO);
    }

    /// A node that is not managed: its file is given out, and its peers learn the rest with the next apply, a new host
    /// as well.
    @Test
    void aFileThatIsGivenOutHasThem() {
        mesh.untouched(TWO);
        mesh.head(WANTED);
        mesh.declare("nodeC", "managed: false");
        mesh.secret("passphrase", "correct horse");
        String words = mesh.file("passphrase").toString();
        run("apply", "--yes").expect(0);

        Ran export = mesh.run("export", "nodeC", "--passphrase-file", words).expect(0);
        run("apply", "--yes", "--passphrase-file", words).expect(0);
        mesh.sh("nodeC", "umask 077; cat >/root/wg0.conf <<'END'\n" + export.out() + "END\nwg-quick up /root/wg0.conf");

        assertThat(export.out().lines().filter(l -> l.startsWith("PresharedKey = ")))
                .hasSize(2);
        mesh.allPing(THREE);
        mesh.reinstall("nodeA");
        assertThat(run("apply", "--yes").expect(1).all()).contains("passphrase");
        run("apply", "--yes", "--passphrase-file", words).expect(0);
        run("plan", "--detailed-exitcode").expect(0);
        mesh.sh(
                "nodeC",
                "wg-quick down /root/wg0.conf; umask 077; cat >/root/wg0.conf <<'END'\n"
                        + mesh.run("export", "nodeC", "--passphrase-file", words)
                                .expect(0)
                                .out() + "END\nwg-quick up /root/wg0.conf");
        mesh.allPing(THREE);
        mesh.sh("nodeC", "wg-quick down /root/wg0.conf; rm /root/wg0.conf");
    }
}
