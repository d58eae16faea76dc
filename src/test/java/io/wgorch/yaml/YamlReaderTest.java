package io.wgorch.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
    private final Diagnostics diagnostics = new Diagnostics();

    @ParameterizedTest
    @ValueSource(strings = {"no", "0644", "12:30:45", "0x10", "1e3", "~", "2026-11-22", ".inf", "1_000", "010.5"})
    void aScalarIsTheTextThatStandsThere(String text) {
        YamlMap map = (YamlMap) YamlReader.read("f", "a: " + text, diagnostics).orElseThrow();

        assertThat(map.get("a")).get().isInstanceOfSatisfying(YamlScalar.class, s -> {
            assertThat(s.text()).isEqualTo(text);
            assertThat(s.quoted()).isFalse();
            assertThat(s.at()).hasToString("f:1:4");
        });
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsAreFine() {
        YamlMap map = (YamlMap)
                YamlReader.read("f", "\uFEFFa: 1\r\nb: 2\r\n", diagnostics).orElseThrow();

        assertThat(map.get("b")).get().extracting(n -> n.at().line()).isEqualTo(2);
        assertThat(diagnostics.isEmpty()).isTrue();
    }

    @Test
    void columnsCountCharactersNotBytes() {
        YamlReader.read("f", "\"é𝕏\": &x 1", diagnostics);

        assertThat(diagnostics.sorted()).extracting(Diagnostic::toString).allMatch(m -> m.startsWith("f:1:7:"));
    }

    @Test
    void anEmptyValueIsAbsentUnlessQuoted() {
        YamlMap map = (YamlMap) YamlReader.read("f", "a:\nb: ''\n", diagnostics).orElseThrow();

        assertThat(map.get("a"))
                .get()
                .isInstanceOfSatisfying(
                        YamlScalar.class, s -> assertThat(s.isAbsent()).isTrue());
        assertThat(map.get("b"))
                .get()
                .isInstanceOfSatisfying(
                        YamlScalar.class, s -> assertThat(s.isAbsent()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "- ", "a: {b: ", "? ", "- - - ", "[[{a: ", "!!map {? "})
    void tenThousandLevelsAreRefusedInTime(String opening) {
        YamlReader.read("f", opening.repeat(10_000), diagnostics);

        assertThat(diagnostics.sorted())
                .anyMatch(d -> d.message().contains("50 levels") || d.message().contains("not YAML"));
    }

    @Test
    void moreThanSixteenMebibytesAreNotRead() {
        YamlReader.read("f", "a: 1\n".repeat(4_000_000), diagnostics);

        assertThat(diagnostics.sorted())
                .singleElement()
                .extracting(Diagnostic::message)
                .asString()
                .contains("larger than 16 MiB");
    }

    @Test
    void aMillionValuesAreTheMost() {
        YamlReader.read("f", "[" + "a,".repeat(1_100_000) + "]", diagnostics);

        assertThat(diagnostics.sorted())
                .singleElement()
                .extracting(Diagnostic::message)
                .asString()
                .contains("a million values");
    }

    @Test
    void halfOfASurrogatePairIsNoText() {
        YamlReader.read("f", "a: \"\\ud800\"", diagnostics);

        assertThat(diagnostics.isEmpty()).isFalse();
    }

    /// A hostile file may be wrong in any way; it is never an exception.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noTextMakesItThrow(long seed) {
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "a", ":", " ", "\n", "  ", "- ", "[", "]", "{", "}", ",", "&x ", "*x", "!!t ", "<<", "|", ">", "'",
                "\"", "\\", "%YAML", "---", "...", "?", "#", "\t", "\0", "é", "\uFEFF", "@", "`", "\\x1b", "\u2028",
                "\r");
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            Diagnostics own = new Diagnostics();
            boolean read = YamlReader.read("f", text.toString(), own).isPresent();
            assertThat(read || !own.isEmpty()).as("silent about %s", text).isTrue();
        }
    }

    @Test
    void listsKeepTheirOrder() {
        YamlList list =
                (YamlList) YamlReader.read("f", "- b\n- a\n", diagnostics).orElseThrow();

        assertThat(list.items()).extracting(n -> ((YamlScalar) n).text()).containsExactly("b", "a");
    }
}
