package io.wgorch.acceptance.proof;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// What one inventory was asked, and what came out otherwise than the proof says.
///
/// @param topologies of its meshes, for people
record Outcome(
        long seed,
        String topologies,
        int nodes,
        int meshes,
        Asked asked,
        List<Disagreement> disagreements,
        Duration took) {
    static final String HEAD = " seed  nodes  works  not  answers (cold)  differ      s  topology";

    /// How many questions of each kind.
    ///
    /// @param works that must be answered
    /// @param not that must not
    /// @param answers that must be answered only after the other side has spoken
    /// @param cold of those, how many were asked before it had
    record Asked(int works, int not, int answers, int cold) {
        static final Asked NOTHING = new Asked(0, 0, 0, 0);

        Asked plus(Asked other) {
            return new Asked(works + other.works, not + other.not, answers + other.answers, cold + other.cold);
        }
    }

    /// @param kind what it was
    /// @param proof what the proof says
    /// @param evidence the state of the sender
    record Disagreement(Question question, String kind, String proof, String evidence) {
        @Override
        public String toString() {
            return question + ": " + kind + "\n  proof: " + proof + "\n" + evidence.indent(4);
        }
    }

    String row() {
        return "%5d  %5d  %5d  %3d  %7d  %5d  %6d  %5.1f  %s"
                .formatted(
                        seed,
                        nodes,
                        asked.works,
                        asked.not,
                        asked.answers,
                        asked.cold,
                        disagreements.size(),
                        took.toMillis() / 1000.0,
                        topologies);
    }

    /// Every disagreement, and how to see it again.
    String explanation() {
        return disagreements.stream()
                .map(Disagreement::toString)
                .collect(Collectors.joining(
                        "\n",
                        "Seed " + seed + ": the proof and ping disagree on " + disagreements.size()
                                + " of the questions.\n",
                        "\nThe inventory and the files of the hosts are in target/proof/" + seed
                                + ". Once more: script/acceptance proof --from " + seed + " --seeds 1\n"));
    }
}
