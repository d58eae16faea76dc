package io.wgorch.apply;

import io.wgorch.inventory.NodeName;

/// What happens while a plan is carried out. Workers emit, one view shows.
public sealed interface Event {
    /// A host enters a phase.
    record Entered(NodeName host, Phase phase) implements Event {}

    /// A host is done with.
    record Finished(NodeName host, HostResult result) implements Event {}

    /// Two nodes behind NATs were tried to be joined directly.
    record Tried(PunchResult result) implements Event {}

    /// Compromised keys were taken off a host.
    record Evicted(NodeName host, EvictionResult result) implements Event {}

    /// The phases of a host, in order.
    enum Phase {
        MAKE_KEY,
        ACTIVATE,
        CONFIRM
    }

    /// Where events go. Called from many threads.
    @FunctionalInterface
    interface Sink {
        void on(Event event);
    }
}
