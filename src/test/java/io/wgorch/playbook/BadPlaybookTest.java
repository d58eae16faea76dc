package io.wgorch.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.InventoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every folder of `scenarios/bad-input` with a `playbook.yml`: what the user is told. All are for one inventory.
/// `-Dgolden.update=true` writes the expectations anew; read them before you commit them.
class BadPlaybookTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios/bad-input");
    private static final Path MESH = Path.of("src/test/resources/scenarios/good-input/groups/mesh.yml");

    static List<String> scenarios() throws IOException {
        try (Stream<Path> folders = Files.list(SCENARIOS)) {
            return folders.filter(f -> Files.exists(f.resolve("playbook.yml")))
                    .map(f -> f.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void saysWhatIsWrong(String scenario) throws IOException {
        Path folder = SCENARIOS.resolve(scenario);
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = InventoryReader.read(MESH, diagnostics).orElseThrow();

        assertThat(PlaybookReader.read(folder.resolve("playbook.yml"), inventory, diagnostics))
                .isEmpty();

        String said = diagnostics.sorted().stream()
                .map(Diagnostic::toString)
                .map(line -> line.replace(folder + "/", "") + "\n")
                .collect(Collectors.joining());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(folder.resolve("expected.txt"), said);
        }
        assertThat(said).isEqualTo(Files.readString(folder.resolve("expected.txt")));
    }
}
