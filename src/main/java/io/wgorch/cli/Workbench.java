package io.wgorch.cli;

import io.wgorch.apply.EvictionReport;
import io.wgorch.diag.Diagnostics;
import io.wgorch.disk.LockFile;
import io.wgorch.inventory.NodeName;
import io.wgorch.report.DiagnosticsView;
import io.wgorch.report.EvictionView;
import io.wgorch.run.Goal;
import io.wgorch.run.Options;
import io.wgorch.run.PlanRun;
import io.wgorch.run.Project;
import io.wgorch.run.Rehearsal;
import io.wgorch.run.StateFolder;
import io.wgorch.ssh.Connector;
import io.wgorch.ssh.HostKeys;
import io.wgorch.ssh.JschConnector;
import io.wgorch.ssh.OpenSshConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// What all commands do alike: read the project, say what is wrong with it, connect.
final class Workbench {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final GlobalOptions global;
    private final Clock clock = Clock.systemUTC();
    private final Optional<EvictionReport> eviction;

    Workbench(Terminal terminal, GlobalOptions global) {
        this(terminal, global, Optional.empty());
    }

    private Workbench(Terminal terminal, GlobalOptions global, Optional<EvictionReport> eviction) {
        this.terminal = terminal;
        this.global = global;
        this.eviction = eviction;
    }

    /// The same once nodes are evicted: whatever document comes says so.
    Workbench after(EvictionReport done) {
        return new Workbench(terminal, global, Optional.of(done));
    }

    /// What was done before all else.
    Optional<EvictionReport> eviction() {
        return eviction;
    }

    /// A project and the options it was read with.
    record Opened(Project project, Options options) {}

    /// Reads the project and goes on with it; input that is wrong ends here.
    ExitCode open(ApplyOptions apply, Set<NodeName> mustExist, Function<Opened, ExitCode> next) {
        return open(apply, mustExist, Project.OnPaper.PROVEN, next);
    }

    /// @param onPaper whether a mesh that does not hold on paper ends here as well
    ExitCode open(
            ApplyOptions apply, Set<NodeName> mustExist, Project.OnPaper onPaper, Function<Opened, ExitCode> next) {
        Diagnostics diagnostics = new Diagnostics();
        Options options = global.options(apply, diagnostics);
        Optional<Project> project = Project.read(options, onPaper, clock, diagnostics);
        project.ifPresent(p -> {
            Set<NodeName> known = p.inventory().nodes().keySet();
            mustExist.stream()
                    .filter(n -> !known.contains(n))
                    .forEach(n -> diagnostics.error("there is no node '" + n + "' in the inventory."
                            + io.wgorch.diag.Suggest.didYouMean(
                                    n.value(),
                                    known.stream().map(NodeName::value).toList())));
        });
        if (project.isEmpty() || !diagnostics.isEmpty()) {
            return badInput(diagnostics);
        }
        return next.apply(new Opened(project.get(), options));
    }

    /// The same with templates that were tried for every host, so that none fails once hosts are contacted.
    ExitCode rehearse(ApplyOptions apply, Set<NodeName> mustExist, Function<Opened, ExitCode> next) {
        return open(apply, mustExist, opened -> {
            Diagnostics diagnostics = new Diagnostics();
            Rehearsal.check(opened.project(), diagnostics);
            return diagnostics.isEmpty() ? next.apply(opened) : badInput(diagnostics);
        });
    }

    /// Goes on while no other run can change anything of this inventory.
    ExitCode alone(Supplier<ExitCode> next) {
        StateFolder state = StateFolder.of(global.inventory());
        if (Files.notExists(global.inventory())) {
            return next.get();
        }
        try {
            Optional<LockFile> lock = state.lock(who(), clock);
            if (lock.isEmpty()) {
                return fail(
                        ExitCode.FAILED,
                        "another run works on this inventory: " + state.holder()
                                + ". Wait for it; its lock goes with its process.");
            }
            try (LockFile _ = lock.get()) {
                return next.get();
            }
        } catch (IOException e) {
            return fail(ExitCode.FAILED, state.path() + " cannot be locked: " + e.getMessage());
        }
    }

    /// Says what is wrong with what was given.
    ExitCode badInput(Diagnostics diagnostics) {
        if (global.json) {
            terminal.document(DiagnosticsView.json(ExitCode.BAD_INPUT.status(), diagnostics.sorted()));
        }
        DiagnosticsView.show(terminal.err(), diagnostics.sorted());
        return ExitCode.BAD_INPUT;
    }

    /// Looks at the hosts and goes on; a registry that cannot be trusted ends here.
    ExitCode look(Opened opened, Goal goal, Function<PlanRun, ExitCode> next) {
        try (PlanRun look = PlanRun.look(opened.project(), opened.options(), connector(opened.options()), goal)) {
            Optional<String> problem = look.problem();
            return problem.isPresent() ? fail(ExitCode.FAILED, problem.get()) : next.apply(look);
        }
    }

    Connector connector(Options options) {
        return new JschConnector(OpenSshConfig.ofThisUser(options.sshConfig()), CONNECT_TIMEOUT, JschConnector.SILENCE);
    }

    HostKeys hostKeys(Options options) {
        return new HostKeys(OpenSshConfig.ofThisUser(options.sshConfig()), CONNECT_TIMEOUT);
    }

    Terminal terminal() {
        return terminal;
    }

    GlobalOptions global() {
        return global;
    }

    Clock clock() {
        return clock;
    }

    PrintWriter people() {
        return terminal.people(global.json);
    }

    /// Says why the command ends.
    ExitCode fail(ExitCode code, String message) {
        if (global.json) {
            eviction.ifPresent(e -> terminal.document(EvictionView.json(e, code.status(), message)));
        }
        return terminal.fail(global.json, code, message);
    }

    /// Says something that is wrong and no end yet.
    void warn(String message) {
        terminal.err().println("wgorch: " + message);
        terminal.err().flush();
    }

    /// User and machine, for locks and journals.
    static String who() {
        String machine;
        try {
            machine = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            machine = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("unknown");
        }
        return System.getProperty("user.name") + "@" + machine;
    }
}
