package io.wgorch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.DetourInterface;
import io.wgorch.plan.Detour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CrossingTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Detour DETOUR = new Detour(
            "wg0",
            DetourInterface.beside("wg0", 51820).orElseThrow(),
            NodeName.parse("nodeB").orElseThrow(),
            NodeName.parse("nodeA").orElseThrow());

    /// Answers to the echoes from `first` to `last`, 50 ms apart, `later` seconds late.
    private static List<String> answers(int first, int last, double later) {
        List<String> answers = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            answers.add(String.format(Locale.ROOT, "%.6f %d", 1000 + i * 0.05 + later, i));
        }
        return answers;
    }

    private static Crossing crossing(List<String> answers, String end) {
        return Crossing.of(DETOUR, answers, INTERVAL, end).orElseThrow();
    }

    @Test
    void whatComesBackIsNotLost() {
        Crossing crossing = crossing(answers(1, 100, 0), "1005.040000");

        assertThat(crossing.sent()).isEqualTo(100);
        assertThat(crossing.lost()).isZero();
        assertThat(crossing.longestGap()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void whatIsMissingInTheMiddleIsLost() {
        List<String> answers = new ArrayList<>(answers(1, 40, 0));
        answers.addAll(answers(44, 60, 0.01));

        Crossing crossing = crossing(answers, "1003.020000");

        assertThat(crossing.sent()).isEqualTo(60);
        assertThat(crossing.lost()).isEqualTo(3);
        assertThat(crossing.longestGap()).isEqualTo(Duration.ofMillis(210));
    }

    @Test
    void whatIsMissingAtTheBeginningIsLost() {
        assertThat(crossing(answers(3, 10, 0), "1000.520000").lost()).isEqualTo(2);
    }

    @Test
    void whatIsMissingAtTheEndIsLost() {
        Crossing crossing = crossing(answers(1, 20, 0), "1003.010000");

        assertThat(crossing.lost()).isEqualTo(39);
        assertThat(crossing.sent()).isEqualTo(59);
        assertThat(crossing.longestGap()).isEqualTo(Duration.ofMillis(2010));
    }

    @Test
    void anAnswerThatComesTwiceCountsOnce() {
        List<String> answers = new ArrayList<>(answers(1, 10, 0));
        answers.add("1000.510000 10");

        assertThat(crossing(answers, "1000.520000").lost()).isZero();
        assertThat(crossing(answers, "1000.520000").sent()).isEqualTo(10);
    }

    @Test
    void whereNothingEverCameBackNothingWasMeasured() {
        assertThat(Crossing.of(DETOUR, List.of(), INTERVAL, "1000.000000")).isEmpty();
        assertThat(Crossing.of(DETOUR, List.of("nonsense", "1000.5 -3", "1e9 4"), INTERVAL, "1000.000000"))
                .isEmpty();
        assertThat(Crossing.of(DETOUR, answers(1, 3, 0), INTERVAL, "later")).isEmpty();
    }
}
