package io.wgorch.cli;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `wgorch`: reads the command line and hands over to one command.
@Command(
        name = "wgorch",
        description = "Rolls a WireGuard mesh out over SSH: plan, apply, rotate. No agent on the hosts.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            InitCommand.class,
            ValidateCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            RotateCommand.class,
            VerifyRevokedCommand.class,
            DestroyCommand.class,
            StatusCommand.class,
            GraphCommand.class,
            ExportCommand.class,
            RenderCommand.class,
            TrustCommand.class,
            ImportCommand.class,
            LabCommand.class
        })
public final class Main implements Runnable {
    @Mixin
    GlobalOptions global = new GlobalOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    private final Terminal terminal;

    Main(Terminal terminal) {
        this.terminal = terminal;
    }

    public static void main(String[] args) {
        boolean verbose = Arrays.stream(args).anyMatch(a -> a.equals("-v") || a.equals("--verbose"));
        System.setProperty(LogSetup.LEVEL, verbose ? "INFO" : "WARN");
        boolean person = Optional.ofNullable(System.console())
                .map(java.io.Console::isTerminal)
                .orElse(false);
        Terminal terminal = new Terminal(
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, false, StandardCharsets.UTF_8),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                person,
                person
                        && Optional.ofNullable(System.getenv("NO_COLOR"))
                                .orElse("")
                                .isEmpty());
        int status = run(terminal, List.of(args));
        terminal.out().flush();
        terminal.err().flush();
        System.exit(status);
    }

    /// Runs one command line, and returns its exit status.
    public static int run(Terminal terminal, List<String> args) {
        CommandLine commandLine = new CommandLine(new Main(terminal));
        commandLine.setOut(terminal.out());
        commandLine.setErr(terminal.err());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        // What follows the node is the command on the host, its options included.
        CommandLine lab = Objects.requireNonNull(commandLine.getSubcommands().get("lab"));
        Objects.requireNonNull(lab.getSubcommands().get("ssh")).setStopAtPositional(true);
        boolean json = args.contains("--json");
        commandLine.setParameterExceptionHandler((e, _) -> usage(terminal, json, e));
        commandLine.setExecutionExceptionHandler((e, _, _) -> {
            String message = Optional.ofNullable(e.getMessage()).orElse(e.toString());
            ExitCode code = terminal.fail(json, ExitCode.FAILED, message);
            if (args.contains("-v") || args.contains("--verbose")) {
                e.printStackTrace(terminal.err());
            }
            return code.status();
        });
        return commandLine.execute(args.toArray(String[]::new));
    }

    private static int usage(Terminal terminal, boolean json, ParameterException e) {
        ExitCode code = terminal.fail(json, ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, terminal.err());
        terminal.err().println("See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return code.status();
    }

    /// What a command works with; picocli hands it its parent.
    static Workbench workbench(@Nullable Main main) {
        Main parent = Objects.requireNonNull(main, "picocli sets the parent command");
        return new Workbench(parent.terminal, parent.global);
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "say what to do: plan, apply, rotate, status, ...");
        }
    }

    /// The version in the jar's manifest.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"wgorch " + (version == null ? "(not packaged)" : version)};
        }
    }
}
