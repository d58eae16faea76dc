package io.wgorch.acceptance.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random meshes on real WireGuard: who reaches whom must be what the proof says, both ways. `script/acceptance proof`
/// runs it with more seeds. It prints a row per seed while it runs.
@Tag("lab")
@EnabledOnOs(value = OS.LINUX, disabledReason = "the hosts are network namespaces, which only Linux has")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("SystemOut")
class ProofTest {
    private static final int FEW = 5;

    private final List<Outcome> outcomes = new ArrayList<>();

    private static LongStream seeds() {
        long from = Long.getLong("proof.from", 1);
        return LongStream.range(from, from + Long.getLong("proof.seeds", FEW));
    }

    @BeforeAll
    void begin() {
        System.out.println(Outcome.HEAD);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theProofSaysWhatPingSays(long seed) {
        Trial trial = new Trial(seed);

        Outcome outcome = trial.run();

        outcomes.add(outcome);
        System.out.println(outcome.row());
        assertThat(outcome.disagreements()).as(outcome.explanation()).isEmpty();
    }

    @AfterAll
    void end() {
        System.out.println(ProofReport.summary(outcomes));
        Optional.ofNullable(System.getProperty("proof.report"))
                .ifPresent(file -> ProofReport.write(Path.of(file), outcomes, LocalDate.now(ZoneOffset.UTC)));
    }
}
