package io.wgorch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.resource.EvictedKey;
import io.wgorch.resource.Shell;
import io.wgorch.resource.ShellRun;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.wireguard.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is sent to one host, and what its answer means.
class EvictionTest {
    private static final EvictedKey KEY = new EvictedKey(TestKeys.key("gone"), "nodeB", List.of("SHA256:x"));
    private static final String BASE64 = KEY.key().base64();

    @TempDir
    Path dir;

    private final List<String> sent = new ArrayList<>();

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    private EvictionResult answered(int code, String output, String errors) throws Exception {
        Session session = new Session() {
            @Override
            public Answer run(Script script, Duration limit) {
                sent.add(script.main());
                return new Answer(code, output, errors);
            }

            @Override
            public void close() {}
        };
        return new Eviction(List.of(KEY), "me@here").on(session, List.of("wg0", "wg1"));
    }

    @Test
    void theHostIsToldTheKeysAndWhatItWasGiven() throws Exception {
        answered(0, "", "");

        assertThat(sent).containsExactly("evict me@here 'wg0 wg1' 75 '" + BASE64 + " nodeB SHA256:x'\n");
    }

    @Test
    void whatWasDoneAndWhatIsLeftIsTold() throws Exception {
        String done = "live " + BASE64 + " wg0\nfile " + BASE64 + " /etc/wireguard/wg0.conf\nlive "
                + TestKeys.base64("another") + " wg1\n";

        assertThat(answered(0, done + "live " + BASE64 + " wg0\nswept yes\n", ""))
                .isEqualTo(new EvictionResult.Gone(List.of("wg0", "/etc/wireguard/wg0.conf")));
        assertThat(answered(0, done + "left " + BASE64 + " interface wg9\nswept yes\n", ""))
                .isEqualTo(
                        new EvictionResult.Left(List.of("wg0", "/etc/wireguard/wg0.conf"), List.of("interface wg9")));
    }

    /// A script that died half-way has shown nothing.
    @Test
    void onlyAnAnswerThatGoesToTheEndIsBelieved() throws Exception {
        assertThat(answered(1, "live " + BASE64 + " wg0\n", "no space\n"))
                .isEqualTo(new EvictionResult.Failed(List.of("wg0"), "no space"));
        assertThat(answered(0, "live " + BASE64 + " wg0\n", "")).isInstanceOf(EvictionResult.Failed.class);
    }

    private String script(String more) {
        return ShellRun.functions() + Shell.script(Eviction.class, "evict.sh") + "STATE="
                + Shell.quote(dir.resolve("state").toString()) + "\nLOCK="
                + Shell.quote(dir.resolve("lock").toString()) + "\nflock() { :; }\nwg() { :; }\n" + more;
    }

    private String evict() {
        return Shell.command("evict", "me@here", "no-such-if", "1", KEY.line());
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aHostWithNothingOfOursKeepsNoTrace(List<String> shell) throws Exception {
        assertThat(ShellRun.run(shell, script(evict()))).isEqualTo(new ShellRun.Ended(0, "swept yes\n"));

        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theListIsWrittenOnceWhateverStandsInIt(List<String> shell) throws Exception {
        Path list = Files.createDirectories(dir.resolve("state")).resolve("evicted");
        Files.writeString(list, "torn by a power c");

        ShellRun.run(shell, script(evict() + evict()));

        assertThat(list).hasContent("torn by a power c\n" + KEY.line() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("state"))))
                .isEqualTo("rwx------");
        assertThat(EvictedKey.parse(KEY.line())).contains(KEY);
        assertThat(EvictedKey.parse("torn by a power c")).isEmpty();
    }

    /// What runs is looked at before anybody is waited for.
    @ParameterizedTest
    @MethodSource("shells")
    void aHostThatSomebodyHoldsIsRidOfThePeerAllTheSame(List<String> shell) throws Exception {
        Files.createDirectories(dir.resolve("state"));
        Files.writeString(dir.resolve("lock"), "you@there since noon\n");

        ShellRun.Ended ended =
                ShellRun.run(shell, script("flock() { return 1; }\nsweep_live() { echo live; }\n" + evict()));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).startsWith("live\n").contains("another run holds this host", "you@there since noon");
    }

    /// Decided by a link, like every verdict: one that is committed is not undone.
    @ParameterizedTest
    @MethodSource("shells")
    void anOpenTransactionGivesWayAndASettledOneIsCarriedOut(List<String> shell) throws Exception {
        for (String id : List.of("a", "b")) {
            Path open = Files.createDirectories(dir.resolve("state/txn/" + id));
            Files.writeString(open.resolve("txn.sh"), "echo \"" + id + " $1\"\n");
        }

        assertThat(ShellRun.run(shell, script(evict())).output())
                .isEqualTo("a verdict_undo\nb verdict_undo\na settle_late\nb settle_late\nswept yes\n");
    }
}
