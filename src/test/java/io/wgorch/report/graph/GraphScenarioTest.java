package io.wgorch.report.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every folder of `scenarios/graph`: the pictures of its `mesh.yml`. `-Dgolden.update=true` draws them anew; look at
/// them before you believe it.
class GraphScenarioTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios/graph");

    static List<Path> expected() throws IOException {
        try (Stream<Path> folders = Files.list(SCENARIOS)) {
            return folders.sorted()
                    .flatMap(f -> Stream.of("mmd", "dot", "svg").map(e -> f.resolve("expected." + e)))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("expected")
    void looksLike(Path expected) throws IOException {
        TestMeshes meshes = TestMeshes.of(Files.readString(expected.resolveSibling("mesh.yml")));

        String drawn = meshes.draw(GraphFormat.of(expected).orElseThrow());

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, drawn);
        }
        assertThat(drawn).isEqualTo(Files.readString(expected));
    }
}
