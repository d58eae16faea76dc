package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// 100 packets a second between two hosts, for as long as something else is done.
public final class Pinger {
    private static final Pattern ANSWER = Pattern.compile("\\[(\\d+\\.\\d+)].* icmp_seq=(\\d+) ");

    private final MeshLab mesh;
    private final String from;
    private final String file;

    private Pinger(MeshLab mesh, String from, String to) {
        this.mesh = mesh;
        this.from = from;
        this.file = "/run/pinger-" + to;
    }

    /// What came back of the packets before the last one that was answered.
    ///
    /// @param longestGap from one answer to the next
    public record Answers(int sent, int lost, Duration longestGap) {}

    public static Pinger start(MeshLab mesh, String from, String to) {
        Pinger pinger = new Pinger(mesh, from, to);
        mesh.sh(from, "rm -f " + pinger.file + "*");
        // It ends by itself, so that a test that fails leaves nothing running.
        mesh.background(
                from,
                "echo $$ >" + pinger.file + ".pid; exec timeout 120 ping -n -D -i 0.01 10.0.0."
                        + (to.charAt(4) - 'A' + 1) + " >" + pinger.file + " 2>&1");
        mesh.eventually("packets flow", () -> pinger.answered().size() > 50);
        return pinger;
    }

    /// The times of the answers, in seconds, by number.
    private NavigableMap<Integer, Double> answered() {
        NavigableMap<Integer, Double> answered = new TreeMap<>();
        Matcher m = ANSWER.matcher(mesh.sh(from, "cat " + file + " 2>/dev/null || true"));
        while (m.find()) {
            answered.putIfAbsent(Integer.parseInt(m.group(2)), Double.parseDouble(m.group(1)));
        }
        return answered;
    }

    public int lost() {
        return end().lost();
    }

    /// Ends it. Some more answers are awaited first, so that the end of what was done is covered.
    public Answers end() {
        int now = answered().lastKey();
        mesh.eventually("packets still flow", () -> answered().lastKey() > now + 100);
        mesh.sh(from, "kill $(cat " + file + ".pid)");
        NavigableMap<Integer, Double> answered = answered();
        assertThat(answered.lastKey()).isGreaterThan(150);
        double longest = 0;
        double last = answered.firstEntry().getValue();
        for (double time : answered.values().stream().sorted().toList()) {
            longest = Math.max(longest, time - last);
            last = time;
        }
        return new Answers(
                answered.lastKey(),
                answered.lastKey() - answered.size(),
                Duration.ofMillis(Math.round(longest * 1000)));
    }
}
