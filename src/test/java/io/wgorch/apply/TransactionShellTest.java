package io.wgorch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.resource.Shell;
import io.wgorch.resource.ShellRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `transaction.sh` as far as it runs without systemd, in a folder of its own.
class TransactionShellTest {
    @TempDir
    Path dir;

    static Stream<List<String>> shells() {
        return ShellRun.shells();
    }

    private Path folder() {
        return dir.resolve("txn/0a1b");
    }

    /// Three steps that write down that they ran; `stage` is never called here.
    private String program(String more) {
        StringBuilder out =
                new StringBuilder("umask 077\nID=0a1b WHO=me WINDOW=60 COUNT=3 LEAVES= SUMMARY='3 changes'\n");
        out.append("T=").append(Shell.quote(folder().toString())).append('\n').append(ShellRun.functions());
        out.append("STATE=").append(Shell.quote(dir.toString())).append("\nchown() { :; }\nsystemctl() { :; }\n");
        for (int n = 1; n <= 3; n++) {
            for (String verb : List.of("check", "persist", "undo")) {
                out.append("%s_%d() { echo %s %d >>\"$STATE/ran\"; }\n".formatted(verb, n, verb, n));
            }
        }
        out.append("discard() { echo discard >>\"$STATE/ran\"; }\n").append(more);
        return out + Shell.script(Transaction.class, "transaction.sh") + "transaction \"$@\"\n";
    }

