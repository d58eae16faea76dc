package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.DueKey;
import io.wgorch.plan.KeyDecision;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueKeysTest {
    private static final PublicKey KEY = TestKeys.key("nodeA");
    private static final TunnelId A = new TunnelId(new NodeName("nodeA"), "wg0");

    @TempDir
    Path dir = Path.of("");

    /// With a key of one node that has been in use for so long.
    private Project project(TunnelId tunnel, PublicKey key, Duration age) throws IOException {
        PlanScenario scenario = new PlanScenario("nothing-to-do", dir);
        Files.writeString(dir.resolve("inventory/mesh.yml"), """
                mesh: { network: 10.0.0.0/24, rotate_after: 90d }
                nodes:
                  nodeA: { endpoint: a.example.com }
                  phone: { managed: false, nat: true }
                  laptop: { managed: false, nat: true, public_key: "%s" }
                """.formatted(TestKeys.base64("laptop")));
        Files.delete(dir.resolve("inventory/registry.yml"));
        Project read = scenario.read();
        TreeMap<NodeName, Registry.Entry> nodes = new TreeMap<>(read.registry().nodes());
        nodes.computeIfPresent(
                tunnel.node(),
                (_, entry) -> entry.with(
                        "wg0", KeyState.inUse(key, PlanScenario.CLOCK.instant().minus(age))));
        return read.with(Optional.empty(), read.registry().with(nodes, List.of()), List.of(), new Diagnostics());
    }

    @ParameterizedTest
    @CsvSource({"P89DT23H59M59S, false", "P90D, true", "P97D, true", "-P1D, false"})
    void aKeyIsDueFromTheMomentThatIsSaid(Duration age, boolean due) throws IOException {
        List<DueKey> keys = new DueKeys(project(A, KEY, age), Map.of()).all();

        assertThat(keys).hasSize(due ? 1 : 0).allSatisfy(d -> {
            assertThat(d.tunnel()).isEqualTo(A);
            assertThat(d.key()).isEqualTo(KEY);
            assertThat(d.age()).isEqualTo(age);
            assertThat(d.rotateAfter()).hasToString("90d");
        });
    }

    @Test
    void aKeyThatIsReplacedIsNotDueAnyMore() throws IOException {
        Project project = project(A, KEY, Duration.ofDays(91));

        assertThat(new DueKeys(project, Map.of(A, new KeyDecision.Use(KEY, "", false))).all())
                .hasSize(1);
        assertThat(new DueKeys(project, Map.of(A, new KeyDecision.Use(TestKeys.key("next"), "rotated", false))).all())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nodeA  | wgorch rotate nodeA
            phone  | wgorch export phone --new-key
            laptop | make another one there, and write its 'public_key'
            """)
    void whatToDoDependsOnWhoMakesTheKey(NodeName node, String cure) throws IOException {
        Project project = project(new TunnelId(node, "wg0"), TestKeys.key(node.value()), Duration.ofDays(90));

        assertThat(new DueKeys(project, Map.of()).all())
                .extracting(DueKey::cure)
                .containsExactly(cure);
    }
}
