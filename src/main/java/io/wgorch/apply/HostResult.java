package io.wgorch.apply;

import java.util.Locale;

/// How a host has ended.
///
/// @param outcome what state it is in
/// @param detail for people: what went wrong, and what to do; empty when nothing did
public record HostResult(Outcome outcome, String detail) {
    public static final HostResult UNCHANGED = new HostResult(Outcome.UNCHANGED, "");
    public static final HostResult APPLIED = new HostResult(Outcome.APPLIED, "");

    /// The state of a host after a run.
    public enum Outcome {
        /// Nothing had to be done.
        UNCHANGED,
        /// The new configuration is in force, and survives a reboot.
        APPLIED,
        /// The old configuration is in force again.
        ROLLED_BACK,
        /// Nothing was touched.
        FAILED,
        /// Nobody can say yet; the host decides by itself within the confirm timeout.
        UNKNOWN,
        /// It was never begun, because something it depends on had failed.
        NOT_STARTED,
        /// It did not answer.
        UNREACHABLE;

        public String keyword() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether the host is as the plan wants it.
    public boolean ok() {
        return outcome == Outcome.APPLIED || outcome == Outcome.UNCHANGED;
    }
}
