package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How often a host is dialled and asked, as its own sshd tells it.
@Tag("lab")
class ConnectionsTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("connections", SEED);

    /// What sshd of a host has seen.
    private record Seen(long connections, long commands) {
        static Seen by(String node) {
            mesh.sh(node, "journalctl --sync");
            return new Seen(count(node, "^Accepted publickey"), count(node, "^Starting session: command"));
        }

        private static long count(String node, String line) {
            return Long.parseLong(
                    mesh.sh(node, "journalctl -u ssh -o cat --no-pager | grep -c '" + line + "' || true"));
        }

        Seen since(Seen before) {
            return new Seen(connections - before.connections, commands - before.commands);
        }
    }

    @BeforeAll
    static void chattySshd() {
        for (String node : SEED) {
            mesh.sh(node, "echo 'LogLevel VERBOSE' >/etc/ssh/sshd_config.d/verbose.conf; systemctl restart ssh");
        }
    }

    @Test
    void aPlanDialsOnceAndAsksOnce() {
        mesh.fresh(SEED);
        Seen before = Seen.by("nodeA");

        mesh.run("plan").expect(0);

        assertThat(Seen.by("nodeA").since(before)).isEqualTo(new Seen(1, 1));
    }

    @Test
    void anApplyWithNothingToDoIsAPlan() {
        mesh.fresh(SEED);
        Seen before = Seen.by("nodeA");

        mesh.run("apply", "--yes").expect(0);

        assertThat(Seen.by("nodeA").since(before)).isEqualTo(new Seen(1, 1));
    }

    /// Observe and activate on the first connection; confirm, and then a look at the links, on the new one.
    @Test
    void anUpdateDialsTwice() {
        mesh.fresh(SEED);
        mesh.sh("nodeA", "ip link set mtu 1300 dev wg0");
        Seen before = Seen.by("nodeA");
        Seen other = Seen.by("nodeB");

        mesh.run("apply", "--yes").expect(0);

        assertThat(Seen.by("nodeA").since(before)).isEqualTo(new Seen(2, 4));
        assertThat(Seen.by("nodeB").since(other)).isEqualTo(new Seen(1, 1));
    }

    @Test
    void anApplyWithNothingToDoWritesNothing() {
        mesh.fresh(SEED);
        mesh.run("apply", "--yes").expect(0);
        Census project = Census.ofProject(mesh);
        Census hosts = Census.of(mesh, SEED);

        mesh.run("apply", "--yes").expect(0);

        assertThat(Census.of(mesh, SEED).since(hosts)).isEmpty();
        assertThat(Census.ofProject(mesh).since(project)).isEmpty();
    }

    /// The others are looked at, and no more.
    @Test
    void aChangeOfOnePeerOnOneHostSendsNothingToOthers() {
        mesh.fresh(SEED);
        mesh.sh("nodeA", "wg set wg0 peer " + mesh.key("nodeB") + " remove");
        Seen atB = Seen.by("nodeB");
        Seen atC = Seen.by("nodeC");
        Census before = Census.of(mesh, "nodeB", "nodeC");

        Ran apply = mesh.run("apply", "--yes").expect(0);

        assertThat(apply.out()).contains("nodeA      applied", "Done: 2 unchanged, 1 applied.");
        assertThat(Census.of(mesh, "nodeB", "nodeC").since(before)).isEmpty();
        assertThat(Seen.by("nodeB").since(atB)).isEqualTo(new Seen(1, 1));
        assertThat(Seen.by("nodeC").since(atC)).isEqualTo(new Seen(1, 1));
    }

    @Test
    void aFirstApplyAsksOnceMoreForTheKey() {
        mesh.untouched(SEED);
        Seen before = Seen.by("nodeA");

        mesh.run("apply", "--yes").expect(0);

        assertThat(Seen.by("nodeA").since(before)).isEqualTo(new Seen(2, 5));
    }
}
