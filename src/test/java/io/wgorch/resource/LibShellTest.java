package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Staging and taking, and the readers that probes share.
class LibShellTest {
    @TempDir
    Path dir;

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    private ShellRun.Ended run(List<String> shell, String script) throws Exception {
        return ShellRun.run(shell, ShellRun.functions() + "ME=$(id -un):$(id -gn)\n" + script);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatIsPutIsNotInForceUntilItIsTaken(List<String> shell) throws Exception {
        Path target = dir.resolve("etc/a file.conf");
        String name = Shell.quote(target.toString());

        run(shell, Shell.withInput("put " + name + " 640 \"$ME\"", "new\n"));

        Path staged = target.resolveSibling(".a file.conf.wgorch-new");
        assertThat(target).doesNotExist();
        assertThat(staged).hasContent("new\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(staged)))
                .isEqualTo("rw-r-----");

        assertThat(run(shell, "take " + name + "\ntake " + name + "\n").code()).isZero();
        assertThat(target).hasContent("new\n");
        assertThat(staged).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void puttingAgainReplacesWhatWasStaged(List<String> shell) throws Exception {
        String name = Shell.quote(dir.resolve("f").toString());
        Files.writeString(dir.resolve("f"), "in force\n");

        run(
                shell,
                Shell.withInput("put " + name + " 600 \"$ME\"", "first, and longer\n")
                        + Shell.withInput("put " + name + " 600 \"$ME\"", "second\n"));

        assertThat(dir.resolve("f")).hasContent("in force\n");
        assertThat(dir.resolve(".f.wgorch-new")).hasContent("second\n");
    }

    /// A link that somebody has left where we stage must not lead us elsewhere.
    @ParameterizedTest
    @MethodSource("shells")
    void aPlantedLinkIsNotFollowed(List<String> shell) throws Exception {
        Path victim = Files.writeString(dir.resolve("victim"), "untouched\n");
        Files.createSymbolicLink(dir.resolve(".f.wgorch-new"), victim);

        run(shell, Shell.withInput("put " + Shell.quote(dir.resolve("f").toString()) + " 600 \"$ME\"", "x\n"));

        assertThat(victim).hasContent("untouched\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theShellAndThePlannerSeeTheSameSysctlKeys(List<String> shell) throws Exception {
        String text = """
                # net.ipv4.commented = 1
                ; net.ipv4.commented_too = 1
                net.ipv4.ip_forward=1
                net.ipv4.tcp_rmem = 4096 131072 6291456
                  net.core.spaced   =   7
                \tnet.core.tabbed\t=\t8
                -net.ipv4.optional = 1
                - net.ipv4.optional2 = 1
                net/ipv4/conf/eth0.100/rp_filter = 2

                not a setting
                """;
        Path file = Files.writeString(dir.resolve("s.conf"), text);

        List<String> keys = run(shell, Shell.command("sysctl_keys", file.toString()))
                .output()
                .lines()
                .toList();

        assertThat(new TreeSet<>(keys))
                .isEqualTo(new TreeSet<>(Sysctl.settings(text).keySet()));
        assertThat(keys).hasSize(7);
    }

    /// What the shell hands to sysctl(8), one by one.
    @ParameterizedTest
    @MethodSource("shells")
    void settingsAreHandedOverWhole(List<String> shell) throws Exception {
        Path file = Files.writeString(dir.resolve("s.conf"), "# c\n\n a.b = 1 2\n-c.d=3\n\te.f\t=\t4\n; x = 1\n");

        String output = run(
                        shell,
                        "sysctl() { shift 2; printf '[%s]' \"$@\"; }\n" + Shell.command("sysctl_set", file.toString()))
                .output();

        assertThat(output).isEqualTo("[a.b=1 2][c.d=3][e.f=4]");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theFingerprintLeavesMeasurementsOut(List<String> shell) throws Exception {
        String one = run(shell, Shell.withInput("fingerprint", "key a\nstat.peer a 1\n"))
                .output();
        String later = run(shell, Shell.withInput("fingerprint", "key a\nstat.peer a 2\n"))
                .output();
        String other = run(shell, Shell.withInput("fingerprint", "key b\nstat.peer a 1\n"))
                .output();

        assertThat(one).matches("[0-9a-f]{64}\n").isEqualTo(later).isNotEqualTo(other);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatIsOursAndNotWantedIsProbedAsWell(List<String> shell) throws Exception {
        Files.writeString(dir.resolve("manifest"), """
                wgorch-manifest 1
                mesh m
                resource file/etc/motd aa
                resource file/etc/wanted bb
                resource future/thing cc
                """);
        String script = "STATE=" + Shell.quote(dir.toString()) + "\nprobe_file() { field name \"$1\"; }\n"
                + "probe_wanted() { probe file/etc/wanted; }\nWANTED=' file/etc/wanted '\nprobe_resources\n";

        assertThat(run(shell, script).output())
                .isEqualTo("@ file/etc/wanted\nname etc/wanted\n@ file/etc/motd\nname etc/motd\n");
    }
}
