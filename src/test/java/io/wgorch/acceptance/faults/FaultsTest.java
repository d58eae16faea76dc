package io.wgorch.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.acceptance.MeshLab;
import io.wgorch.acceptance.Ran;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A host ends wholly old or wholly new, whatever hits it or its controller, at any boundary of a transaction.
/// `script/acceptance faults` runs it in full; `script/test` a few. It prints a row per case while it runs.
@Tag("lab")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("SystemOut")
class FaultsTest {
    /// The blows that first and last deployments get as well.
    private static final Set<Blow> LONG = Set.of(Blow.LOCKED_OUT, Blow.CONTROLLER_KILLED, Blow.HOST_REBOOTED);

    private static final Set<Blow> SHORT =
            Set.of(Blow.LOCKED_OUT, Blow.CONTROLLER_INTERRUPTED, Blow.HOST_REBOOTED, Blow.GUARD_KILLED);

    private static final Set<String> FEW = Set.of("step activate 2", "step persist 2");

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("faults", "nodeA", "nodeB", "nodeC");

    private final Trial trial = new Trial(mesh);
    private final Traces traces = new Traces(mesh);
    private final List<Result> results = new ArrayList<>();
    private final List<Mishap> met = new ArrayList<>();
    private final List<Mishap> survived = new ArrayList<>();

    record Case(Blow blow, Change change, Moment moment) {
        @Override
        public String toString() {
            return blow.keyword() + ", " + change + " at " + moment;
        }
    }

    private static Optional<Set<String>> asked() {
        return Optional.ofNullable(System.getProperty("faults.cases"))
                .map(c -> Arrays.stream(c.split(",", -1)).collect(Collectors.toSet()));
    }

    private static Stream<Mishap> mishaps() {
        return Arrays.stream(Mishap.values())
                .filter(m -> asked().map(a -> a.contains(m.keyword()) || a.contains("all"))
                        .orElse(true));
    }

    private static Stream<Case> cases() {
        List<Blow> blows = Arrays.stream(Blow.values())
                .filter(b -> asked().map(a -> a.contains(b.keyword()) || a.contains("all"))
                        .orElse(true))
                .toList();
        List<Case> cases = new ArrayList<>();
        blows.forEach(blow -> addUpdates(cases, blow, asked().isPresent()));
        if (asked().isPresent()) {
            blows.stream().filter(LONG::contains).forEach(blow -> addDeployments(cases, blow));
        }
        return cases.stream().filter(c -> isAsked(c.change()));
    }

    /// `faults.changes` names the changes that are tried, such as `leave,join`; all when it is not set.
    private static boolean isAsked(Change change) {
        return Optional.ofNullable(System.getProperty("faults.changes"))
                .map(c -> List.of(c.split(",", -1)).contains(change.keyword()))
                .orElse(true);
    }

    /// There and back, so that each case begins where the one before has ended.
    private static void addUpdates(List<Case> cases, Blow blow, boolean all) {
        boolean back = false;
        for (Moment moment : Change.UPDATE.moments()) {
            if (all ? blow != Blow.SSH_HALF_OPEN || moment.first() : isForAll(blow, moment)) {
                cases.add(new Case(blow, back ? Change.BACK : Change.UPDATE, moment));
                back = !back;
            }
        }
        if (back) {
            cases.add(new Case(blow, Change.BACK, Change.BACK.moments().getLast()));
        }
    }

    private static void addDeployments(List<Case> cases, Blow blow) {
        for (Moment moment : Change.LEAVE.moments()) {
            cases.add(new Case(blow, Change.LEAVE, moment));
            cases.add(new Case(blow, Change.JOIN, moment));
        }
    }

    /// The short form, for script/test: some blows before the point of no return, and after it.
    private static boolean isForAll(Blow blow, Moment moment) {
        return SHORT.contains(blow) && FEW.contains(moment.words());
    }

    @BeforeAll
    void begin() {
        mesh.fresh("nodeA", "nodeB", "nodeC");
        trial.prepare();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void theHostEndsWhollyOldOrWhollyNew(Case c) throws InterruptedException {
        Result result = tried(c);

        results.add(result);
        System.out.println(result.row());
        assertThat(result.problems()).isEmpty();
    }

    /// A case that could not be carried to its end counts as well.
    private Result tried(Case c) throws InterruptedException {
        try {
            return trial.run(c.blow(), c.change(), c.moment());
        } catch (RuntimeException | AssertionError e) {
            return new Result(c.blow(), c.change(), c.moment(), false, Duration.ZERO, 0, List.of(String.valueOf(e)));
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("mishaps")
    void whatIsWrongIsSaidAndTouchesNothing(Mishap mishap) {
        mesh.declare(Change.NODE);
        mesh.run("apply", "--yes").expect(0);
        mesh.declare(Change.NODE, "mtu: 1400");
        mishap.happen(mesh);
        String before = traces.state();

        Ran ran = mishap.run(mesh);

        String after = traces.state();
        List<String> left = traces.leftOver("after the run");
        mishap.end(mesh);
        mesh.declare(Change.NODE);
        Ran again = mesh.run("apply", "--yes");
        met.add(mishap);
        System.out.printf("%-26s %s%n", mishap.keyword(), mishap.what());
        ran.expect(mishap.exit());
        assertThat(ran.all()).containsPattern(mishap.says());
        if (mishap.exit() != 0) {
            assertThat(after).isEqualTo(before);
        }
        assertThat(left).isEmpty();
        again.expect(0);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        survived.add(mishap);
    }

    /// Written as it grows, so that a run that is cut off has shown something.
    @AfterEach
    void report() {
        Optional.ofNullable(System.getProperty("faults.report"))
                .ifPresent(file ->
                        FaultsReport.write(Path.of(file), results, met, survived, LocalDate.now(ZoneOffset.UTC)));
    }

    @AfterAll
    void end() {
        System.out.println(FaultsReport.table(results) + "\n" + FaultsReport.table(met, survived));
    }
}
