package io.wgorch.acceptance.faults;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// How a host has come through a blow.
///
/// @param isNew whether it went on to the new configuration by itself; else it is back at the old one
/// @param settled from the blow until the host had decided and cleaned up
/// @param lost packets between hosts that had nothing to do with it
/// @param problems empty when it has survived
record Result(
        Blow blow, Change change, Moment moment, boolean isNew, Duration settled, int lost, List<String> problems) {
    boolean survived() {
        return problems.isEmpty();
    }

    String row() {
        return "%-22s %-7s %-12s %-4s %5.1f s  %s"
                .formatted(
                        blow.keyword(),
                        change.name().toLowerCase(Locale.ROOT),
                        moment,
                        isNew ? "new" : "old",
                        settled.toMillis() / 1000.0,
                        survived()
                                ? "survived"
                                : "FAILED: "
                                        + problems.getFirst()
                                                .lines()
                                                .findFirst()
                                                .orElse(""));
    }
}
