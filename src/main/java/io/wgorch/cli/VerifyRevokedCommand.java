package io.wgorch.cli;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.NodeName;
import io.wgorch.keys.HeldKeys;
import io.wgorch.keys.KeyHome;
import io.wgorch.keys.KeyHomeException;
import io.wgorch.keys.KeyStore;
import io.wgorch.keys.RetiredKeys;
import io.wgorch.report.RevocationView;
import io.wgorch.run.VerifyRevokedRun;
import io.wgorch.verify.Answers;
import io.wgorch.verify.Prober;
import io.wgorch.verify.Revocation;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `wgorch verify-revoked NODE`
@Command(
        name = "verify-revoked",
        description =
                "Has every host show that it is without the revoked keys of a node: kernel, files, and, where wgorch"
                        + " has the private key and the host can be dialled from here, no answer to it.",
        mixinStandardHelpOptions = true)
final class VerifyRevokedCommand implements Callable<Integer> {
    /// A packet may get lost, and a host may be far away.
    private static final int TRIES = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @ParentCommand
    @Nullable
    Main main;

    @Parameters(paramLabel = "NODE", description = "whose keys; it may have left the inventory")
    String node = "";

    @Mixin
    PassphraseOptions passphrase = new PassphraseOptions();

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        Diagnostics diagnostics = new Diagnostics();
        Optional<NodeName> name = NodeName.parse(node);
        if (name.isEmpty()) {
            diagnostics.error("'" + node + "' is no node name.");
            return bench.badInput(diagnostics).status();
        }
        return bench.alone(() -> bench.open(
                        new ApplyOptions(),
                        Set.of(),
                        opened -> VerifyRevokedRun.of(opened.project(), name.get(), diagnostics)
                                .map(run -> show(bench, opened, run))
                                .orElseGet(() -> bench.badInput(diagnostics))))
                .status();
    }

    /// With the homes that may have the keys, or not at all; a key store that was never made has none.
    private ExitCode show(Workbench bench, Workbench.Opened opened, VerifyRevokedRun run) {
        Diagnostics diagnostics = new Diagnostics();
        HomeOpener opener = new HomeOpener(opened.project(), passphrase, bench.terminal());
        List<KeyHome> homes = new ArrayList<>();
        try {
            for (HomeName name : run.homes()) {
                if (name != HomeName.STORE
                        || Files.exists(KeyStore.beside(opened.project().registryFile()))) {
                    opener.open(name, diagnostics).ifPresent(homes::add);
                }
            }
            return diagnostics.isEmpty()
                    ? show(bench, opened, run, homes)
                    : bench.fail(
                            ExitCode.FAILED,
                            diagnostics.sorted().stream()
                                    .map(Diagnostic::toString)
                                    .collect(Collectors.joining("\n")));
        } finally {
            homes.forEach(KeyHome::close);
        }
    }

    private static ExitCode show(Workbench bench, Workbench.Opened opened, VerifyRevokedRun run, List<KeyHome> homes) {
        try (HeldKeys held = run.held(homes)) {
            ExitCode code = show(bench, opened, run, held);
            held.write();
            return code;
        } catch (KeyHomeException e) {
            return bench.fail(ExitCode.FAILED, e.getMessage());
        }
    }

    private static ExitCode show(Workbench bench, Workbench.Opened opened, VerifyRevokedRun run, RetiredKeys held) {
        SecureRandom random = new SecureRandom();
        Prober prober = new Prober(random, bench.clock(), TRIES, PATIENCE);
        Revocation report = run.show(
                opened.options(),
                bench.connector(opened.options()),
                held,
                new Answers(prober, random, Workbench.who()),
                bench.clock());
        if (bench.global().json) {
            bench.terminal().document(RevocationView.json(report));
        } else {
            RevocationView.show(bench.people(), bench.terminal().paint(bench.global()), report);
        }
        return report.isShown() ? ExitCode.OK : ExitCode.REVOCATION_OPEN;
    }
}
