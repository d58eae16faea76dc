package io.wgorch.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A template is somebody's text, not somebody's program.
class TemplatesTest {
    private static final SourcePosition USED = new SourcePosition("site.yml", 5, 7);
    private static final Map<String, Object> MODEL =
            Map.of("node", Map.of("name", "nodeA", "mtu", 1420), "port", 51820, "on", true, "list", List.of("x", "y"));

    @TempDir
    Path dir;

    private record Result(Optional<String> text, String errors) {}

    private Result render(String template) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("templates"));
        Files.writeString(folder.resolve("t.ftl"), template);
        Diagnostics diagnostics = new Diagnostics();
        Optional<String> text = new Templates(Optional.of(folder)).render("t.ftl", USED, MODEL, "nodeA", diagnostics);
        String errors = diagnostics.sorted().stream()
                .map(Diagnostic::toString)
                .collect(Collectors.joining("\n"))
                .replace(dir + "/", "");
        assertThat(text.isEmpty()).isEqualTo(!errors.isEmpty());
        return new Result(text, errors);
    }

    private Optional<Boolean> test(String expression, Diagnostics diagnostics) {
        return new Templates(Optional.empty()).test(expression, USED, MODEL, "nodeA", diagnostics);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${\"freemarker.template.utility.Execute\"?new()(\"id\")}",
                "${\"freemarker.template.utility.ObjectConstructor\"?new()(\"java.lang.String\")}",
                "${node?api.getClass()}",
                "${node.class.name}",
                "${node.getClass().getName()}",
                "<#assign i = '${1 + 1}'?interpret><@i/>",
                "<#assign i = '$'?   interpret><@i/>",
                "<#include \"../secret\">",
                "<#include \"/etc/passwd\">",
                "<#include \"file:///etc/passwd\">",
                "<#import \"../secret\" as s>"
            })
    void nothingGetsOut(String template) throws IOException {
        Files.writeString(dir.resolve("secret"), "SECRET-TEXT");

        Result result = render(template);

        assertThat(result.text()).isEmpty();
        assertThat(result.errors()).doesNotContain("SECRET-TEXT").doesNotContain("uid=");
    }

    @Test
    void evalCannotReachMoreThanTheModel() throws IOException {
        assertThat(render("${'1 + 1'?eval}").text()).contains("2");
        assertThat(render("${'\"freemarker.template.utility.Execute\"?new()'?eval}")
                        .text())
                .isEmpty();
    }

    @Test
    void outputIsBounded() throws IOException {
        assertThat(render("<#list 1..1000000000 as i>0123456789</#list>").errors())
                .isEqualTo("templates/t.ftl:1:1: the output is larger than 4194304 characters (rendering nodeA).");
        assertThat(render("<#macro m><@m/></#macro><@m/>").text()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"de-DE", "ar-EG", "tr-TR", "en-US"})
    void numbersAndBooleansLookTheSameEverywhere(String locale) throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(locale));
            assertThat(render("${port} ${port * 10} ${1 / 4} ${on} ${on?c} ${'I'?lower_case}")
                            .text())
                    .contains("51820 518200 0.25 true true i");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aMissingValueIsNamedWhereItStands() throws IOException {
        assertThat(render("ok\n  ${node.nme}\n").errors())
                .isEqualTo("templates/t.ftl:2:5: 'node.nme' does not exist (rendering nodeA). Did you mean 'name'?"
                        + " There are: mtu, name.");
        assertThat(render("${nodes}").errors())
                .startsWith("templates/t.ftl:1:3: 'nodes' does not exist (rendering nodeA). Did you mean 'node'?")
                .endsWith("There are: list, node, on, port.");
        assertThat(render("${node.name.first}").errors()).startsWith("templates/t.ftl:1:");
    }

    @Test
    void syntaxErrorsAndMissingTemplatesAreLocated() throws IOException {
        assertThat(render("a\nb <#if x>\n").errors())
                .startsWith("templates/t.ftl:")
                .contains("#if");
        Diagnostics diagnostics = new Diagnostics();
        new Templates(Optional.empty()).render("none.ftl", USED, MODEL, "nodeA", diagnostics);
        assertThat(diagnostics.sorted())
                .extracting(Diagnostic::toString)
                .containsExactly(
                        "site.yml:5:7: there is no template 'none.ftl' in templates or among the built-in ones.");
    }

    /// No output format escapes anything, whatever the name of the file.
    @Test
    void textIsNotEscaped() throws IOException {
        assertThat(render("${'<a & \"b\">'}").text()).contains("<a & \"b\">");
    }

    @Test
    void theProjectsTemplateWins() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("templates"));
        Files.writeString(folder.resolve("sysctl.conf.ftl"), "mine");

        assertThat(new Templates(Optional.of(folder)).source("sysctl.conf.ftl")).contains("mine");
        assertThat(new Templates(Optional.of(folder)).source("wg0.conf.ftl")).isPresent();
        assertThat(new Templates(Optional.of(dir.resolve("absent"))).source("sysctl.conf.ftl"))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node.name == \"nodeA\" | true",
                "node.name != \"nodeA\" | false",
                "port gt 1000 && on | true",
                "list?seq_contains(\"x\") | true",
                "vars??|false"
            })
    void whenHolds(String expression, boolean holds) {
        Diagnostics diagnostics = new Diagnostics();

        assertThat(test(expression, diagnostics)).contains(holds);
        assertThat(diagnostics.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.name", "port", "node.os == \"x\"", "1 +", "true)>x<#if (true", "\"x\"?new()"})
    void whenHasToBeABooleanThatExists(String expression) {
        Diagnostics diagnostics = new Diagnostics();

        assertThat(test(expression, diagnostics)).isEmpty();
        assertThat(diagnostics.sorted()).hasSize(1).allMatch(d -> d.toString().startsWith("site.yml:5:7: "));
    }
}
