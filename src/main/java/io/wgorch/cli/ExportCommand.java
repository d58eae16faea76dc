package io.wgorch.cli;

import io.wgorch.diag.Diagnostics;
import io.wgorch.disk.DurableFile;
import io.wgorch.inventory.NodeName;
import io.wgorch.keys.KeyStore;
import io.wgorch.keys.StoredKeys;
import io.wgorch.report.QrCode;
import io.wgorch.run.ExportRun;
import io.wgorch.run.ExportRun.Exported;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `wgorch export NODE`
@Command(
        name = "export",
        description = "The wg-quick file of a node that wgorch does not reach (managed: false): a phone, a laptop, an"
                + " appliance. Its key is made and kept in inventory/keys.sealed, unless the inventory gives its"
                + " public_key.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Main main;

    @Parameters(paramLabel = "NODE", description = "a node with managed: false")
    String node = "";

    @Option(names = "--mesh", paramLabel = "NAME", description = "which mesh, for a node in several")
    @Nullable
    String mesh;

    @Option(names = "--out", paramLabel = "FILE", description = "write to a file, mode 0600, instead of the terminal")
    @Nullable
    Path out;

    @Option(names = "--qr", description = "draw a QR code for the app on a phone to scan")
    boolean qr;

    @Option(names = "--new-key", description = "make another key; the one before is revoked")
    boolean newKey;

    @Mixin
    PassphraseOptions passphrase = new PassphraseOptions();

    @Override
    public Integer call() {
        Workbench bench = Main.workbench(main);
        Diagnostics usage = new Diagnostics();
        if (bench.global().json) {
            usage.error("a file with a private key is no JSON document: leave out --json.");
        }
        if (qr && out != null) {
            usage.error("--qr draws on the terminal and --out writes a file: choose one.");
        }
        Optional<NodeName> name = NodeName.parse(node);
        if (name.isEmpty()) {
            usage.error("'" + node + "' is no node name.");
        }
        if (!usage.isEmpty()) {
            return bench.badInput(usage).status();
        }
        return bench.alone(() -> bench.open(
                        new ApplyOptions(),
                        Set.of(name.orElseThrow()),
                        opened -> ExportRun.of(opened.project(), name.orElseThrow(), Optional.ofNullable(mesh), usage)
                                .map(run -> export(
                                        bench,
                                        run,
                                        KeyStore.beside(opened.project().registryFile())))
                                .orElseGet(() -> bench.badInput(usage))))
                .status();
    }

    private ExitCode export(Workbench bench, ExportRun run, Path storeFile) {
        Diagnostics diagnostics = new Diagnostics();
        if (!run.needsStore() && (qr || newKey)) {
            diagnostics.error("the private key of '" + node + "' is its own (the inventory gives its public_key), so"
                    + " there is no " + (qr ? "QR code" : "new key") + " to be had here.");
            return bench.badInput(diagnostics);
        }
        Optional<Exported> exported =
                run.needsStore() ? withKey(bench, run, storeFile, diagnostics) : run.withoutKey(diagnostics);
        return exported.filter(_ -> diagnostics.isEmpty())
                .map(e -> show(bench, e))
                .orElseGet(() -> bench.badInput(diagnostics));
    }

    private Optional<Exported> withKey(Workbench bench, ExportRun run, Path storeFile, Diagnostics diagnostics) {
        SecureRandom random = new SecureRandom();
        Optional<StoredKeys> open = passphrase.open(storeFile, bench.terminal(), random, diagnostics);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        try (StoredKeys keys = open.get()) {
            return run.withKey(keys.store(), newKey, random, bench.clock(), diagnostics);
        }
    }

    private ExitCode show(Workbench bench, Exported exported) {
        Diagnostics diagnostics = new Diagnostics();
        Path file = out;
        if (file != null) {
            try {
                DurableFile.replace(file, exported.text().getBytes(StandardCharsets.UTF_8), DurableFile.PRIVATE);
            } catch (IOException e) {
                return bench.fail(ExitCode.FAILED, file + " cannot be written: " + e.getMessage());
            }
            bench.terminal().err().println("Written: " + file);
        } else if (qr) {
            QrCode.of(exported.text(), diagnostics)
                    .ifPresent(code ->
                            code.print(bench.terminal().out(), bench.terminal().paint(bench.global())));
            if (!diagnostics.isEmpty()) {
                return bench.badInput(diagnostics);
            }
        } else {
            bench.terminal().document(exported.text());
        }
        if (!exported.waiting().isEmpty()) {
            bench.terminal()
                    .err()
                    .println("Left out, as their keys are not known yet: "
                            + String.join(
                                    ", ",
                                    exported.waiting().stream()
                                            .map(NodeName::value)
                                            .toList())
                            + ". Export again after the next apply.");
        }
        exported.made()
                .ifPresent(why -> bench.terminal()
                        .err()
                        .println("The key of " + node + " is new: " + why
                                + ". Its peers learn it with the next: wgorch apply"));
        bench.terminal().err().flush();
        return ExitCode.OK;
    }
}
