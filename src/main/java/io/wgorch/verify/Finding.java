package io.wgorch.verify;

import java.util.List;
import java.util.stream.Stream;

/// What a host has shown of a revoked key in one respect.
public sealed interface Finding {
    /// It is without the key.
    record Shown() implements Finding {}

    /// It has it.
    ///
    /// @param traces at least one
    record Found(List<Trace> traces) implements Finding {
        public Found {
            traces = List.copyOf(traces);
        }
    }

    /// Nothing: neither that it has it nor that it has not.
    ///
    /// @param why what was seen, and the cure
    record NotShown(String why) implements Finding {}

    /// Nothing, as there is no way to ask.
    record NotTried(String why) implements Finding {}

    /// Of two findings about the same key the one that says more against the host; both, where both have found it.
    static Finding worse(Finding one, Finding other) {
        if (one instanceof Found(List<Trace> first) && other instanceof Found(List<Trace> second)) {
            return new Found(Stream.concat(first.stream(), second.stream()).toList());
        }
        return one.weight() >= other.weight() ? one : other;
    }

    private int weight() {
        return switch (this) {
            case NotTried _ -> 0;
            case Shown _ -> 1;
            case NotShown _ -> 2;
            case Found _ -> 3;
        };
    }

    /// What is found of these traces, or why what is not found may be there all the same.
    ///
    /// @param failure empty where all was looked at
    static Finding of(List<Trace> traces, String failure) {
        if (!traces.isEmpty()) {
            return new Found(traces);
        }
        return failure.isEmpty() ? new Shown() : new NotShown(failure);
    }
}
