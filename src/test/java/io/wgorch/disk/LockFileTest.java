package io.wgorch.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void whoHasItStandsInTheFileForAsLongAsItIsHeld() throws IOException {
        Path file = folder.resolve("new/lock");

        try (LockFile _ = LockFile.take(file, "anna@laptop").orElseThrow()) {
            assertThat(LockFile.holder(file)).isEqualTo("anna@laptop");
            assertThat(LockFile.take(file, "bob@desk")).isEmpty();
            assertThat(LockFile.holder(file)).isEqualTo("anna@laptop");
        }

        assertThat(file).isEmptyFile();
        try (LockFile _ = LockFile.take(file, "bob@desk").orElseThrow()) {
            assertThat(LockFile.holder(file)).isEqualTo("bob@desk");
        }
    }

    @Test
    void anotherThreadOfThisProgramIsNotWaitedFor() throws IOException {
        Path file = folder.resolve("lock");

        try (LockFile _ = LockFile.await(file)) {
            assertThatIOException().isThrownBy(() -> LockFile.await(file)).withMessageContaining("another thread");
        }

        LockFile.await(file).close();
    }

    @Test
    void aProcessThatIsKilledHoldsNothing() throws Exception {
        Path file = folder.resolve("lock");
        Process other = holder(file);
        try {
            assertThat(LockFile.take(file, "me")).isEmpty();
            assertThat(LockFile.holder(file)).isEqualTo("the other");
        } finally {
            other.destroyForcibly().waitFor();
        }

        Optional<LockFile> mine = LockFile.take(file, "me");

        assertThat(mine).isPresent();
        mine.get().close();
    }

    /// Another Java that has the lock until it is killed.
    private static Process holder(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("held");
        assertThat(process.waitFor(1, TimeUnit.MILLISECONDS)).isFalse();
        return process;
    }

    /// Run in a process of its own.
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (LockFile _ = LockFile.take(Path.of(args[0]), "the other").orElseThrow()) {
                System.out.println("held");
                Thread.sleep(60_000);
            }
        }
    }

    @Test
    void whereNoFileCanBeThereIsAnError() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatIOException().isThrownBy(() -> LockFile.take(file.resolve("lock"), "me"));
    }
}
