package io.wgorch.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.apply.Event;
import io.wgorch.apply.Event.Phase;
import io.wgorch.apply.HostResult;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.inventory.NodeName;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress(3);

    private String after(Event... events) {
        return List.of(events).stream().map(progress::after).toList().getLast();
    }

    private static Event enters(String host, Phase phase) {
        return new Event.Entered(new NodeName(host), phase);
    }

    private static Event ends(String host, HostResult result) {
        return new Event.Finished(new NodeName(host), result);
    }

    @Test
    void saysWhoIsAtWhat() {
        String line =
                after(enters("nodeB", Phase.ACTIVATE), enters("nodeA", Phase.ACTIVATE), enters("nodeB", Phase.CONFIRM));

        assertThat(line).isEqualTo("0 of 3 done; at work: nodeA (activates), nodeB (waits to be confirmed)");
    }

    @Test
    void countsThoseThatAreDoneAndThoseThatFailed() {
        String line = after(
                enters("nodeA", Phase.ACTIVATE),
                ends("nodeA", HostResult.APPLIED),
                ends("nodeB", new HostResult(Outcome.ROLLED_BACK, "why")));

        assertThat(line).isEqualTo("2 of 3 done, 1 failed");
    }

    @Test
    void whoHasMadeItsKeyIsNotAtWorkUntilItsTurn() {
        String line = after(
                enters("nodeA", Phase.MAKE_KEY), enters("nodeB", Phase.MAKE_KEY), enters("nodeA", Phase.ACTIVATE));

        assertThat(line).isEqualTo("0 of 3 done; at work: nodeA (activates)");
    }

    @Test
    void aLineNeverWraps() {
        String line = "";
        for (int i = 0; i < 20; i++) {
            line = progress.after(enters("node" + i, Phase.CONFIRM));
        }

        assertThat(line).hasSizeLessThan(80).endsWith("…");
    }

    @Test
    void otherLinesTakeItsPlaceAndItComesBackBelowThem() {
        StringWriter out = new StringWriter();
        ApplyView view = new ApplyView(new PrintWriter(out), new Paint(false), false, Optional.of(progress));

        view.on(enters("nodeA", Phase.ACTIVATE));
        view.on(ends("nodeA", HostResult.APPLIED));
        view.say("Interrupted.");

        assertThat(out.toString().split("\r\033\\[K", -1))
                .containsExactly(
                        "",
                        "0 of 3 done; at work: nodeA (activates)",
                        "nodeA      applied\n1 of 3 done",
                        "Interrupted.\n1 of 3 done");
    }
}
