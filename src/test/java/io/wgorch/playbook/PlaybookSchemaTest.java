package io.wgorch.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.InventoryReader;
import io.wgorch.schema.Comparison;
import io.wgorch.schema.EditorSchema;
import io.wgorch.schema.EditorView;
import io.wgorch.schema.RandomText;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `schema/playbook.schema.json` says what the readers say.
class PlaybookSchemaTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");

    private static final Pattern FORM =
            Pattern.compile("^unknown (key|task)|must be (?!on one line)|this task|a task does one thing"
                    + "|needs '|is not a tag|is not a template|^'dest'|has no plays|is a list of plays|is longer than");
    private static final Pattern OF_MAP = Pattern.compile("a task does one thing");

    private final EditorSchema schema = new EditorSchema("playbook");
    private final Comparison comparison = new Comparison(schema, FORM, OF_MAP);
    private final Inventory inventory = InventoryReader.read(
                    SCENARIOS.resolve("good-input/groups/mesh.yml"), new Diagnostics())
            .orElseThrow();

    PlaybookSchemaTest() throws IOException {}

    @Test
    void theKeysAreThoseOfTheReaders() {
        assertThat(schema.keys("/definitions/play")).containsExactlyInAnyOrderElementsOf(PlaybookReader.KEYS);
        assertThat(schema.keys("/definitions/task"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(TaskReader.ACTIONS, TaskReader.COMMON)
                        .flatMap(List::stream)
                        .toList());
        assertThat(keysOf("wireguard")).containsExactlyInAnyOrderElementsOf(TaskReader.WIREGUARD);
        assertThat(keysOf("sysctl")).containsExactlyInAnyOrderElementsOf(TaskReader.SYSCTL);
        assertThat(keysOf("firewall")).containsExactlyInAnyOrderElementsOf(TaskReader.FIREWALL);
        assertThat(keysOf("service")).containsExactlyInAnyOrderElementsOf(TaskReader.SERVICE);
        assertThat(keysOf("template")).containsExactlyInAnyOrderElementsOf(TaskReader.TEMPLATE);
    }

    private Iterable<String> keysOf(String action) {
        return schema.keys("/definitions/task/properties/" + action);
    }

    @Test
    void everyKeySaysWhatItIsForAndItsExamplesFit() {
        assertThat(schema.describedKeys()).hasSizeGreaterThan(25).allSatisfy((pointer, key) -> {
            assertThat(key.get("description").getAsString()).as(pointer).endsWith(".");
            Optional.ofNullable(key.getAsJsonArray("examples")).ifPresent(e -> e.forEach(v -> assertFits(pointer, v)));
            Optional.ofNullable(key.get("default")).ifPresent(v -> assertFits(pointer, v));
        });
    }

    private void assertFits(String pointer, JsonElement value) {
        assertThat(schema.errors(pointer, value)).as("%s of %s", value, pointer).isEmpty();
    }

    static List<String> goodPlaybooks() throws IOException {
        List<String> documented = Pattern.compile("(?ms)^```yaml\n(.*?)^```")
                .matcher(Files.readString(Path.of("docs/playbook.md")))
                .results()
                .map((MatchResult m) -> m.group(1))
                .toList();
        assertThat(documented).isNotEmpty();
        return Stream.concat(Stream.of(Files.readString(Path.of("playbooks/site.yml"))), documented.stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("goodPlaybooks")
    void aGoodPlaybookIsNotUnderlined(String text) {
        Diagnostics said = new Diagnostics();

        PlaybookReader.read("site.yml", text, inventory, said);

        assertThat(said.sorted()).isEmpty();
        YamlNode tree = YamlReader.read("site.yml", text, said).orElseThrow();
        assertThat(schema.errors(new EditorView(tree).json())).isEmpty();
    }

    @Test
    void aBadFormIsUnderlinedWhereTheReaderPointsAt() throws IOException {
        int complaints = 0;
        for (String scenario : BadPlaybookTest.scenarios()) {
            Path file = SCENARIOS.resolve("bad-input").resolve(scenario).resolve("playbook.yml");
            Optional<YamlNode> tree = YamlReader.read(file, new Diagnostics());
            Diagnostics said = new Diagnostics();
            PlaybookReader.read(file, inventory, said);
            if (tree.isPresent()) {
                complaints += comparison.assertUnderlined(tree.get(), said);
            }
        }
        assertThat(complaints).isGreaterThan(40);
    }

    /// `%s` is where random values go; the rest of the task or play is good.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NUMBER | serial: %s",
                "WORD   | serial: %s",
                "WORD   | tags: %s",
                "WORD   | tags: [web, %s]",
                "WORD   | tasks: [ { wireguard: { template: %s } } ]",
                "WORD   | tasks: [ { sysctl: { dest: %s } } ]",
                "WORD   | tasks: [ { service: { name: %s, enabled: true } } ]",
                "TRUTH  | tasks: [ { service: { state: %s } } ]",
                "TRUTH  | tasks: [ { service: { enabled: %s } } ]",
                "WORD   | tasks: [ { template: { src: %s, dest: /etc/motd } } ]",
                "WORD   | tasks: [ { template: { src: a.ftl, dest: %s } } ]",
                "WORD   | tasks: [ { template: { src: a.ftl, dest: /etc/motd, owner: %s } } ]",
            })
    void readerAndEditorAgreeOnRandomValues(RandomText kind, String template) {
        String tasks = template.startsWith("tasks") ? "" : "\n  tasks: [ { wireguard: {} } ]";
        comparison.assertSameVerdicts(
                kind,
                template,
                task -> "- hosts: all\n  " + task + tasks + "\n",
                (text, said) -> PlaybookReader.read("site.yml", text, inventory, said),
                300);
    }
}
