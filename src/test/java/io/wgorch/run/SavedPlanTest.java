package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HostPattern;
import io.wgorch.plan.Plan;
import io.wgorch.render.Renderer.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A plan in a file is carried out only as long as it would come out the same.
class SavedPlanTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @SuppressWarnings("NullAway.Init")
    private Plan plan;

    @BeforeEach
    void aPlanInAFile() throws IOException {
        file = folder.resolve("plan.json");
        plan = plan("mtu-changed-in-the-inventory", folder.resolve("project"));
        SavedPlan.write(file, options(), plan, "anna@laptop", Instant.parse("2026-03-04T05:06:07Z"));
    }

    private static Plan plan(String scenario, Path project) throws IOException {
        Files.createDirectories(project);
        return new PlanScenario(scenario, project).assess().plan();
    }

    private Options options() {
        return new Options(
                folder.resolve("project/inventory"),
                Optional.empty(),
                Optional.of(new HostPattern("nodeA,nodeB,nodeC")),
                4,
                Optional.empty(),
                new Selection(Set.of("b", "a"), Set.of()),
                Optional.empty(),
                Duration.ofSeconds(60),
                Set.of(),
                false,
                false);
    }

    private SavedPlan read() {
        Diagnostics diagnostics = new Diagnostics();
        Optional<SavedPlan> read = SavedPlan.read(file, diagnostics);
        assertThat(diagnostics.sorted()).isEmpty();
        return read.orElseThrow();
    }

    private List<String> errors() {
        Diagnostics diagnostics = new Diagnostics();
        assertThat(SavedPlan.read(file, diagnostics)).isEmpty();
        return diagnostics.sorted().stream().map(d -> d.message()).toList();
    }

    @Test
    void saysItselfWhatItWasAskedFor() {
        assertThat(read().scope())
                .isEqualTo(new SavedPlan.Scope(
                        folder.resolve("project/inventory"),
                        Optional.empty(),
                        Optional.of("nodeA,nodeB,nodeC"),
                        List.of("a", "b"),
                        List.of()));
    }

    @Test
    void whatHasNotMovedIsTheSame() throws IOException {
        assertThat(read().movedFiles(options())).isEmpty();
        assertThat(read().movedHosts(plan)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inventory/mesh.yml", "inventory/registry.yml", "playbooks/site.yml"})
    void aFileThatChangesOrGoesHasMoved(String name) throws IOException {
        Path changed = folder.resolve("project").resolve(name);
        Files.createDirectories(changed.resolveSibling(""));
        boolean there = Files.exists(changed);

        Files.writeString(changed, (there ? Files.readString(changed) : "") + "\n");
        List<String> afterChange = read().movedFiles(options());
        Files.delete(changed);
        List<String> afterDelete = read().movedFiles(options());

        assertThat(afterChange).containsExactly(changed.toString());
        assertThat(afterDelete).isEqualTo(there ? List.of(changed.toString()) : List.of());
    }

    @Test
    void aTemplateThatComesHasMoved() throws IOException {
        Path template = folder.resolve("project/templates/deep/x.ftl");
        Files.createDirectories(template.resolveSibling(""));
        Files.write(template, new byte[] {(byte) 0xff, 0});

        assertThat(read().movedFiles(options())).containsExactly(template.toString());
    }

    @Test
    void aHostOfWhichThePlanIsAnotherHasMoved() throws IOException {
        Plan other = plan("file-deleted", folder.resolve("other"));

        List<String> moved = read().movedHosts(other);

        assertThat(moved).isNotEmpty().allMatch(n -> n.startsWith("node"));
    }

    @Test
    void aHostThatAnswersNoMoreHasMoved() throws IOException {
        Plan other = plan("unreachable-with-known-key", folder.resolve("other"));
        file = folder.resolve("whole.json");
        SavedPlan.write(file, options(), plan("nothing-to-do", folder.resolve("whole")), "anna@laptop", Instant.EPOCH);

        assertThat(read().movedHosts(other)).isNotEmpty();
    }

    @Test
    void noPrivateKeyIsInIt() throws IOException {
        assertThat(Files.readString(file)).contains("anna@laptop").doesNotContain("PrivateKey");
    }

    @Test
    void whatIsNoPlanIsRefused() throws IOException {
        Files.writeString(file, "{\"x\": 1}");
        assertThat(errors()).singleElement().asString().contains("is no saved plan");

        Files.writeString(file, "{\"wgorch_plan\": ");
        assertThat(errors())
                .singleElement()
                .asString()
                .contains("is no JSON object")
                .contains("line 1");

        Files.writeString(file, "");
        assertThat(errors()).singleElement().asString().contains("is empty");

        Files.writeString(file, "[1]");
        assertThat(errors()).singleElement().asString().contains("is no JSON object");

        Files.delete(file);
        assertThat(errors()).singleElement().asString().contains("there is no file");
    }

    @Test
    void aPlanOfAnotherFormatOrInPartIsRefused() throws IOException {
        String whole = Files.readString(file);

        Files.writeString(file, whole.replace("\"wgorch_plan\": \"1.0\"", "\"wgorch_plan\": \"2.0\""));
        assertThat(errors()).singleElement().asString().contains("another version of wgorch (format 2.0, not 1.0)");

        Files.writeString(file, whole.replace("\"inputs\"", "\"outputs\""));
        assertThat(errors()).singleElement().asString().contains("is damaged");
    }
}
