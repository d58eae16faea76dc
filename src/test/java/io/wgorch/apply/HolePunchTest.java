package io.wgorch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.apply.HolePunch.Trial;
import io.wgorch.resource.Shell;
import io.wgorch.resource.ShellRun;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.LocalSession;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.ToldSession;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The scripts of a trial in every shell of this machine, with a stand-in for `wg` that writes down what is set.
class HolePunchTest {
    private static final PublicKey B = TestKeys.key("nodeB");
    private static final PublicKey C = TestKeys.key("nodeC");
    private static final Endpoint AT = new Endpoint("192.0.2.7", 51820);
    private static final Trial LEAD = new Trial("wg0", B, AT, true);
    private static final Trial FOLLOW = new Trial("wg1", C, new Endpoint("2001:db8::7", 1024), false);

    /// A second passes whenever somebody looks at the clock, which begins at 1.
    private static final String FAST =
            "sleep() { :; }; date() { echo >>\"$STATE/clock\"; wc -l <\"$STATE/clock\" | tr -d ' '; }";

    @TempDir
    Path state;

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    @BeforeEach
    void nothingIsSet() throws IOException {
        for (String file : List.of("peers", "latest-handshakes", "endpoints", "set")) {
            write(file);
        }
    }

    private void write(String file, String... lines) throws IOException {
        Files.write(state.resolve(file), List.of(lines));
    }

    private List<String> set() throws IOException {
        return Files.readAllLines(state.resolve("set"));
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static String removed(PublicKey key, String interfaceName) {
        return "set " + interfaceName + " peer " + key + " remove";
    }

    private static String dialled(Trial trial) {
        return "set %s peer %s endpoint %s persistent-keepalive 25"
                .formatted(trial.interfaceName(), trial.peer(), trial.at());
    }

    private LocalSession local(List<String> shell, String more) {
        String standIn = "STATE=" + Shell.quote(state.toString()) + "\nwg() { if [ \"$1\" = set ]; then"
                + " echo \"$*\" >>\"$STATE/set\"; else cat \"$STATE/$3\"; fi; }\n";
        return new LocalSession(shell, standIn + more);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whoHasMetIsToldAndNothingIsLeft(List<String> shell) throws Exception {
        write("latest-handshakes", B + "\t" + now(), C + "\t" + now());

        Set<Trial> met = HolePunch.met(local(shell, ""), List.of(FOLLOW, LEAD));

        assertThat(met).containsExactlyInAnyOrder(LEAD, FOLLOW);
        assertThat(set()).containsExactly(dialled(LEAD), dialled(FOLLOW), removed(B, "wg0"), removed(C, "wg1"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whoHasNotMetIsGivenUp(List<String> shell) throws Exception {
        write("latest-handshakes", B + "\t0", C + "\t" + now());

        Set<Trial> met = HolePunch.met(local(shell, FAST), List.of(LEAD, FOLLOW));

        assertThat(met).containsExactly(FOLLOW);
        assertThat(set()).endsWith(removed(B, "wg0"), removed(C, "wg1"));
    }

    /// What the administrator or another run has set stays as it is, and is no success either.
    @ParameterizedTest
    @MethodSource("shells")
    void aPeerThatIsSetAlreadyIsLeftAlone(List<String> shell) throws Exception {
        write("peers", B.base64());
        write("latest-handshakes", B + "\t" + now());

        assertThat(HolePunch.met(local(shell, ""), List.of(LEAD))).isEmpty();

        assertThat(set()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void nothingIsLeftWhenTheConnectionBreaks(List<String> shell) throws Exception {
        write("latest-handshakes", B + "\t0");
        String cut = "sleep() { kill -HUP \"$(exec sh -c 'echo $PPID')\"; }";

        assertThat(HolePunch.met(local(shell, cut), List.of(LEAD))).isEmpty();

        assertThat(set()).containsExactly(dialled(LEAD), removed(B, "wg0"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void onlyPeersWithASessionAreSeen(List<String> shell) throws Exception {
        PublicKey old = TestKeys.key("old");
        write("latest-handshakes", B + "\t-99", C + "\t1", old + "\t-300");
        write("endpoints", B + "\t192.0.2.7:51820", C + "\t(none)", old + "\t192.0.2.9:51820");

        assertThat(HolePunch.seen(local(shell, FAST), "wg0", List.of(B, C, old)))
                .isEqualTo(Map.of(B, AT));
    }

    /// What a host says is data: keys that it was not asked for, and names, are left out.
    @Test
    void whatWasNotAskedForIsLeftOut() throws SshException {
        String output = "seen %s 192.0.2.7:51820\nseen %s evil.example.com:1\nseen x\nseen\n"
                .formatted(TestKeys.key("other"), B);
        Session session = new ToldSession(new Answer(0, output, ""));

        assertThat(HolePunch.seen(session, "wg0", List.of(B, C))).isEmpty();
    }
}
