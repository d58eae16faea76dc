package io.wgorch.cli;

import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options of the commands that bring hosts to what the inventory wants.
final class ApplyOptions {
    @Mixin
    RolloutOptions rollout = new RolloutOptions();

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

    /// Without any of their own.
    static ApplyOptions of(RolloutOptions rollout) {
        ApplyOptions options = new ApplyOptions();
        options.rollout = rollout;
        return options;
    }
}
