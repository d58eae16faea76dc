package io.wgorch.ssh;

import io.wgorch.resource.Shell;
import io.wgorch.resource.ShellRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Runs scripts in a shell of this machine.
///
/// @param shell one of [ShellRun#shells]
/// @param standIns functions and variables in the place of those of the script
public record LocalSession(List<String> shell, String standIns) implements Session {
    @Override
    public Answer run(Script script, Duration limit) {
        try {
            Path errors = Files.createTempFile("errors", "");
            ShellRun.Ended ended = ShellRun.run(
                    shell,
                    script.functions() + "\n" + standIns + "\n( " + script.main() + " ) 2>"
                            + Shell.quote(errors.toString()) + "\n");
            Answer answer = new Answer(ended.code(), ended.output(), Files.readString(errors));
            Files.delete(errors);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {}
}
