package io.wgorch.apply;

import io.wgorch.plan.Detour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a pair has felt of a detour and of the change of the key meanwhile, measured by an echo at regular intervals
/// from before the first until after the last step.
///
/// @param sent how many were sent
/// @param lost how many of them did not come back
/// @param longestGap from one answer to the next
public record Crossing(Detour detour, int sent, int lost, Duration longestGap) {
    /// Reads what `ping -D` has told: the time of each answer and its number, which begins at 1.
    ///
    /// @param answers `SECONDS NUMBER`, with a fraction of seconds
    /// @param interval from one echo to the next
    /// @param end when the last one could have come, in seconds
    /// @return empty when nothing ever came back, so that nothing was measured
    static Optional<Crossing> of(Detour detour, List<String> answers, Duration interval, String end) {
        List<Double> times = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (String answer : answers) {
            String[] words = answer.split(" ", 2);
            if (words.length == 2 && words[0].matches("\\d{1,12}\\.\\d{1,9}") && words[1].matches("\\d{1,9}")) {
                times.add(Double.parseDouble(words[0]));
                numbers.add(Integer.parseInt(words[1]));
            }
        }
        if (times.isEmpty() || !end.matches("\\d{1,12}\\.\\d{1,9}")) {
            return Optional.empty();
        }
        double last = times.getLast();
        double tail = Math.max(0, Double.parseDouble(end) - last);
        double longest = tail;
        for (int i = 1; i < times.size(); i++) {
            longest = Math.max(longest, times.get(i) - times.get(i - 1));
        }
        // The one that is under way at the end is not lost, and neither is the one before it.
        int missing = Math.max(0, (int) (tail * 1000 / interval.toMillis()) - 1);
        int highest = numbers.stream().max(Integer::compare).orElseThrow();
        int came = (int) numbers.stream().distinct().count();
        int sent = highest + missing;
        return Optional.of(new Crossing(detour, sent, sent - came, Duration.ofMillis(Math.round(longest * 1000))));
    }
}
