package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Allocation;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TestInventory;
import io.wgorch.mesh.Meshes;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every folder of `scenarios/paper`: what the user is told of a mesh that is no error of the file, and does not work.
/// `-Dgolden.update=true` writes the expectations anew; read them before you commit them.
class PaperTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios/paper");

    static List<String> scenarios() throws IOException {
        try (Stream<Path> folders = Files.list(SCENARIOS)) {
            return folders.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static String said(Inventory inventory, Registry before) {
        Registry registry = Allocation.allocate(inventory, before, Instant.EPOCH);
        Diagnostics diagnostics = new Diagnostics();
        List<String> notes = Paper.check(inventory, registry, Meshes.of(inventory, registry), diagnostics);
        return Stream.concat(
                        diagnostics.sorted().stream().map(Diagnostic::toString),
                        notes.stream().map(n -> "note: " + n))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void saysWhatDoesNotWork(String scenario) throws IOException {
        Path folder = SCENARIOS.resolve(scenario);

        String said = said(TestInventory.of(Files.readString(folder.resolve("mesh.yml"))), Registry.fresh("m"));

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(folder.resolve("expected.txt"), said);
        }
        assertThat(said).isNotEmpty().isEqualTo(Files.readString(folder.resolve("expected.txt")));
    }

    @Test
    void anAddressThatADepartedHostHoldsIsRefused() {
        Registry before = Allocation.allocate(
                mesh("10.0.0.0/30", "a: { address: 10.0.0.1, ", "b: { "), Registry.fresh("m"), Instant.EPOCH);

        assertThat(said(mesh("10.0.0.0/30", "b: { ", "c: { address: 10.0.0.1, "), before))
                .contains("10.0.0.1 is still held by 'a'");
        assertThat(said(mesh("10.0.0.0/30", "b: { ", "c: { "), before))
                .contains("there is no address left in 10.0.0.0/30 for 'c'");
    }

    /// Nodes may change their addresses with each other in one step; the user is told what that means.
    @Test
    void anAddressThatAHostOfTheMeshMayStillHaveIsNoted() {
        Registry first = Allocation.allocate(mesh("10.0.0.0/24", "a: { ", "b: { "), Registry.fresh("m"), Instant.EPOCH);
        TreeMap<NodeName, Registry.Entry> nodes = new TreeMap<>(first.nodes());
        nodes.replaceAll((n, e) -> e.with("wg0", KeyState.inUse(TestKeys.key(n.value()), Instant.EPOCH)));
        Registry before = first.with(nodes, List.of());

        assertThat(said(mesh("10.0.0.0/24", "a: { address: 10.0.0.2, ", "b: { address: 10.0.0.1, "), before))
                .isEqualTo("""
                        note: 10.0.0.1 goes from a to b: the host of a may have it until it is applied
                        note: 10.0.0.2 goes from b to a: the host of b may have it until it is applied
                        """);
    }

    private static Inventory mesh(String network, String... nodes) {
        String all = Stream.of(nodes)
                .map(n -> "  " + n + "endpoint: " + n.charAt(0) + ".example.com }\n")
                .collect(Collectors.joining());
        return TestInventory.of("mesh: { network: " + network + " }\nnodes:\n" + all);
    }
}
