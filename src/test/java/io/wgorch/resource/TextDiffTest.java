package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextDiffTest {
    /// `/` ends a line.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "a/b/c      | a/x/c       | line 2: b -> x",
                "a/c        | a/b/c       | line 2:  -> b",
                "a/b/c      | a/c         | line 2: b -> ",
                "a          | a/b         | line 2:  -> b",
                "a/a        | a           | line 1: a -> ",
                "a/b        | a/#new//b/c | line 5:  -> c",
                "#old/a     | #new/a      | line 1: #old -> #new",
                "a/b        | b/a         | line 1:  -> b",
                "''         | a           | line 1:  -> a",
                "#old/a/x   | #new/a/y    | line 3: x -> y"
            })
    void namesTheFirstLineThatSaysSomethingElse(String before, String after, String expected) {
        FieldChange change = TextDiff.of(lines(before), lines(after)).getFirst();

        assertThat(change.differs()).isTrue();
        assertThat(change.path().getLast() + ": " + change.before().orElse("") + " -> "
                        + change.after().orElse("").strip())
                .isEqualToIgnoringWhitespace(expected);
    }

    @ParameterizedTest
    @CsvSource({"a/b, a/b", "a, a/", "a, a//", "#, #x"})
    void isEmptyOnlyForTheSameText(String before, String after) {
        assertThat(TextDiff.of(lines(before), lines(after)).isEmpty()).isEqualTo(before.equals(after));
    }

    private static String lines(String text) {
        return text.replace('/', '\n') + (text.isEmpty() ? "" : "\n");
    }
}
