package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said where another user's file is in the way.
class StateFolderTest {
    @TempDir
    Path dir;

    @Test
    void aLockOfAnotherUserIsNamedWithTheCure() throws IOException {
        StateFolder state = new StateFolder(dir.resolve(".wgorch"));
        Files.createDirectories(state.path());
        Files.writeString(state.lockFile(), "");
        String owner = Files.getOwner(state.lockFile()).getName();

        assertThat(state.denied(state.lockFile(), "anna"))
                .isEqualTo(state.lockFile() + " belongs to " + owner + ", and anna may not write it: a run of that user"
                        + " has made it. Let that user run wgorch here, or take it over: sudo chown -R anna "
                        + state.path());
    }

    /// The folder is what keeps a file from being made.
    @Test
    void whatIsNotThereBelongsToTheOwnerOfItsFolder() throws IOException {
        StateFolder state = new StateFolder(dir.resolve(".wgorch"));

        assertThat(state.denied(state.lockFile(), "anna")).startsWith(dir + " belongs to ");
    }
}
