package io.wgorch.report;

import io.wgorch.apply.Event;
import io.wgorch.apply.HostResult;
import io.wgorch.inventory.NodeName;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The last line of a terminal while hosts are at work: how many are done, how many have failed, who is at what.
public final class Progress {
    /// Characters; a line that wraps could not be erased.
    private static final int WIDTH = 79;

    private static final String ERASE = "\r\033[K";

    private final int hosts;
    private final SortedMap<NodeName, Event.Phase> running = new TreeMap<>();
    private int done;
    private int failed;

    /// @param hosts how many have something to do
    public Progress(int hosts) {
        this.hosts = hosts;
    }

    String erase() {
        return ERASE;
    }

    /// The line as it is after an event.
    String after(Event event) {
        switch (event) {
            case Event.Entered(NodeName host, Event.Phase phase) -> {
                if (phase != Event.Phase.MAKE_KEY) {
                    // All keys are made before the first host is changed.
                    running.values().removeIf(Event.Phase.MAKE_KEY::equals);
                }
                running.put(host, phase);
            }
            case Event.Finished(NodeName host, HostResult result) -> {
                running.remove(host);
                done++;
                failed += result.ok() ? 0 : 1;
            }
            case Event.Tried _, Event.Evicted _ -> {}
        }
        return line();
    }

    String line() {
        String text = done + " of " + hosts + " done" + (failed > 0 ? ", " + failed + " failed" : "")
                + (running.isEmpty()
                        ? ""
                        : "; at work: "
                                + running.entrySet().stream()
                                        .map(e -> e.getKey() + " (" + waitsFor(e.getValue()) + ")")
                                        .collect(Collectors.joining(", ")));
        return text.length() > WIDTH ? text.substring(0, WIDTH - 1) + "…" : text;
    }

    private static String waitsFor(Event.Phase phase) {
        return switch (phase) {
            case MAKE_KEY -> "makes its key";
            case ACTIVATE -> "activates";
            case CONFIRM -> "waits to be confirmed";
        };
    }
}