    @BeforeEach
    void openTransaction() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("txn.sh"), program(""));
        Files.writeString(folder().resolve("manifest"), "new\n");
        Files.writeString(dir.resolve("manifest"), "old\n");
    }

    private ShellRun.Ended call(List<String> shell, String verb) throws Exception {
        String program = Files.readString(folder().resolve("txn.sh"));
        return ShellRun.run(shell, "set -- " + verb + "\n" + program);
    }

    private List<String> ran() throws IOException {
        return Files.exists(dir.resolve("ran")) ? Files.readAllLines(dir.resolve("ran")) : List.of();
    }

    private void reached(int step) throws IOException {
        Files.writeString(folder().resolve("reached"), step + "\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whoeverLinksTheVerdictFirstHasDecided(List<String> shell) throws Exception {
        String both = program("").replace("transaction \"$@\"\n", "") + """
                verdict commit && echo first
                verdict undo || echo second lost
                verdict commit && echo still
                """;
        assertThat(ShellRun.run(shell, both).output()).isEqualTo("first\nsecond lost\nstill\n");
    }

    /// Two at once, many times: never both, never neither.
    @ParameterizedTest
    @MethodSource("shells")
    void ofTwoAtOnceExactlyOneWins(List<String> shell) throws Exception {
        String race = program("").replace("transaction \"$@\"\n", "") + """
                _i=0
                while [ $_i -lt 25 ]; do
                	rm -f "$T"/verdict*
                	(verdict commit && echo commit >>"$STATE/won.$_i" || :) &
                	(verdict undo && echo undo >>"$STATE/won.$_i" || :) &
                	wait
                	[ "$(cat "$STATE/won.$_i")" = "$(cat "$T/verdict")" ] || echo "both or neither"
                	_i=$((_i + 1))
                done
                echo done
                """;

        assertThat(ShellRun.run(shell, race).output()).isEqualTo("done\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void undoGoesBackwardsFromWhatWasReached(List<String> shell) throws Exception {
        Files.writeString(folder().resolve("verdict"), "undo\n");
        reached(2);

        assertThat(call(shell, "settle").code()).isZero();

        assertThat(ran()).containsExactly("undo 2", "undo 1", "discard");
        assertThat(folder()).doesNotExist();
        assertThat(dir.resolve("manifest")).hasContent("old\n");
        assertThat(dir.resolve("journal")).content().contains("transaction 0a1b by me: undone");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void withoutAVerdictNothingIsSettled(List<String> shell) throws Exception {
        reached(3);

        assertThat(call(shell, "settle").code()).isZero();

        assertThat(ran()).isEmpty();
        assertThat(folder()).exists();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aCommitPersistsEverythingThenTheManifest(List<String> shell) throws Exception {
        Files.writeString(folder().resolve("verdict"), "commit\n");

        assertThat(call(shell, "settle").code()).isZero();

        assertThat(ran()).containsExactly("persist 1", "persist 2", "persist 3");
        assertThat(dir.resolve("manifest")).hasContent("new\n");
        assertThat(folder()).doesNotExist();
    }

    /// One step that cannot be undone does not keep the others from it, and it is not forgotten.
    @ParameterizedTest
    @MethodSource("shells")
    void aStepThatFailsToUndoIsWrittenDown(List<String> shell) throws Exception {
        Files.writeString(
                folder().resolve("txn.sh"), program("undo_2() { echo 'no way' >&2; false; echo not reached; }\n"));
        Files.writeString(folder().resolve("verdict"), "undo\n");
        reached(3);

        call(shell, "settle");

        assertThat(ran()).containsExactly("undo 3", "undo 1", "discard");
        assertThat(folder().resolve("unsettled")).exists();
        assertThat(dir.resolve("journal")).content().contains("2 cannot be undone: no way");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aCommitThatCannotBePersistedStaysCommitted(List<String> shell) throws Exception {
        Files.writeString(folder().resolve("txn.sh"), program("persist_2() { echo 'disk full' >&2; false; }\n"));
        Files.writeString(folder().resolve("verdict"), "commit\n");

        call(shell, "settle");

        assertThat(ran()).containsExactly("persist 1");
        assertThat(folder().resolve("verdict")).hasContent("commit\n");
        assertThat(dir.resolve("manifest")).hasContent("old\n");
        Files.writeString(folder().resolve("txn.sh"), program(""));
        call(shell, "settle");
        assertThat(dir.resolve("manifest")).hasContent("new\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void afterARebootWhatWasNotCommittedIsDiscarded(List<String> shell) throws Exception {
        reached(3);

        assertThat(call(shell, "boot").code()).isZero();

        assertThat(ran()).containsExactly("discard");
        assertThat(folder()).doesNotExist();
        assertThat(dir.resolve("manifest")).hasContent("old\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void afterARebootWhatWasCommittedIsFinished(List<String> shell) throws Exception {
        Files.writeString(folder().resolve("verdict"), "commit\n");

        assertThat(call(shell, "boot").code()).isZero();

        assertThat(ran()).containsExactly("persist 1", "persist 2", "persist 3");
        assertThat(dir.resolve("manifest")).hasContent("new\n");
    }

    /// Whatever the end is: a step of it may have brought an evicted key back.
    @ParameterizedTest
    @MethodSource("shells")
    void whereKeysWereEvictedEveryEndIsSwept(List<String> shell) throws Exception {
        Files.writeString(dir.resolve("evicted"), "KEY nodeB\n");
        Files.writeString(folder().resolve("txn.sh"), program("sweep_0() { echo sweep >>\"$STATE/ran\"; }\n"));
        String program = Files.readString(folder().resolve("txn.sh"));
        reached(1);

        call(shell, "verdict_undo");
        call(shell, "settle");

        assertThat(ran()).containsExactly("undo 1", "discard", "sweep");
        assertThat(folder()).doesNotExist();

        for (String verb : List.of("settle", "boot")) {
            Files.delete(dir.resolve("ran"));
            Files.createDirectories(folder());
            Files.writeString(folder().resolve("txn.sh"), program);
            Files.writeString(folder().resolve("manifest"), "new\n");
            Files.writeString(folder().resolve("verdict"), "commit\n");
            call(shell, verb);
            assertThat(ran()).as(verb).containsExactly("persist 1", "persist 2", "persist 3", "sweep");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void anEndThatCannotBeSweptIsNoEnd(List<String> shell) throws Exception {
        Files.writeString(dir.resolve("evicted"), "KEY nodeB\n");
        Files.writeString(folder().resolve("txn.sh"), program("sweep_0() { echo 'no way' >&2; false; }\n"));
        Files.writeString(folder().resolve("verdict"), "undo\n");
        reached(1);

        call(shell, "settle");

        assertThat(folder().resolve("unsettled")).exists();
        assertThat(dir.resolve("journal")).content().contains("sweep cannot be undone: no way");
    }

    /// A program that was cut on its way to the disk does nothing, whatever it is called with.
    @Test
    void aCutProgramRunsNothing() throws Exception {
        Files.writeString(folder().resolve("verdict"), "commit\n");
        List<String> lines = program("").lines().toList();
        for (int kept = 0; kept < lines.size(); kept += 7) {
            String cut = "set -- settle\n" + String.join("\n", lines.subList(0, kept));

            ShellRun.run(List.of("sh"), cut);

            assertThat(ran()).as("cut after line " + kept).isEmpty();
        }
    }
}
