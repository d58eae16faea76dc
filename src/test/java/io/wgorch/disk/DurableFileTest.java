package io.wgorch.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void replacesTheWholeFileAndLeavesNothingBeside() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "a long old text");

        DurableFile.replace(file, new byte[] {'n', 'e', 'w'});

        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("f");
    }

    @Test
    void makesTheFoldersThatItNeeds() throws IOException {
        Path file = folder.resolve("a/b/f");

        DurableFile.replace(file, new byte[] {'x'});

        assertThat(file).hasContent("x");
    }

    @Test
    void aPrivateFileIsOnlyForItsOwnerWhateverTheOldOneWas() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        DurableFile.replace(file, new byte[0], DurableFile.PRIVATE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path real = Files.writeString(folder.resolve("real"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        DurableFile.replace(link, new byte[] {'x'});

        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("x");
    }

    @Test
    void whereItFailsTheOldOneIsThereAndNothingElse() throws IOException {
        Path occupied = Files.createDirectories(folder.resolve("f/inner")).resolveSibling("");

        assertThatThrownBy(() -> DurableFile.replace(occupied, new byte[] {'x'}))
                .isInstanceOf(IOException.class);

        assertThat(occupied.resolve("inner")).isDirectory();
        assertThat(names()).containsExactly("f");
    }

    /// No process has a number that large; the first one of the machine is always there.
    @Test
    void whatAProcessThatIsGoneHasLeftGoes() throws IOException {
        Files.writeString(folder.resolve(".f.999999999999.tmp"), "half");
        Files.writeString(folder.resolve(".f.1.tmp"), "somebody is at it");
        Files.writeString(folder.resolve(".g.999999999999.tmp"), "of another file");

        DurableFile.replace(folder.resolve("f"), new byte[] {'x'});

        assertThat(names()).containsExactlyInAnyOrder("f", ".f.1.tmp", ".g.999999999999.tmp");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
