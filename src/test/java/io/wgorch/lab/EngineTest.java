package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    @TempDir
    Path folder;

    @Test
    void noEngineSaysWhatToInstall() {
        assertThatThrownBy(() -> Engine.find(Map.of("PATH", folder.toString())))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("docker and podman not found")
                .hasMessageContaining("docker.io");
    }

    @Test
    void aMissingChosenEngineIsNamed() {
        assertThatThrownBy(() -> Engine.find(Map.of("PATH", folder.toString(), "WGORCH_ENGINE", "nerdctl")))
                .hasMessageContaining("nerdctl not found");
    }

    @Test
    void anEngineWithoutDaemonSaysWhatItSaid() throws IOException {
        String engine = fake("echo 'Cannot connect to the Docker daemon. Is it running?' >&2; exit 1");

        assertThatThrownBy(() -> Engine.find(Map.of("WGORCH_ENGINE", engine)))
                .hasMessageContaining("does not answer: Cannot connect to the Docker daemon")
                .hasMessageContaining("Start it");
    }

    @Test
    void anEngineThatRefusesThisUserSaysSo() throws IOException {
        String engine = fake("echo 'permission denied while trying to connect' >&2; exit 1");

        assertThatThrownBy(() -> Engine.find(Map.of("WGORCH_ENGINE", engine))).hasMessageContaining("group docker");
    }

    private String fake(String script) throws IOException {
        Path file = folder.resolve("engine");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }
}
