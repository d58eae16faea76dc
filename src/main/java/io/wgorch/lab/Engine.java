package io.wgorch.lab;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The container engine of this machine, through its command line: Docker or Podman.
///
/// Fails with what to install or to start when there is none, or when its daemon does not answer.
public final class Engine {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final String program;
    private final EngineReport report;

    private Engine(String program, EngineReport report) {
        this.program = program;
        this.report = report;
    }

    /// The engine named by `WGORCH_ENGINE`, else docker, else podman, whichever is on the `PATH`.
    public static Engine find(Map<String, String> environment) throws LabException {
        String wanted = environment.getOrDefault("WGORCH_ENGINE", "");
        List<String> candidates = wanted.isEmpty() ? List.of("docker", "podman") : List.of(wanted);
        String path = environment.getOrDefault("PATH", "");
        Optional<String> program =
                candidates.stream().filter(c -> isProgram(c, path)).findFirst();
        if (program.isEmpty()) {
            throw new LabException(
                    "No container engine: " + String.join(" and ", candidates) + " not found on the PATH.\n"
                            + "The lab needs Docker or Podman. On Debian and Ubuntu: apt-get install docker.io;"
                            + " script/demo does that.\nAnother engine is named by WGORCH_ENGINE.");
        }
        return connect(program.get());
    }

    private static Engine connect(String program) throws LabException {
        boolean podman = Cli.run(List.of(program, "--version"), "", LIMIT).out().contains("podman");
        String format = podman ? EngineReport.PODMAN_FORMAT : EngineReport.DOCKER_FORMAT;
        Cli.Result info = Cli.run(List.of(program, "info", "--format", format), "", LIMIT);
        if (!info.ok()) {
            String cure = info.err().contains("permission denied")
                    ? "Run this as root, or as a user who may use it (group docker)."
                    : "Start it: systemctl start docker, or Docker Desktop; script/demo starts one where there is none.";
            throw new LabException(
                    program + " is installed, but its engine does not answer: " + info.complaint() + "\n" + cure);
        }
        return new Engine(program, EngineReport.parse(podman, info.out()));
    }

    private static boolean isProgram(String name, String path) {
        if (name.contains("/")) {
            return Files.isExecutable(Path.of(name));
        }
        return List.of(path.split(File.pathSeparator, -1)).stream()
                .filter(dir -> !dir.isEmpty())
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, name)));
    }

    /// `docker` or `podman`, as it was found.
    public String program() {
        return program;
    }

    EngineReport report() {
        return report;
    }

    /// Runs one of its commands, whatever its exit status.
    Cli.Result attempt(List<String> arguments, String input) throws LabException {
        List<String> command = new ArrayList<>();
        command.add(program);
        command.addAll(arguments);
        return Cli.run(command, input, LIMIT);
    }

    /// Runs one of its commands, and returns what it printed.
    String run(String... arguments) throws LabException {
        return run(List.of(arguments), "");
    }

    String run(List<String> arguments, String input) throws LabException {
        Cli.Result result = attempt(arguments, input);
        if (!result.ok()) {
            throw new LabException(program + " " + arguments.getFirst() + " failed: " + result.complaint());
        }
        return result.out();
    }
}
