package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.plan.PlanJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every folder of `scenarios/plan`: what the plan says. `-Dgolden.update=true` writes the goldens anew; read the
/// difference in git before you believe it.
class PlanScenarioTest {
    @TempDir
    Path project;

    static List<String> scenarios() throws IOException {
        try (Stream<Path> folders = Files.list(PlanScenario.ALL)) {
            return folders.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void thePlanSays(String name) throws IOException {
        PlanScenario scenario = new PlanScenario(name, project);

        String shown = scenario.shown(false);

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(scenario.golden(), shown);
        }
        assertThat(shown).isEqualTo(Files.readString(scenario.golden()));
    }

    /// The document, in the scenarios that have a `plan.json`.
    @ParameterizedTest
    @MethodSource("scenarios")
    void theDocumentSays(String name) throws IOException {
        PlanScenario scenario = new PlanScenario(name, project);
        if (!Files.exists(scenario.json())) {
            return;
        }

        String document = PlanJson.write(scenario.assess().plan());

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(scenario.json(), document);
        }
        assertThat(document).isEqualTo(Files.readString(scenario.json()));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void colourNeverCarriesMeaningAlone(String name) throws IOException {
        PlanScenario scenario = new PlanScenario(name, project);

        String coloured = scenario.shown(true);

        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(Files.readString(scenario.golden()));
        assertThat(Files.readString(scenario.golden())).doesNotContain("\u001b");
    }

    @Test
    void whatWasAppliedNeedsNothing() throws IOException {
        Assessment assessment = new PlanScenario("nothing-to-do", project).assess();

        assertThat(assessment.problem()).isEmpty();
        assertThat(assessment.plan().hasChanges()).isFalse();
        assertThat(assessment.plan().complete()).isTrue();
    }

    /// A scenario whose golden equals that of `nothing-to-do` proves nothing, unless that is its point.
    @Test
    void scenariosDiffer() throws IOException {
        String nothing = Files.readString(PlanScenario.ALL.resolve("nothing-to-do/plan.golden"));
        for (String name : scenarios()) {
            String golden = Files.readString(PlanScenario.ALL.resolve(name + "/plan.golden"));
            assertThat(golden.equals(nothing))
                    .as(name)
                    .isEqualTo(name.equals("nothing-to-do") || name.endsWith("no-drift"));
        }
    }
}
