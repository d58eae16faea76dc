package io.wgorch.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of the commands that change hosts.
final class ApplyOptions {
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

    @Option(
            names = "--accept-key",
            paramLabel = "NODE",
            split = ",",
            description = "take the key that this node runs, although it was changed outside wgorch")
    List<String> acceptKeys = List.of();

    @Option(
            names = "--allow-loss",
            description =
                    "replace keys although the traffic of a pair cannot be led around meanwhile: it stands still for"
                            + " about a second")
    boolean allowLoss;

    @Option(names = "--punch", description = "try again to join pairs behind NATs directly that could not be until now")
    boolean punch;
}
