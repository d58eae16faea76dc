package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShellTest {
    private static final List<String> NASTY = List.of(
            "",
            " ",
            "plain",
            "a b",
            "'",
            "''",
            "it's",
            "\"",
            "\\",
            "\\'",
            "$HOME",
            "$(id)",
            "`id`",
            "a\nb",
            "\n",
            "!x",
            "-n",
            "*",
            "?",
            "~",
            "#c",
            ";id",
            "&",
            "|",
            "<",
            ">",
            "é✓",
            "\t",
            "%s",
            "END",
            "a'\"'b\\",
            "{a,b}",
            "$'x'");

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aQuotedWordIsThatWord(List<String> shell) throws Exception {
        for (String word : NASTY) {
            String script = "printf '[%s]' " + Shell.command("x", word, "y");

            assertThat(ShellRun.run(shell, script).output()).isEqualTo("[x][" + word + "][y]");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void inputArrivesAsItIs(List<String> shell) throws Exception {
        List<String> texts = List.of(
                "",
                "one\n",
                "no line break at its end",
                "$HOME `id` \\ \\n $(id)\n",
                "END\nEND_\n",
                "a\n\n\nb\n",
                "\tindented\n",
                "'\"\n",
                "END \n END\n",
                String.join("\n", NASTY) + "\n");
        for (String text : texts) {
            String script = Shell.withInput("cat", text) + "echo after\n";

            String arrived = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
            assertThat(ShellRun.run(shell, script).output()).isEqualTo(arrived + "after\n");
        }
    }

    @Test
    void harmlessWordsStayReadable() {
        assertThat(Shell.command("ip", "-4", "address", "add", "10.0.0.1/24", "dev", "wg0"))
                .isEqualTo("ip -4 address add 10.0.0.1/24 dev wg0\n");
    }
}
