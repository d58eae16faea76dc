package io.wgorch.run;

import io.wgorch.apply.HostResult;
import io.wgorch.apply.RunId;
import io.wgorch.inventory.NodeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/// Who did what, when, and how it ended: a line for each, appended to `.wgorch/journal` of the project. The transaction
/// in it is the one in `/var/lib/wgorch/journal` of the hosts.
final class Journal {
    private final Path file;
    private final Clock clock;
    private final String transaction;

    Journal(Path file, Clock clock, RunId run) {
        this.file = file;
        this.clock = clock;
        this.transaction = run.transaction();
    }

    /// @throws UncheckedIOException when it cannot be written; nothing has been changed yet
    void begins(RunId run, Goal goal, int hosts) {
        String what = switch (goal) {
            case Goal.Converge _ -> "apply";
            case Goal.Rotate _, Goal.RotateAll _ -> "rotate";
            case Goal.Readmit _ -> "rotate --readmit";
            case Goal.Destroy _ -> "destroy";
        };
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            append(run.who() + " begins: " + what + " on " + hosts + (hosts == 1 ? " host" : " hosts") + ", serial "
                    + run.serial() + " of mesh " + run.mesh());
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + file + " cannot be written; no host is changed", e);
        }
    }

    /// A host that is as it was wanted before the run is not worth a line.
    void ended(NodeName host, HostResult result) {
        if (result.equals(HostResult.UNCHANGED)) {
            return;
        }
        String why = result.detail().replaceAll("\\p{Cntrl}+", " ").strip();
        try {
            append(host + " " + result.outcome().keyword() + (why.isEmpty() ? "" : ": " + why));
        } catch (IOException _) {
            // The host has its own line. To stop here would leave its peers behind.
        }
    }

    private void append(String text) throws IOException {
        String line = clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + transaction + " " + text + "\n";
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            out.force(true);
        }
    }
}
