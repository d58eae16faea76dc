package io.wgorch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.wgorch.disk.LockFile;
import io.wgorch.run.StateFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The command line as far as it goes without a host.
class MainTest {
    private static final String GOOD = """
            mesh: { network: 10.0.0.0/24 }
            nodes:
              nodeA: { address: 10.0.0.1, endpoint: 192.0.2.1 }
              nodeB: { address: 10.0.0.2, endpoint: 192.0.2.2 }
              nodeC: { address: 10.0.0.3, endpoint: 192.0.2.3 }
            """;

    @TempDir
    Path dir;

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void project() throws IOException {
        Files.createDirectories(dir.resolve("inventory"));
        Files.writeString(dir.resolve("inventory/mesh.yml"), GOOD);
    }

    private static Ended run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(out), new PrintWriter(err), new BufferedReader(new StringReader("")), false, false);
        int status = Main.run(terminal, List.of(args));
        terminal.out().flush();
        terminal.err().flush();
        return new Ended(status, out.toString(), err.toString());
    }

    private Ended here(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("-i", dir.resolve("inventory").toString()));
        return run(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nodeX --compromised --yes              | Did you mean
            --compromised --yes                    | say which nodes
            --all --compromised --yes              | leave out --all
            --all --readmit --yes                  | leave out --all
            nodeB --compromised --readmit --yes    | --readmit comes after --compromised
            nodeB --compromised --allow-loss --yes | --allow-loss
            nodeB --compromised -l nodeA --yes     | leave out --limit
            nodeB --compromised -t sysctl --yes    | --tags
            nodeB --compromised                    | nobody is there to be asked
            nodeB --compromised --yes              | has no key that the registry knows of
            nodeB --readmit --yes                  | is not evicted
            """)
    void anEvictionThatMakesNoSenseContactsNobody(String words, String complaint) {
        List<String> command = new ArrayList<>(List.of("rotate"));
        command.addAll(List.of(words.split(" ")));

        Ended ended = here(command.toArray(String[]::new));
        command.add("--json");
        Ended json = here(command.toArray(String[]::new));

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains(complaint);
        assertThat(JsonParser.parseString(json.out()).getAsJsonObject().has("error"))
                .isTrue();
        assertThat(dir.resolve("inventory/registry.yml")).doesNotExist();
    }

    @Test
    void helpGoesToStandardOutput() {
        Ended ended = run("--help");

        assertThat(ended.status()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .contains("Usage: wgorch", "plan", "apply", "rotate", "destroy", "status", "graph", "trust", "lab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "validate",
                "plan",
                "apply",
                "rotate",
                "verify-revoked",
                "destroy",
                "status",
                "graph",
                "trust",
                "import",
                "lab"
            })
    void everyCommandHasHelp(String command) {
        Ended ended = run(command, "--help");

        assertThat(ended.status()).isZero();
        assertThat(ended.out()).startsWith("Usage: wgorch " + command);
    }

    @Test
    void theVersionIsSaid() {
        assertThat(run("--version").out()).startsWith("wgorch ");
    }

    @Test
    void slipsOfTheKeyboardGetASuggestion() {
        Ended command = run("aply");
        Ended option = run("plan", "--detailed-exitcod");

        assertThat(command.status()).isEqualTo(3);
        assertThat(command.err()).contains("'aply'", "apply", "See: wgorch --help");
        assertThat(option.status()).isEqualTo(3);
        assertThat(option.err()).contains("--detailed-exitcode", "See: wgorch plan --help");
        assertThat(command.out() + option.out()).isEmpty();
    }

    @Test
    void usageThatSaysTooLittle() {
        assertThat(run().status()).isEqualTo(3);
        assertThat(run("rotate").status()).isEqualTo(3);
        assertThat(run("plan", "--forks", "many").status()).isEqualTo(3);
        assertThat(here("plan", "--forks", "0").err()).contains("--forks must be at least 1.");
        assertThat(here("apply", "--yes", "--serial", "0").err()).contains("--serial must be");
        assertThat(here("apply", "--yes", "--confirm-timeout", "5").err()).contains("--confirm-timeout must be");
    }

    @Test
    void aGoodInventoryIsValid() {
        Ended ended = here("validate");

        assertThat(ended.status()).isZero();
        assertThat(ended.out()).isEqualTo("Valid: 3 nodes, 3 links, full_mesh; every pair reaches each other.\n");
        assertThat(dir.resolve("inventory/registry.yml")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "plan", "status", "graph"})
    void badInputIsToldInFullAndContactsNobody(String command) throws IOException {
        Files.writeString(
                dir.resolve("inventory/mesh.yml"),
                GOOD.replace("endpoint: 192.0.2.2", "endpont: 192.0.2.2").replace("10.0.0.3", "10.0.0.300"));

        Ended ended = here(command);

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("mesh.yml:4:", "endpont", "endpoint", "mesh.yml:5:", "10.0.0.300", "No host was contacted.");
    }

    private void template(String name, String text) throws IOException {
        Files.createDirectories(dir.resolve("templates"));
        Files.writeString(dir.resolve("templates").resolve(name), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "plan", "apply --yes", "rotate --yes nodeA"})
    void templatesAreTriedForEveryHostBeforeOneIsContacted(String command) throws IOException {
        template("sysctl.conf.ftl", "<#if node.name == 'nodeB'>${nope}</#if>");

        Ended ended = here(command.split(" ", -1));

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("sysctl.conf.ftl:1:", "'nope' does not exist (rendering nodeB)", "No host was contacted.");
    }

    /// In the order of the nodes, however many are rendered at a time.
    @Test
    void everyHostWithoutErrorsIsWritten() throws IOException {
        template("sysctl.conf.ftl", "<#if node.name != 'nodeB'>${nope}</#if>");
        Path out = dir.resolve("files");

        Ended ended = here("render", "--out", out.toString());

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.out()).startsWith("Written: 3 files, ");
        assertThat(ended.err()).containsSubsequence("(rendering nodeA)", "(rendering nodeC)");
        assertThat(out).isDirectoryNotContaining("glob:**/node[AC]");
        assertThat(out.resolve("nodeB/etc/wireguard/wg0.conf")).content().contains("# nodeA\n", "# nodeC\n");
    }

    @Test
    void aPictureNeedsNoTemplates() throws IOException {
        template("wg0.conf.ftl", "${nope}");

        assertThat(here("graph").status()).isZero();
    }

    @Test
    void withJsonTheDocumentIsAloneOnStandardOutput() throws IOException {
        Files.writeString(dir.resolve("inventory/mesh.yml"), "mesh: { network: 10.0.0.0/24 }\n");

        Ended bad = here("plan", "--json");
        assertThat(bad.status()).isEqualTo(3);
        JsonObject document = JsonParser.parseString(bad.out()).getAsJsonObject();
        assertThat(document.get("format_version").getAsString()).isEqualTo("1.0");
        assertThat(document.getAsJsonArray("diagnostics")).isNotEmpty();
        assertThat(bad.err()).contains("No host was contacted.");

        Files.writeString(dir.resolve("inventory/mesh.yml"), GOOD);
        Ended good = here("--json", "validate");
        assertThat(JsonParser.parseString(good.out()).getAsJsonObject().getAsJsonArray("diagnostics"))
                .isEmpty();
        assertThat(good.err()).startsWith("Valid: ");
    }

    /// One document, whatever a command ends with.
    private static JsonObject error(Ended ended) {
        JsonObject document = JsonParser.parseString(ended.out()).getAsJsonObject();
        assertThat(document.get("format_version").getAsString()).isEqualTo("1.0");
        assertThat(document.has("diagnostics")).isTrue();
        JsonObject error = document.getAsJsonObject("error");
        assertThat(error.get("exit_code").getAsInt()).isEqualTo(ended.status());
        assertThat(ended.err()).contains(error.get("message").getAsString());
        return error;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            apply                          | 3 | nobody is there to be asked
            rotate nodeB                   | 3 | nobody is there to be asked
            rotate a/b --yes               | 3 | 1 error. No host was contacted.
            rotate nodeX --yes             | 3 | 1 error. No host was contacted.
            rotate                         | 3 | say which nodes, or --all
            destroy --yes --tags web       | 3 | whatever their tags
            destroy nodeA -l nodeB --yes   | 3 | given twice
            destroy --yes --punch          | 3 | Unknown option: '--punch'
            plan --limit nodeQ             | 3 | 1 error. No host was contacted.
            plan --forks many              | 3 | --forks
            validate --without nodeQ       | 3 | matches no node
            graph                          | 3 | no JSON document
            apply absent.json              | 3 | 2 errors. No host was contacted.
            import                         | 3 | --registry
            lab                            | 3 | say what to do with the lab
            """)
    void withJsonAnEndWithoutAResultIsADocument(String command, int status, String message) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.add("--json");

        Ended ended = here(words.toArray(String[]::new));

        assertThat(ended.status()).isEqualTo(status);
        assertThat(error(ended).get("message").getAsString()).contains(message);
    }

    @Test
    void withJsonALockThatIsHeldIsADocument() throws IOException {
        StateFolder state = StateFolder.of(dir.resolve("inventory/mesh.yml"));

        try (LockFile _ = state.lock("anna@laptop", Clock.systemUTC()).orElseThrow()) {
            Ended ended = here("apply", "--yes", "--json");

            assertThat(ended.status()).isEqualTo(1);
            assertThat(error(ended).get("message").getAsString())
                    .contains("another run works on this inventory: anna@laptop");
        }
    }

    @Test
    void withJsonAStalePlanIsADocument() throws IOException {
        Path plan = dir.resolve("plan.json");
        Files.writeString(plan, """
                {"wgorch_plan": "1.0", "options": {"inventory": "%s", "tags": [], "skip_tags": []},
                 "inputs": {}, "plan": {}}
                """.formatted(dir.resolve("inventory")));

        Ended ended = run("apply", plan.toString(), "--json");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(error(ended).get("message").getAsString()).contains("the saved plan is stale", "mesh.yml");
    }

    /// What nobody foresees: the lock's folder is a file.
    @Test
    void withJsonAnAccidentIsADocument() throws IOException {
        Files.writeString(dir.resolve(".wgorch"), "");

        Ended ended = here("apply", "--yes", "--json");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(error(ended).get("message").getAsString()).contains(".wgorch cannot be locked");
    }

    @Test
    void destroyHasNoOptionsThatDoNothingThere() {
        for (String option : List.of("--punch", "--accept-key=nodeA")) {
            Ended ended = here("destroy", "--yes", option);

            assertThat(ended.status()).isEqualTo(3);
            assertThat(ended.err()).contains("Unknown option");
        }
        assertThat(run("destroy", "--help").out())
                .contains("--serial", "--confirm-timeout", "--yes")
                .doesNotContain("--punch", "--accept-key");
        assertThat(run("apply", "--help").out()).contains("--serial", "--yes", "--punch", "--accept-key");
    }

    /// What does not hold on paper keeps nobody from taking away what is there. Nobody listens at these hosts.
    @Test
    void whatDoesNotHoldOnPaperCanBeDestroyed() throws IOException {
        Files.writeString(
                dir.resolve("inventory/mesh.yml"),
                GOOD.replaceAll("192.0.2.(.) }", "192.0.2.$1, ssh: { host: 127.0.0.1, port: $1 } }")
                        + "assert:\n  - { from: nodeA, to: nodeB, reach: false }\n");

        Ended apply = here("apply", "--yes");
        Ended destroy = here("destroy", "--yes");

        assertThat(apply.status()).isEqualTo(3);
        assertThat(apply.err()).contains("No host was contacted.");
        assertThat(destroy.status()).as(destroy.err()).isEqualTo(1);
        assertThat(destroy.out()).contains("nodeA", "unreachable");
    }

    @Test
    void theMeshIsDrawnOnStandardOutput() {
        Ended mermaid = here("graph");
        Ended dot = here("graph", "--format", "dot");

        assertThat(mermaid.status()).isZero();
        assertThat(mermaid.err()).isEmpty();
        assertThat(mermaid.out()).startsWith("flowchart LR\n").contains("nodeA<br/>10.0.0.1");
        assertThat(dot.out()).startsWith("graph wgorch {\n");
        assertThat(dir.resolve("inventory/registry.yml")).doesNotExist();
    }

    @Test
    void theMeshIsDrawnIntoAFile() throws IOException {
        Path file = dir.resolve("mesh.svg");

        Ended ended = here("graph", "--out", file.toString());

        assertThat(ended.status()).isZero();
        assertThat(ended.out()).isEqualTo("Written: " + file + "\n");
        assertThat(Files.readString(file)).startsWith("<svg ").endsWith("</svg>\n");
        assertThat(here("graph", "--format", "mermaid", "--out", file.toString())
                        .status())
                .isZero();
        assertThat(Files.readString(file)).startsWith("flowchart LR\n");
    }

    @Test
    void aPictureThatCannotBeMade() {
        Ended extension = here("graph", "--out", dir.resolve("mesh.png").toString());
        Ended folder = here("graph", "--out", dir.resolve("absent/mesh.svg").toString());

        assertThat(extension.status()).isEqualTo(3);
        assertThat(extension.err()).contains("mesh.png: the extension does not say the format", "--format");
        assertThat(dir.resolve("mesh.png")).doesNotExist();
        assertThat(folder.status()).isEqualTo(1);
        assertThat(folder.err()).contains("absent/mesh.svg cannot be written");
        assertThat(here("graph", "--format", "png").status()).isEqualTo(3);
        assertThat(here("graph", "--json").status()).isEqualTo(3);
    }

    /// Nobody is asked who is not there.
    @ParameterizedTest
    @ValueSource(strings = {"apply", "rotate nodeB"})
    void withoutATerminalYesHasToBeSaid(String command) {
        Ended ended = here(command.split(" ", -1));

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("say --yes");
        assertThat(dir.resolve("inventory/registry.yml")).doesNotExist();
    }

    @Test
    void unknownNodesAreNamed() {
        Ended rotate = here("rotate", "nodeX", "--yes");
        Ended limit = here("plan", "--limit", "nodeQ,nodeA");

        assertThat(rotate.status()).isEqualTo(3);
        assertThat(rotate.err()).contains("there is no node 'nodeX' in the inventory. Did you mean 'node");
        assertThat(limit.status()).isEqualTo(3);
        assertThat(limit.err()).contains("--limit: 'nodeQ' matches no node.").doesNotContain("nodeA");
        assertThat(here("rotate", "a b", "--yes").status()).isEqualTo(3);
        assertThat(here("verify-revoked", "a b").status()).isEqualTo(3);
        assertThat(here("verify-revoked", "nodeA").status()).isEqualTo(3);
        assertThat(here("verify-revoked", "nodeX").err()).contains("there is no node 'nodeX'");
    }

    @Test
    void aMissingInventoryIsBadInput() {
        Ended ended = run("plan", "-i", dir.resolve("absent").toString());

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("absent");
    }

    /// Without a lab, or an engine, it fails; what counts is that the options of the command are not taken for ours.
    @Test
    void whatFollowsTheNodeOfLabSshIsTheCommandThere() {
        Ended ended =
                run("-i", dir.resolve("inventory").toString(), "lab", "ssh", "nodeA", "ping", "-c1", "-W5", "10.0.0.2");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).doesNotContain("Unknown option");
    }

    @Test
    void oneRunAtATime() throws IOException {
        StateFolder state = StateFolder.of(dir.resolve("inventory/mesh.yml"));
        Clock clock = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);

        try (LockFile _ = state.lock("anna@laptop", clock).orElseThrow()) {
            for (String command : List.of("apply", "destroy")) {
                Ended ended = here(command, "--yes");

                assertThat(ended.status()).isEqualTo(1);
                assertThat(ended.err())
                        .contains("another run works on this inventory: anna@laptop, process ")
                        .contains("since 2026-03-04T05:06:07Z");
            }
            assertThat(here("validate").status()).isZero();
        }

        assertThat(dir.resolve("inventory/registry.yml")).doesNotExist();
        assertThat(dir.resolve(".wgorch/.gitignore")).hasContent("*");
    }

    @Test
    void aSavedPlanSaysItselfForWhatItIs() throws IOException {
        Path file = Files.writeString(dir.resolve("plan.json"), "{}");

        Ended ended = here("apply", file.toString());

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("leave out -i, -p, -l, --tags and --skip-tags", "is no saved plan");
    }

    @Test
    void whatIsDestroyedIsSaidOnce() {
        Ended twice = here("destroy", "nodeA", "--limit", "nodeB", "--yes");
        Ended unknown = here("destroy", "nodeX", "--yes");
        Ended tagged = here("destroy", "--tags", "web", "--yes");

        assertThat(twice.status()).isEqualTo(3);
        assertThat(twice.err()).contains("given twice");
        assertThat(unknown.status()).isEqualTo(3);
        assertThat(unknown.err()).contains("'nodeX' matches no node");
        assertThat(tagged.status()).isEqualTo(3);
        assertThat(tagged.err()).contains("whatever their tags");
    }
}
