package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.apply.PunchResult;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the registry and the report say of a pair that meets and is then to be moved, whatever comes between. nodeB and
/// nodeC are behind NATs, and joined by nodeA; the hosts answer what a test tells them to.
class JoiningTest {
    private static final NodeName B = new NodeName("nodeB");
    private static final NodeName C = new NodeName("nodeC");
    private static final String KEY_OF_B = "WjA+kS0CUPiLVe1CdRHuao7jnIxLqVacJ1II4+PofMk=";
    private static final String KEY_OF_C = "n3S57eER8Jeo6Q4L90E7fRE52KHFsgR5FRyC5K8Yy1g=";
    private static final String SEEN = "seen " + KEY_OF_B + " 192.0.2.2:51820\nseen " + KEY_OF_C + " 192.0.2.3:51820\n";

    @TempDir
    Path dir;

    /// What happens when a host is asked something.
    private final Map<String, Runnable> events = new ConcurrentHashMap<>();

    private final Map<String, Integer> looks = new ConcurrentHashMap<>();
    private volatile boolean meets = true;
    private volatile int begin;
    private volatile Consumer<String> stopper = _ -> {};

    /// A host of the scenario. Its transactions end as the test wants, and say nothing.
    private record Host(JoiningTest test, PlanScenario scenario, NodeName name) implements Session {
        @Override
        public Answer run(Script script, Duration limit) throws SshException {
            try {
                return new Answer(script.main().equals("deliver") ? test.begin : 0, said(script), "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (IllegalStateException e) {
                throw new SshException(SshException.Reason.LOST, "gone", "");
            }
        }

        private String said(Script script) throws IOException {
            if (script.main().equals("observe")) {
                test.happens("look " + test.looks.merge(name.value(), 1, Integer::sum) + " at " + name);
                return scenario.observed(name);
            }
            if (script.functions().contains("\npunch() {\npunch_seen")) {
                return SEEN;
            }
            if (script.main().equals("punch")) {
                test.happens("punch");
                return test.meets ? "met wg0 " + (name.equals(B) ? KEY_OF_C : KEY_OF_B) + "\n" : "";
            }
            return "";
        }

        @Override
        public void close() {}
    }

    private void happens(String what) {
        events.getOrDefault(what, () -> {}).run();
    }

    private ApplyReport apply() throws IOException {
        PlanScenario scenario = new PlanScenario("behind-nats-a-direct-path-is-tried", dir);
        try (PlanRun look = PlanRun.look(
                        scenario.read(),
                        scenario.options(),
                        target -> new Host(this, scenario, new NodeName(target.name())),
                        new Goal.Converge());
                Homes homes = new Homes((_, _) -> Optional.empty(), new SecureRandom())) {
            ApplyRun run = new ApplyRun(look, look.plan(), homes, _ -> {}, PlanScenario.CLOCK, "anna@laptop");
            stopper = run::stop;
            return run.apply();
        }
    }

    private void interrupt() {
        stopper.accept("not begun: interrupted");
    }

    private List<Punched> recorded() {
        return RegistryFile.read(dir.resolve("inventory/registry.yml"), new Diagnostics())
                .orElseThrow()
                .punched();
    }

    private static Outcome outcome(ApplyReport report, NodeName node) {
        return Objects.requireNonNull(report.results().get(node)).outcome();
    }

    @Test
    void aPairThatMeetsMoves() throws IOException {
        ApplyReport report = apply();

        assertThat(report.punches()).extracting(PunchResult::met).containsExactly(true);
        assertThat(recorded()).extracting(Punched::met).containsExactly(true);
        assertThat(List.of(outcome(report, B), outcome(report, C))).containsOnly(Outcome.APPLIED);
    }

    @Test
    void aTryInVainIsRemembered() throws IOException {
        meets = false;

        ApplyReport report = apply();

        assertThat(report.punches()).extracting(PunchResult::met).containsExactly(false);
        assertThat(recorded()).extracting(Punched::met).containsExactly(false);
        assertThat(report.ok()).isTrue();
    }

    @Test
    void interruptedWhileTheyMeetNothingIsSaidOfIt() throws IOException {
        events.put("punch", this::interrupt);

        ApplyReport report = apply();

        assertThat(report.punches())
                .extracting(PunchResult::met, PunchResult::detail)
                .containsExactly(tuple(false, "not begun: interrupted"));
        assertThat(recorded()).isEmpty();
        assertThat(outcome(report, B)).isEqualTo(Outcome.UNCHANGED);
    }

    /// It stands in the registry already when the run is stopped.
    @Test
    void interruptedBeforeEitherIsMovedTheyAreTriedAgain() throws IOException {
        events.put("look 2 at nodeB", this::interrupt);

        ApplyReport report = apply();

        assertThat(report.punches()).extracting(PunchResult::met).containsExactly(false);
        assertThat(recorded()).isEmpty();
        assertThat(List.of(outcome(report, B), outcome(report, C))).containsOnly(Outcome.UNCHANGED);
    }

    @Test
    void aPairOfWhichOneIsGoneStaysAsItIs() throws IOException {
        events.put("look 2 at nodeC", () -> {
            throw new IllegalStateException("gone");
        });

        ApplyReport report = apply();

        assertThat(report.punches())
                .extracting(PunchResult::detail)
                .containsExactly("one of them cannot be changed any more");
        assertThat(recorded()).isEmpty();
        assertThat(List.of(outcome(report, B), outcome(report, C))).containsOnly(Outcome.UNCHANGED);
    }

    @Test
    void aPairOfWhichNeitherCouldBeChangedStaysAsItIs() throws IOException {
        begin = 73;

        ApplyReport report = apply();

        assertThat(report.ok()).isFalse();
        assertThat(report.punches()).extracting(PunchResult::met).containsExactly(false);
        assertThat(recorded()).isEmpty();
        assertThat(outcome(report, B)).isEqualTo(Outcome.FAILED);
    }
}
