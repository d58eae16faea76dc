package io.wgorch.keys;

import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A host whose scripts run in the shell of this machine, with its `wg`, and with a folder in the place of
/// `/etc/wireguard`.
final class ShellHost implements Session {
    private final Path folder;
    private final StringBuilder said = new StringBuilder();

    ShellHost(Path folder) {
        this.folder = folder;
    }

    @Override
    public Answer run(Script script, Duration limit) {
        String text = "LC_ALL=C\nexport LC_ALL\numask 077\n" + script.functions() + "main() {\n" + script.main()
                + "\n}\nmain\n";
        try {
            Path errors = Files.createTempFile("shell-host", ".err");
            Process process = new ProcessBuilder("sh", "-s")
                    .redirectError(errors.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(text.replace("/etc/wireguard", folder.toString()).getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            Answer answer = new Answer(code, output, Files.readString(errors));
            Files.delete(errors);
            said.append(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Everything that it has answered.
    String said() {
        return said.toString();
    }

    @Override
    public void close() {}
}
