package io.wgorch.acceptance.faults;

import io.wgorch.acceptance.MeshLab;
import io.wgorch.acceptance.Pinger;
import io.wgorch.acceptance.Ran;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One blow at one moment of one change: the host has to end wholly old or wholly new, whatever the controller says
/// about it has to be true, and one more run has to bring it home.
final class Trial {
    private static final Executor VIRTUAL = Thread::startVirtualThread;
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Pattern CLAIM = Pattern.compile("(?m)^" + Change.NODE
            + " +(applied|rolled back|failed|unknown|not started|unreachable|cannot be planned)$");

    private final MeshLab mesh;
    private final Traces traces;
    private final Freezer freezer;

    Trial(MeshLab mesh) {
        this.mesh = mesh;
        this.traces = new Traces(mesh);
        this.freezer = new Freezer(mesh, Change.NODE);
    }

    /// Makes ready for any number of runs.
    void prepare() {
        freezer.install();
    }

    Result run(Blow blow, Change change, Moment moment) throws InterruptedException {
        Blow.clear(mesh, Change.NODE);
        change.declare(mesh);
        String before = traces.state();
        freezer.set(moment.words());
        Pinger bystanders = Pinger.start(mesh, "nodeA", "nodeC");
        Process controller = mesh.launch(arguments(change));
        CompletableFuture<Ran> said = CompletableFuture.supplyAsync(() -> Ran.of(controller, LIMIT), VIRTUAL);
        freezer.awaitFrozen();
        long struck = System.nanoTime();
        blow.strike(new Stage(mesh, Change.NODE, moment, freezer, controller));
        freezer.thaw();
        boolean decided = awaitSettled();
        Duration settled = Duration.ofNanos(System.nanoTime() - struck);
        if (blow == Blow.LOCKED_OUT) {
            Blow.clear(mesh, Change.NODE);
        }
        Ran ran = said.join();
        Blow.clear(mesh, Change.NODE);
        String after = traces.state();
        List<String> problems = new ArrayList<>(traces.leftOver("after the blow"));
        if (!decided) {
            problems.add("the host has not decided within " + LIMIT.toMinutes() + " minutes");
        }
        Ran again = mesh.run(arguments(change));
        if (again.exit() != change.exit()) {
            problems.add("one more run ends with " + again.exit() + ": " + again.all());
        }
        String end = traces.state();
        problems.addAll(traces.leftOver("after one more run"));
        if (!after.equals(before) && !after.equals(end)) {
            problems.add("neither old nor new:\n--- old\n" + before + "\n--- it is\n" + after + "\n--- new\n" + end);
        }
        if (before.equals(end)) {
            problems.add("the change changes nothing");
        }
        boolean isNew = after.equals(end);
        if (blow != Blow.CONTROLLER_KILLED) {
            untrue(ran, isNew, change.exit()).ifPresent(problems::add);
        }
        if (change == Change.JOIN) {
            mesh.run("apply", "--yes").expect(0);
        }
        int lost = bystanders.lost();
        if (lost > 0) {
            problems.add(lost + " packets lost between hosts that the change does not concern");
        }
        return new Result(blow, change, moment, isNew, settled, lost, problems);
    }

    private static String[] arguments(Change change) {
        return new String[] {change.command(), "--yes", "-l", Change.NODE, "--confirm-timeout", "10"};
    }

    private boolean awaitSettled() throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        String open = "ls -d /var/lib/wgorch/txn/*/ 2>/dev/null || systemctl -q is-active wgorch-txn";
        while (mesh.on(Change.NODE, open).exit() == 0) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(200);
        }
        return true;
    }

    /// What the controller says must be what is.
    private static Optional<String> untrue(Ran ran, boolean isNew, int exit) {
        Matcher claim = CLAIM.matcher(ran.out());
        String said = claim.find() ? claim.group(1) : "nothing";
        boolean success = ran.exit() == exit;
        boolean fits = switch (said) {
            case "applied" -> isNew && (success || ran.exit() == 130);
            case "rolled back", "failed", "not started" -> !isNew && !success;
            case "unknown" -> !success;
            default -> false;
        };
        return fits
                ? Optional.empty()
                : Optional.of("the host is " + (isNew ? "new" : "old") + ", and the controller says " + said + " with "
                        + ran.exit() + ":\n" + ran.all());
    }
}
