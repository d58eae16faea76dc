package io.wgorch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import io.wgorch.diag.Diagnostics;
import io.wgorch.schema.Comparison;
import io.wgorch.schema.EditorSchema;
import io.wgorch.schema.EditorView;
import io.wgorch.schema.RandomText;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `schema/inventory.schema.json` says what the readers say.
class InventorySchemaTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");

    private static final Pattern FORM = Pattern.compile("^unknown key|must be a whole number from (?!1280|1360)"
            + "|must be true or false|must be a single value|must be a map|must be a list|cannot be the name of"
            + "|'all' means every node|is not an endpoint|must be one host|the port in|is not an address|is not a network"
            + "|the prefix length in|A network has a prefix|would draw a large|there is no topology|'interface' must"
            + "|^'ssh\\.|^'public_key' of .* must|needs '|has no hubs|there are no nodes|names no mesh|is empty"
            + "|is for one mesh|^'vault\\.|there is no home for keys|^'rotate_after' must");
    private static final Pattern OF_MAP = Pattern.compile(
            "needs 'hubs'|needs 'token_file'|cannot be the name of|'all' means every node|is for one mesh");

    private final EditorSchema schema = new EditorSchema("inventory");
    private final Comparison comparison = new Comparison(schema, FORM, OF_MAP);

    InventorySchemaTest() throws IOException {}

    @Test
    void theKeysAreThoseOfTheReaders() {
        assertThat(schema.keys("")).containsExactlyInAnyOrderElementsOf(InventoryReader.KEYS);
        assertThat(schema.keys("/definitions/mesh")).containsExactlyInAnyOrderElementsOf(MeshReader.KEYS);
        assertThat(schema.keys("/definitions/link")).containsExactlyInAnyOrderElementsOf(LinksReader.KEYS);
        assertThat(schema.keys("/definitions/settings")).containsExactlyInAnyOrderElementsOf(SettingsReader.KEYS);
        assertThat(schema.keys("/definitions/group")).containsExactlyInAnyOrderElementsOf(GroupsReader.KEYS);
        assertThat(schema.keys("/definitions/node")).containsExactlyInAnyOrderElementsOf(NodesReader.KEYS);
        assertThat(schema.keys("/definitions/vault")).containsExactlyInAnyOrderElementsOf(VaultReader.KEYS);
        assertThat(schema.keys("/definitions/vault/properties/approle"))
                .containsExactlyInAnyOrderElementsOf(VaultReader.APPROLE_KEYS);
        assertThat(schema.keys("/definitions/assertion")).containsExactlyInAnyOrderElementsOf(AssertionsReader.KEYS);
        assertThat(schema.keys("/definitions/settings/properties/ssh"))
                .containsExactlyInAnyOrderElementsOf(SshReader.KEYS);
    }

    @Test
    void theTopologiesAreThoseOfTheReader() {
        assertThat(schema.at("/definitions/mesh/properties/topology").getAsJsonArray("enum"))
                .extracting(JsonElement::getAsString)
                .containsExactlyElementsOf(Arrays.stream(TopologyName.values())
                        .map(TopologyName::keyword)
                        .toList());
    }

    @Test
    void theHomesAreThoseOfTheReader() {
        assertThat(schema.at("/definitions/home").getAsJsonArray("enum"))
                .extracting(JsonElement::getAsString)
                .containsExactlyElementsOf(
                        Arrays.stream(HomeName.values()).map(HomeName::keyword).toList());
    }

    @Test
    void everyKeySaysWhatItIsFor() {
        assertThat(schema.describedKeys()).hasSizeGreaterThan(50).allSatisfy((pointer, key) -> {
            if (!key.has("$ref")) {
                assertThat(key.get("description")).as(pointer).isNotNull();
                assertThat(key.get("description").getAsString()).as(pointer).endsWith(".");
            }
        });
    }

    @Test
    void theExamplesInTheSchemaFitIt() {
        assertThat(schema.describedKeys()).allSatisfy((pointer, key) -> {
            for (String keyword : List.of("examples", "default")) {
                Optional.ofNullable(key.get(keyword)).ifPresent(e -> {
                    List<JsonElement> values =
                            keyword.equals("examples") ? e.getAsJsonArray().asList() : List.of(e);
                    values.forEach(v -> assertThat(schema.errors(pointer, v))
                            .as("%s of %s", v, pointer)
                            .isEmpty());
                });
            }
        });
    }

    static List<Path> goodInventories() throws IOException {
        try (Stream<Path> scenarios = Files.walk(SCENARIOS);
                Stream<Path> own = Files.walk(Path.of("inventory"))) {
            return Stream.concat(scenarios, own)
                    .filter(f -> f.toString().endsWith(".yml") && !f.endsWith("registry.yml"))
                    .filter(f -> f.getFileName().toString().startsWith("mesh") || f.startsWith("inventory"))
                    .filter(f -> !f.startsWith(SCENARIOS.resolve("bad-input")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("goodInventories")
    void aGoodInventoryIsNotUnderlined(Path file) {
        YamlNode tree = YamlReader.read(file, new Diagnostics()).orElseThrow();

        assertThat(schema.errors(new EditorView(tree).json())).isEmpty();
    }

    /// The documentation is read as a user would: what it shows must be taken by the reader and by the editor.
    @Test
    void theExamplesOfTheDocumentationAreGood() throws IOException {
        List<String> examples = Pattern.compile("(?ms)^```yaml\n(.*?)^```")
                .matcher(Files.readString(Path.of("docs/inventory.md")))
                .results()
                .map((MatchResult m) -> m.group(1))
                .toList();

        assertThat(examples).hasSizeGreaterThan(1).allSatisfy(example -> {
            Diagnostics diagnostics = new Diagnostics();
            InventoryReader.read(Path.of("mesh.yml"), example, Map.of(), diagnostics);
            assertThat(diagnostics.sorted()).as(example).isEmpty();
            YamlNode tree = YamlReader.read("mesh.yml", example, diagnostics).orElseThrow();
            assertThat(schema.errors(new EditorView(tree).json())).as(example).isEmpty();
        });
    }

    @Test
    void aBadFormIsUnderlinedWhereTheReaderPointsAt() throws IOException {
        int complaints = 0;
        for (String scenario : BadInputTest.scenarios()) {
            Path file = SCENARIOS.resolve("bad-input").resolve(scenario).resolve("mesh.yml");
            Optional<YamlNode> tree = YamlReader.read(file, new Diagnostics());
            Diagnostics said = new Diagnostics();
            InventoryReader.read(file, said);
            if (tree.isPresent()) {
                complaints += comparison.assertUnderlined(tree.get(), said);
            }
        }
        assertThat(complaints).isGreaterThan(100);
    }

    /// `%s` is where random values go; the rest of the file is good.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "NUMBER   | mesh: { network: 10.0.0.0/24, listen_port: %s }",
                "WORD     | mesh: { network: 10.0.0.0/24, topology: %s }",
                "WORD     | mesh: { network: 10.0.0.0/24, interface: %s }",
                "PREFIX   | mesh: { network: %s }",
                "NUMBER   | mesh: { network: 10.0.0.0/24, links: [ { between: [a, b], mtu: %s } ] }",
                "NUMBER   | mesh: { network: 10.0.0.0/24, links: [ { between: [a, b], keepalive: %s } ] }",
                "TRUTH    | mesh: { network: 10.0.0.0/24, links: [ { between: [a, b], forbid: %s } ] }",
                "WORD     | meshes: { %s: { network: 10.0.0.0/24 } }",
                "NUMBER   | defaults: { listen_port: %s }",
                "NUMBER   | defaults: { mtu: %s }",
                "NUMBER   | defaults: { path_mtu: %s }",
                "NUMBER   | defaults: { keepalive: %s }",
                "TRUTH    | defaults: { managed: %s }",
                "TRUTH    | defaults: { nat: %s }",
                "WORD     | defaults: { site: %s }",
                "TRUTH    | defaults: { allow_hooks: %s }",
                "ENDPOINT | nodes: { c: { ssh: { host: %s } } }",
                "NUMBER   | defaults: { ssh: { port: %s } }",
                "WORD     | defaults: { ssh: { user: %s } }",
                "WORD     | defaults: { ssh: { identity_file: %s } }",
                "ENDPOINT | defaults: { ssh: { jump: %s } }",
                "WORD     | defaults: { ssh: { host_key: %s } }",
                "WORD     | groups: { %s: { nodes: [a] } }",
                "WORD     | nodes: { %s: { endpoint: c.example.com } }",
                "ADDRESS  | nodes: { c: { address: %s, endpoint: c.example.com } }",
                "ENDPOINT | nodes: { c: { endpoint: %s } }",
                "WORD     | nodes: { c: { endpoint: { %s: c.example.com } } }",
                "PREFIX   | nodes: { c: { routes: %s, endpoint: c.example.com } }",
                "WORD     | nodes: { c: { managed: false, public_key: %s } }",
                "WORD     | vault: { address: https://v.example.com, token_file: t, path: %s }",
                "WORD     | vault: { address: https://v.example.com, path: p, token_file: %s }",
                "ENDPOINT | vault: { path: p, token_file: t, address: 'https://%s' }",
                "WORD     | vault: { address: https://v.example.com, path: p, approle: { secret_id_file: t, role_id: %s } }",
                "TRUTH    | assert: [ { from: a, to: b, reach: %s } ]",
            })
    void readerAndEditorAgreeOnRandomValues(RandomText kind, String template) {
        comparison.assertSameVerdicts(
                kind,
                template,
                InventorySchemaTest::file,
                (text, said) -> InventoryReader.read(Path.of("mesh.yml"), text, Map.of(), said),
                150);
    }

    private static String file(String section) {
        String mesh = section.startsWith("mesh") ? "" : "mesh: { network: 10.0.0.0/24 }\n";
        String nodes = "a: { endpoint: a.example.com }, b: { endpoint: b.example.com }";
        return section.startsWith("nodes: { ")
                ? mesh + section.replace("nodes: { ", "nodes: { " + nodes + ", ") + "\n"
                : mesh + section + "\nnodes: { " + nodes + " }\n";
    }
}
