package io.wgorch.report;

import io.wgorch.plan.DueKey;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/// Keys that are due to be replaced.
final class DueView {
    private DueView() {}

    static void show(PrintWriter out, Paint paint, List<DueKey> due) {
        SeveralTunnels several =
                new SeveralTunnels(due.stream().map(DueKey::tunnel).toList());
        due.forEach(d -> out.println(paint.yellow("due: ") + "key of "
                + d.tunnel().node()
                + (several.of(d.tunnel().node()) ? " on " + d.tunnel().interfaceName() : "") + " is " + age(d.age())
                + " old, rotate_after " + d.rotateAfter() + ": " + d.cure()));
    }

    private static String age(Duration age) {
        return age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " days";
    }
}
