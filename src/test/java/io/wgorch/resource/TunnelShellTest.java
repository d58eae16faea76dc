package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.wireguard.PeerStats;
import io.wgorch.wireguard.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What leaves a host must not hold a secret, however the file is written.
class TunnelShellTest {
    private static final String SECRET = TestKeys.base64("private");
    private static final String PSK = TestKeys.base64("psk");
    private static final String PUBLIC = TestKeys.base64("public");

    @TempDir
    Path dir;

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    private static String filtered(List<String> shell, String file) throws Exception {
        String script = ShellRun.functions() + Shell.withInput("tunnel_without_secrets", file);
        ShellRun.Ended ended = ShellRun.run(shell, script);
        assertThat(ended.code()).isZero();
        return ended.output();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void noSpellingOfASecretSurvives(List<String> shell) throws Exception {
        for (String line : List.of(
                "PrivateKey = %s",
                "PrivateKey=%s",
                "  privatekey\t=\t%s",
                "PRIVATEKEY = %s # old",
                "# PrivateKey = %s",
                "#PrivateKey=%s",
                "PresharedKey = %s",
                "presharedkey=%s",
                "\tPresharedKey   =  %s  ",
                "PresharedKey = %s\r",
                "PrivateKey %s",
                "; PrivateKey = %s",
                "PrivateKey = %s\\")) {
            for (String secret : List.of(SECRET, PSK)) {
                String output = filtered(shell, "[Interface]\n" + line.formatted(secret) + "\nMTU = 1420\n");

                assertThat(output).as(line).doesNotContain(secret.substring(0, 10));
                assertThat(output).startsWith("[Interface]\n").endsWith("\nMTU = 1420\n");
            }
        }
    }

    /// Backslashes, percent signs, blanks and a missing line break pass as they are.
    @ParameterizedTest
    @MethodSource("shells")
    void everyOtherLinePassesAsItIs(List<String> shell) throws Exception {
        String file = "# a \\n comment %s $HOME\n  Address = 10.0.0.1/24  \n\n[Peer]\nPublicKey = " + PUBLIC
                + "\nPostUp = echo \"*\"\n";

        assertThat(filtered(shell, file)).isEqualTo(file);
        String cut = ShellRun.functions() + "printf 'a\\nMTU = 1' | tunnel_without_secrets\n";
        assertThat(ShellRun.run(shell, cut).output()).isEqualTo("a\nMTU = 1\n");
    }

    /// The same preshared key looks the same within a mesh, however it is written, and different in another.
    @ParameterizedTest
    @MethodSource("shells")
    void presharedKeysCanBeCompared(List<String> shell) throws Exception {
        String one = filtered(shell, "PresharedKey = " + PSK + "\n");
        String written = filtered(shell, "  presharedkey=\t" + PSK + " # x\n");
        String other = filtered(shell, "PresharedKey = " + SECRET + "\n");

        assertThat(one)
                .matches("PresharedKey = @[0-9a-f]{12}@\n")
                .isEqualTo(written)
                .isNotEqualTo(other);
        String otherMesh = ShellRun.functions() + "SALT=other\n"
                + Shell.withInput("tunnel_without_secrets", "PresharedKey = " + PSK + "\n");
        assertThat(ShellRun.run(shell, otherMesh).output()).isNotEqualTo(one);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theDumpLeavesItsSecretsBehind(List<String> shell) throws Exception {
        String dump = SECRET + "\t" + PUBLIC + "\t51820\toff\n"
                + TestKeys.base64("b") + "\t(none)\t192.0.2.2:51820\t10.0.0.2/32,fd00::2/128\t1772600000\t10\t20\toff\n"
                + TestKeys.base64("c") + "\t" + PSK + "\t(none)\t(none)\t0\t0\t0\t25\n";

        String output = ShellRun.run(shell, ShellRun.functions() + Shell.withInput("tunnel_dump", dump))
                .output();

        assertThat(output).doesNotContain(SECRET).doesNotContain(PSK);
        assertThat(output.replaceAll("[0-9a-f]{12} \\(none\\)", "HASH (none)"))
                .isEqualTo("key %s\nport 51820\n".formatted(PUBLIC)
                        + "peer %s (none) 10.0.0.2/32,fd00::2/128 off\n".formatted(TestKeys.base64("b"))
                        + "stat.peer %s 192.0.2.2:51820 1772600000 10 20\n".formatted(TestKeys.base64("b"))
                        + "peer %s HASH (none) 25\n".formatted(TestKeys.base64("c"))
                        + "stat.peer %s (none) 0 0 0\n".formatted(TestKeys.base64("c")));
    }

    /// What the filter prints is what the reader reads.
    @ParameterizedTest
    @MethodSource("shells")
    void theDumpIsReadBack(List<String> shell) throws Exception {
        String dump =
                "(none)\t(none)\t0\t0xca6c\n" + PUBLIC + "\t" + PSK + "\t[2001:db8::1]:5\t10.0.0.2/32\t7\t8\t9\t25\n";

        List<String> lines = ShellRun.run(
                        shell, ShellRun.functions() + "field live up\n" + Shell.withInput("tunnel_dump", dump))
                .output()
                .lines()
                .toList();

        TunnelSeen.Live live = TunnelSeen.read(new ProbeOutput(lines)).live().orElseThrow();
        assertThat(live.key()).isEmpty();
        assertThat(live.peers().get(TestKeys.key("public"))).satisfies(p -> {
            assertThat(p.presharedKey()).isPresent();
            assertThat(p.keepalive()).isEqualTo(25);
            assertThat(p.endpoint()).hasToString("Optional[[2001:db8::1]:5]");
        });
        assertThat(live.stats().values()).extracting(PeerStats::sent).containsExactly(9L);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theKeyInAFileIsTheOneThatIsInForce(List<String> shell) throws Exception {
        Path file = dir.resolve("wg0.conf");
        Files.writeString(file, "# PrivateKey = " + PSK + "\n[Interface]\n privateKEY=" + SECRET + "\t# now\n");

        String output = ShellRun.run(shell, ShellRun.functions() + Shell.command("tunnel_key_in_file", file.toString()))
                .output();

        assertThat(output).isEqualTo(SECRET);
    }
}
