package io.wgorch.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticsTest {
    private static final String KEY = "aGVsbG8gd29ybGQgdGhpcyBpcyBhIHNlY3JldCBrZXk=";

    @Test
    void sortedByPlaceAndEachOnce() {
        Diagnostics diagnostics = new Diagnostics();
        diagnostics.error(new SourcePosition("b.yml", 1, 1), "last");
        diagnostics.error(new SourcePosition("a.yml", 10, 1), "third");
        diagnostics.error(new SourcePosition("a.yml", 2, 7), "second");
        diagnostics.error(new SourcePosition("a.yml", 2, 7), "second");
        diagnostics.error("first");

        assertThat(diagnostics.sorted())
                .extracting(Diagnostic::toString)
                .containsExactly("first", "a.yml:2:7: second", "a.yml:10:1: third", "b.yml:1:1: last");
    }

    @Test
    void pastAThousandTheyAreCounted() {
        Diagnostics diagnostics = new Diagnostics();
        for (int i = 1; i <= 1500; i++) {
            diagnostics.error(new SourcePosition("a.yml", i, 1), "wrong");
        }

        assertThat(diagnostics.sorted()).hasSize(1001).last().hasToString("and 500 more errors.");
    }

    @Test
    void suggestsASlipOfTheKeyboardAndNothingElse() {
        List<String> known = List.of("address", "endpoint", "mtu");

        assertThat(Suggest.nearest("adress", known)).contains("address");
        assertThat(Suggest.nearest("Endpoint", known)).contains("endpoint");
        assertThat(Suggest.nearest("colour", known)).isEmpty();
        assertThat(Suggest.nearest("x".repeat(1_000_000), known)).isEmpty();
        assertThat(Suggest.didYouMean("mut", List.of("zzz"))).isEmpty();
    }

    @Test
    void whatIsShownIsShortAndHarmless() {
        assertThat(Shown.text("nodeA")).isEqualTo("'nodeA'");
        assertThat(Shown.text("\u001b[31mred\u202e")).isEqualTo("'\uFFFD[31mred\uFFFD'");
        assertThat(Shown.plain("x".repeat(5000))).hasSize(61).endsWith("…");
        assertThat(Shown.text("a " + KEY + " b")).isEqualTo("'a (a key) b'");
        assertThat(Shown.holdsKey(KEY)).isTrue();
        assertThat(Shown.holdsKey("SHA256:" + "a".repeat(43))).isFalse();
    }
}
