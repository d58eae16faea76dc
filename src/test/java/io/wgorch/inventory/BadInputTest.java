package io.wgorch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every folder of `scenarios/bad-input` with a `mesh.yml` and no `playbook.yml`: what the user is told.
/// `-Dgolden.update=true` writes the expectations anew; read them before you commit them.
class BadInputTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios/bad-input");

    static List<String> scenarios() throws IOException {
        try (Stream<Path> folders = Files.list(SCENARIOS)) {
            return folders.filter(f -> !Files.exists(f.resolve("playbook.yml")))
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

        Map<String, Slot> recorded = RegistryFile.read(folder.resolve("registry.yml"), diagnostics)
                .<Map<String, Slot>>map(Registry::slots)
                .orElse(Map.of());

        assertThat(InventoryReader.read(folder, recorded, diagnostics)).isEmpty();

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
