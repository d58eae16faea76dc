package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.resource.Sysctl.SysctlKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A setting that leaves the drop-in goes back to what it was before us.
class SysctlTest {
    private static final Sysctl WANTED = new Sysctl("/etc/sysctl.d/99-wireguard.conf", "a.b = 1\n");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    private static Sysctl.SysctlSeen seen(String... lines) {
        return new SysctlKind().read("etc/sysctl.d/99-wireguard.conf", new ProbeOutput(List.of(lines)));
    }

    @Test
    void theSettingThatLeavesIsInThePlanWithTheValueFromBefore() {
        Sysctl.SysctlSeen seen = seen(
                "access 644 root:root",
                "text a.b = 1",
                "text c.d = 7",
                "value a.b=1",
                "value c.d=7",
                "original a.b=0",
                "original c.d=5");

        List<FieldChange> changes = new SysctlKind().diff(Optional.of(WANTED), seen);

        assertThat(changes).contains(FieldChange.of("7", "5", "c.d"));
        assertThat(changes).noneMatch(c -> c.path().contains("a.b"));
        Steps steps = new SysctlKind().steps(WANTED.id(), Optional.of(WANTED), seen);
        assertThat(steps.activate()).contains("sysctl -q -w c.d=5");
        assertThat(steps.stage()).contains("sysctl_stage etc/sysctl.d/99-wireguard.conf c.d");
        assertThat(steps.persist()).contains("sysctl_persist etc/sysctl.d/99-wireguard.conf c.d");
    }

    @Test
    void whereNobodyKnowsWhatItWasItStays() {
        Sysctl.SysctlSeen seen =
                seen("access 644 root:root", "text a.b = 1", "text c.d = 7", "value a.b=1", "value c.d=7");

        List<FieldChange> changes = new SysctlKind().diff(Optional.of(WANTED), seen);

        assertThat(changes).noneMatch(c -> c.path().equals(List.of("c.d")));
        assertThat(new SysctlKind()
                        .steps(WANTED.id(), Optional.of(WANTED), seen)
                        .activate())
                .doesNotContain("c.d");
    }

    @Test
    void whatAnotherFileSetsDoesNotGoBack() {
        Sysctl.SysctlSeen seen = seen("access 644 root:root", "text c/d = 7", "value c/d=7", "original c/d=5");
        Sysctl other = new Sysctl("/etc/sysctl.d/90-other.conf", "c.d = 8\n");

        assertThat(new SysctlKind().diff(Optional.of(WANTED), seen)).contains(FieldChange.of("7", "5", "c/d"));
        assertThat(new SysctlKind().diff(Optional.of(WANTED), seen.besides(List.of(other))))
                .noneMatch(c -> c.path().contains("c/d"));
    }

    @Test
    void aKeyThatIsSpeltAnotherWayDoesNotGoBack() {
        Sysctl.SysctlSeen seen =
                seen("access 644 root:root", "text a/b = 1", "value a/b=1", "value a.b=1", "original a/b=0");

        assertThat(new SysctlKind().diff(Optional.of(WANTED), seen))
                .noneMatch(c -> c.path().equals(List.of("a/b")));
    }

    /// Two drop-ins in one transaction each keep their own.
    @ParameterizedTest
    @MethodSource("shells")
    void whatWasBeforeIsKeptForEachFile(List<String> shell) throws IOException, InterruptedException {
        String script = ShellRun.functions() + "T=" + dir + "\nsysctl_old etc/a; echo; sysctl_old etc/b\n";

        assertThat(ShellRun.run(shell, script).output())
                .isEqualTo(dir + "/sysctl.old.etc%a\n" + dir + "/sysctl.old.etc%b");
    }

    /// Doing it again, as after a crash, does no harm.
    @ParameterizedTest
    @MethodSource("shells")
    void whatItWasIsForgottenWithIt(List<String> shell) throws IOException, InterruptedException {
        Path original = Files.createDirectories(dir.resolve("original")).resolve("sysctl%x");
        Files.writeString(original, "a.b=0\nc.d=5\nc.d.e=6\ncxd=8\n");
        Files.writeString(dir.resolve("sysctl.old.x"), "a.b=1\nc.d=7\nf.g=9\n");
        String script = ShellRun.functions() + "STATE=" + dir + " T=" + dir + "\ntake() { :; }\n"
                + "sysctl_persist x c.d && sysctl_persist x c.d\n";

        ShellRun.Ended ended = ShellRun.run(shell, script);

        assertThat(ended).isEqualTo(new ShellRun.Ended(0, ""));
        assertThat(Files.readAllLines(original)).containsExactly("a.b=0", "c.d.e=6", "cxd=8", "f.g=9");
    }
}
