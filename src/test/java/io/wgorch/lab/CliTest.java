package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CliTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void feedsAndCollects() throws LabException {
        Cli.Result result = Cli.run(List.of("sh", "-c", "cat; echo no >&2; exit 3"), "in", LIMIT);

        assertThat(result).isEqualTo(new Cli.Result(3, "in", "no\n"));
    }

    @Test
    void takesMoreThanAPipeHolds() throws LabException {
        assertThat(Cli.run(List.of("cat"), "x".repeat(1_000_000), LIMIT).out()).hasSize(1_000_000);
    }

    @Test
    void doesNotWaitForever() {
        assertThatThrownBy(() -> Cli.run(List.of("sleep", "60"), "", Duration.ofMillis(200)))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("no answer");
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Cli.run(List.of("no-such-program"), "", LIMIT))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    void theComplaintIsTheLastLine() {
        assertThat(new Cli.Result(1, "out\n", "warning\nerror: why\n").complaint())
                .isEqualTo("error: why");
        assertThat(new Cli.Result(1, "out\n", " ").complaint()).isEqualTo("out");
    }
}
