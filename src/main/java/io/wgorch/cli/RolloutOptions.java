package io.wgorch.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How the commands that change hosts go about it.
final class RolloutOptions {
    @Option(
            names = {"-y", "--yes"},
            description = "do not ask")
    boolean yes;

    @Option(names = "--serial", paramLabel = "N|N%", description = "change so many hosts side by side (default: all)")
    @Nullable
    String serial;

    @Option(
            names = "--confirm-timeout",
            paramLabel = "S",
            description = "a host that is not confirmed within S seconds puts the old configuration back"
                    + " (default: ${DEFAULT-VALUE})")
    int confirmTimeout = 60;

    @Mixin
    PassphraseOptions passphrase = new PassphraseOptions();
}
