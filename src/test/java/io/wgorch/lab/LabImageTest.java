package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LabImageTest {
    @Test
    void theWholeDefinitionCountsForTheTag() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("lab", "image"))) {
            List<String> names =
                    files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
            assertThat(names).isEqualTo(LabImage.FILES);
        }
    }

    @Test
    void theTagIsAHash() throws LabException {
        assertThat(LabImage.packaged().tag())
                .matches("wgorch-lab:[0-9a-f]{12}")
                .isEqualTo(LabImage.packaged().tag());
    }
}
