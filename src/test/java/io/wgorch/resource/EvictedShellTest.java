package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a host does about keys that were evicted from it.
class EvictedShellTest {
    private static final String GONE = TestKeys.base64("gone");
    private static final String STAYS = TestKeys.base64("stays");
    private static final String PSK = TestKeys.base64("psk");

    @TempDir
    Path dir;

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    @BeforeEach
    void evicted() throws IOException {
        Files.writeString(dir.resolve("evicted"), GONE + " nodeB SHA256:x\n");
    }

    /// `wg` tells what it is called with.
    private ShellRun.Ended run(List<String> shell, String script) throws Exception {
        return ShellRun.run(
                shell,
                ShellRun.functions() + "STATE=" + Shell.quote(dir.toString()) + "\nwg() { echo \"wg $*\"; }\n"
                        + script);
    }

    private static String interfaceOf(String rest) {
        return "[Interface]\nPrivateKey = " + PSK + "\nPostUp = echo \"*\" %s \\n\n" + rest;
    }

    private static String peer(String line, String key) {
        return "\n[Peer]\n# a name\n" + line.formatted(key) + "\nPresharedKey = " + PSK
                + "\nAllowedIPs = 10.0.0.2/32\n";
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theSectionOfThePeerGoesHoweverItIsWritten(List<String> shell) throws Exception {
        for (String line : List.of("PublicKey = %s", "publickey=%s", "\tPUBLICKEY\t=\t%s # old")) {
            for (String file : List.of(
                    peer(line, GONE) + peer("PublicKey = %s", STAYS),
                    peer("PublicKey = %s", STAYS) + peer(line, GONE))) {
                String out = run(shell, Shell.withInput("without_peer " + GONE, interfaceOf(file)))
                        .output();

                assertThat(out.replaceAll("\n+", "\n"))
                        .as(file)
                        .isEqualTo(interfaceOf(peer("PublicKey = %s", STAYS)).replaceAll("\n+", "\n"));
            }
        }
    }

    /// A comment or a hook that names the key makes nobody else's section go.
    @ParameterizedTest
    @MethodSource("shells")
    void everyOtherSectionStays(List<String> shell) throws Exception {
        String file = interfaceOf("PostUp = logger " + GONE + "\n")
                + peer("PublicKey = %s # was " + GONE, STAYS)
                + peer("#PublicKey = " + GONE + "\nPublicKey = %s", STAYS);

        assertThat(run(shell, Shell.withInput("without_peer " + GONE, file)).output())
                .isEqualTo(file);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aFileIsReplacedWithTheModeItHad(List<String> shell) throws Exception {
        Path file = Files.writeString(dir.resolve("wg0.conf"), interfaceOf(peer("PublicKey = %s", GONE)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        ShellRun.Ended first = run(shell, Shell.command("sweep_file", file.toString()));
        ShellRun.Ended again = run(shell, Shell.command("sweep_file", file.toString()));

        assertThat(first).isEqualTo(new ShellRun.Ended(0, "file " + GONE + " " + file + "\n"));
        assertThat(again).isEqualTo(new ShellRun.Ended(0, ""));
        assertThat(file).content().doesNotContain(GONE).startsWith("[Interface]\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactlyInAnyOrder(file, dir.resolve("evicted"));
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aFileWithoutTheKeyIsNotTouched(List<String> shell) throws Exception {
        Path file = Files.writeString(dir.resolve("wg0.conf"), interfaceOf(peer("PublicKey = %s", STAYS)) + "# end");
        Object before = Files.getAttribute(file, "unix:ino");

        assertThat(run(shell, Shell.command("sweep_file", file.toString())).output())
                .isEmpty();

        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void noStepSetsSuchAPeerAndEveryOtherIsSet(List<String> shell) throws Exception {
        String script = "set -eu\nset_peer wg0 " + GONE + " allowed-ips 10.0.0.2/32\nset_peer wg0 " + STAYS
                + " allowed-ips 10.0.0.3/32 preshared-key \"a b\"\n";

        assertThat(run(shell, script))
                .isEqualTo(new ShellRun.Ended(
                        0, "wg set wg0 peer " + STAYS + " allowed-ips 10.0.0.3/32 preshared-key a b\n"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aFileThatNamesTheKeyIsRefusedWithTheReason(List<String> shell) throws Exception {
        Path bad = Files.writeString(dir.resolve("bad"), peer("PublicKey = %s", GONE));
        Path good = Files.writeString(dir.resolve("good"), peer("PublicKey = %s", STAYS));

        assertThat(run(shell, Shell.command("refuse_evicted", good.toString())).code())
                .isZero();
        assertThat(run(shell, Shell.command("refuse_evicted", bad.toString())))
                .isEqualTo(new ShellRun.Ended(
                        1, "the key " + GONE + " of nodeB is revoked on this host: it was evicted as compromised\n"));
    }

    /// Where nothing was ever evicted.
    @ParameterizedTest
    @MethodSource("shells")
    void withoutAListNothingIsHeldBack(List<String> shell) throws Exception {
        Files.delete(dir.resolve("evicted"));
        Path file = Files.writeString(dir.resolve("any"), peer("PublicKey = %s", GONE));

        String script = "set -eu\n" + Shell.command("refuse_evicted", file.toString()) + "sweep_evicted\nset_peer wg0 "
                + GONE + " remove\n";

        assertThat(run(shell, script)).isEqualTo(new ShellRun.Ended(0, "wg set wg0 peer " + GONE + " remove\n"));
    }
}
