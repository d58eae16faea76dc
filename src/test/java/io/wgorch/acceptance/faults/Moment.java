package io.wgorch.acceptance.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A boundary of a transaction: the step with these words is about to run on the host.
///
/// @param words the last arguments of `txn.sh`, such as `step activate 2`
record Moment(String words) {
    /// Every boundary of a transaction of so many changes, in the order in which they come.
    static List<Moment> all(int changes, boolean leaves) {
        List<Moment> moments = new ArrayList<>(List.of(new Moment("begin"), new Moment("guard")));
        steps(moments, "stage", changes);
        steps(moments, "activate", changes);
        moments.add(new Moment("confirm"));
        steps(moments, "check", changes);
        steps(moments, "persist", changes);
        if (!leaves) {
            moments.add(new Moment("step manifest 0"));
        }
        return moments;
    }

    private static void steps(List<Moment> moments, String verb, int count) {
        IntStream.rangeClosed(1, count).forEach(n -> moments.add(new Moment("step " + verb + " " + n)));
    }

    /// Whether it is the first of its kind, for a table that has no time for all.
    boolean first() {
        return !words.matches(".* ([2-9]|\\d\\d+)");
    }

    /// Whether a process of the transaction waits for the one that is about to run.
    boolean isStep() {
        return words.startsWith("step ");
    }

    @Override
    public String toString() {
        return words.replace("step ", "");
    }
}
