package io.wgorch.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.resource.Kinds;
import io.wgorch.resource.Shell;
import io.wgorch.resource.ShellRun;
import io.wgorch.ssh.LocalSession;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The script of a canary in every shell of this machine, with a stand-in for `wg` that writes down what is set.
class CanaryTest {
    private static final PublicKey KEY = TestKeys.key("canary");
    private static final String SET = "set wg0 peer " + KEY;

    private static final String IMPATIENT = "canary_nap() { sleep 0.01; }\n";

    @TempDir
    Path host = Path.of("");

    private String more = "";

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    private LocalSession local(List<String> shell) {
        String standIn = "HOST=" + Shell.quote(host.toString())
                + "\nCANARY=$HOST/canary LOCK=$HOST/lock\nwg() { echo \"$*\" >>\"$HOST/set\"; }\n";
        return new LocalSession(shell, standIn + more);
    }

    private List<String> set() throws IOException {
        return Files.readAllLines(host.resolve("set"));
    }

    private boolean locked() throws Exception {
        return ShellRun.run(List.of("sh"), "flock -n " + Shell.quote(host + "/lock") + " true\n")
                        .code()
                != 0;
    }

    @ParameterizedTest
    @MethodSource("shells")
    void itIsThereUnderTheLockAndGoneAfterwards(List<String> shell) throws Exception {
        try (Canary _ = Canary.admit(local(shell), "me@here", "wg0", KEY, Duration.ofSeconds(30))) {
            assertThat(set()).containsExactly(SET);
            assertThat(locked()).isTrue();
            assertThat(Files.readString(host.resolve("lock"))).startsWith("me@here since 20");
        }

        assertThat(set()).containsExactly(SET, SET + " remove");
        assertThat(locked()).isFalse();
        assertThat(host.resolve("canary")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aHostThatIsHeldIsLeftAlone(List<String> shell) throws Exception {
        more = IMPATIENT;
        Files.writeString(host.resolve("lock"), "you@there since 2026\n");
        Process holder = new ProcessBuilder("flock", host + "/lock", "sh", "-c", "echo held; read -r _")
                .redirectErrorStream(true)
                .start();
        holder.inputReader().readLine();
        try {
            assertThatThrownBy(() -> Canary.admit(local(shell), "me@here", "wg0", KEY, Duration.ofSeconds(30)))
                    .isInstanceOf(SshException.class)
                    .hasMessage("another run holds this host: you@there since 2026");
        } finally {
            holder.destroy();
            holder.waitFor();
        }
        assertThat(host.resolve("set")).doesNotExist();
        assertThat(Files.readString(host.resolve("lock"))).isEqualTo("you@there since 2026\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void anInterfaceThatIsNotThereIsSaid(List<String> shell) {
        more = IMPATIENT + "wg() { echo 'Unable to modify interface: No such device' >&2; return 1; }\n";

        assertThatThrownBy(() -> Canary.admit(local(shell), "me@here", "wg0", KEY, Duration.ofSeconds(30)))
                .hasMessageContaining("No such device");
        assertThat(host.resolve("canary")).doesNotExist();
    }

    /// The connection breaks, and nobody ever releases it.
    @ParameterizedTest
    @MethodSource("shells")
    void nothingIsLeftWhenTheConnectionBreaks(List<String> shell) throws Exception {
        more = "canary_nap() { kill -HUP \"$(exec sh -c 'echo $PPID')\"; }\n";

        local(shell).run(hold("60"), Duration.ofMinutes(1));

        assertThat(set()).containsExactly(SET, SET + " remove");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void nothingIsLeftWhenTheTimeIsOver(List<String> shell) throws Exception {
        local(shell).run(hold("0"), Duration.ofMinutes(1));

        assertThat(set()).containsExactly(SET, SET + " remove");
        assertThat(locked()).isFalse();
    }

    private static Script hold(String seconds) {
        String functions = Kinds.shell() + Shell.script(Canary.class, "canary.sh");
        return new Script(functions, Shell.command("canary_hold", "me@here", "wg0", KEY.base64(), seconds));
    }
}
