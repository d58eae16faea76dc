package io.wgorch.ssh;

import io.wgorch.ssh.SshException.Reason;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Asks OpenSSH itself (`ssh -G`), so that `Match`, `Include` and the system's defaults mean what they
/// always do. Without an `ssh` binary, a small reader of `~/.ssh/config` stands in.
public final class OpenSshConfig implements SshConfig {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<String> SEVERAL_WORDS = List.of("userknownhostsfile", "globalknownhostsfile");

    private final Optional<Path> binary;
    private final Optional<Path> file;
    private final Map<String, String> environment;
    private final Path home;

    /// @param binary `ssh`, or empty for the stand-in
    /// @param file read instead of the user's and the system's ssh_config
    /// @param environment for `SSH_AUTH_SOCK`
    /// @param home what `~` stands for
    OpenSshConfig(Optional<Path> binary, Optional<Path> file, Map<String, String> environment, Path home) {
        this.binary = binary;
        this.file = file;
        this.environment = Map.copyOf(environment);
        this.home = home;
    }

    /// The settings of whoever runs this program.
    ///
    /// @param file read instead of the user's and the system's ssh_config, as `ssh -F`
    public static OpenSshConfig ofThisUser(Optional<Path> file) {
        Map<String, String> environment = System.getenv();
        Optional<Path> binary = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(environment.getOrDefault("PATH", ""))
                .filter(dir -> dir.startsWith("/"))
                .map(dir -> Path.of(dir, "ssh"))
                .filter(Files::isExecutable)
                .findFirst();
        return new OpenSshConfig(binary, file, environment, Path.of(System.getProperty("user.home", "/root")));
    }

    @Override
    public ResolvedHost resolve(SshTarget target) throws SshException {
        Names.check(target);
        Map<String, List<String>> values = binary.isPresent() ? ask(binary.get(), target) : readFile(target);
        return new ConfigValues(values, environment, home).resolve(target);
    }

    private Map<String, List<String>> readFile(SshTarget target) throws SshException {
        Path path = file.orElse(home.resolve(".ssh/config"));
        try {
            return ConfigFile.read(path, target.host());
        } catch (IOException e) {
            throw failed(target, "cannot read " + path, e);
        }
    }

    private Map<String, List<String>> ask(Path ssh, SshTarget target) throws SshException {
        List<String> command = new ArrayList<>(List.of(ssh.toString(), "-G"));
        file.ifPresent(f -> command.addAll(List.of("-F", f.toAbsolutePath().toString())));
        target.port().ifPresent(p -> command.addAll(List.of("-p", p.toString())));
        target.user().ifPresent(u -> command.addAll(List.of("-l", u)));
        command.addAll(List.of("--", target.host()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .start();
            String output = Bounded.call(() -> read(process), LIMIT, process::destroyForcibly);
            if (process.waitFor() != 0) {
                throw failed(target, "ssh -G says: " + Text.quote(output), null);
            }
            return parse(output);
        } catch (IOException | ExecutionException e) {
            throw failed(target, "cannot run " + ssh + " -G", e);
        } catch (TimeoutException e) {
            throw failed(target, "ssh -G gave no answer within " + Text.seconds(LIMIT), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(target, "interrupted", e);
        }
    }

    private static String read(Process process) throws IOException {
        try (InputStream in = process.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// One `keyword value` a line. Keywords that come several times add up.
    private static Map<String, List<String>> parse(String output) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        output.lines().forEach(line -> {
            int space = line.indexOf(' ');
            if (space > 0) {
                String key = line.substring(0, space).toLowerCase(Locale.ROOT);
                String value = line.substring(space + 1).strip();
                values.computeIfAbsent(key, _ -> new ArrayList<>())
                        .addAll(SEVERAL_WORDS.contains(key) ? ConfigFile.words(value) : List.of(value));
            }
        });
        return values;
    }

    private static SshException failed(SshTarget target, String what, @Nullable Throwable cause) {
        return new SshException(
                Reason.CONFIGURATION,
                target.name() + ": " + what,
                "run: ssh -G " + target.host() + "  and correct ssh_config until it works",
                cause);
    }
}
