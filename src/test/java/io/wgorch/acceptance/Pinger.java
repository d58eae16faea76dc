package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// 100 packets a second between two hosts, for as long as something else is done.
public final class Pinger {
    private static final Pattern SEQUENCE = Pattern.compile("icmp_seq=(\\d+) ");

    private final MeshLab mesh;
    private final String from;

    private Pinger(MeshLab mesh, String from) {
        this.mesh = mesh;
        this.from = from;
    }

    public static Pinger start(MeshLab mesh, String from, String to) {
        int host = to.charAt(4) - 'A' + 1;
        mesh.sh(from, "rm -f /run/pinger /run/pinger.pid");
        // It ends by itself, so that a test that fails leaves nothing running.
        mesh.background(
                from,
                "echo $$ >/run/pinger.pid; exec timeout 120 ping -n -i 0.01 10.0.0." + host + " >/run/pinger 2>&1");
        Pinger pinger = new Pinger(mesh, from);
        mesh.eventually("packets flow", () -> pinger.answered().cardinality() > 50);
        return pinger;
    }

    private BitSet answered() {
        BitSet answered = new BitSet();
        Matcher m = SEQUENCE.matcher(mesh.sh(from, "cat /run/pinger 2>/dev/null || true"));
        while (m.find()) {
            answered.set(Integer.parseInt(m.group(1)));
        }
        return answered;
    }

    /// How many are missing before the last one that was answered. Some more are awaited first, so that the end of what
    /// was done is covered.
    public int lost() {
        int now = answered().length();
        mesh.eventually("packets still flow", () -> answered().length() > now + 100);
        mesh.sh(from, "kill $(cat /run/pinger.pid)");
        BitSet answered = answered();
        assertThat(answered.length()).isGreaterThan(150);
        return answered.length() - 1 - answered.cardinality();
    }
}
