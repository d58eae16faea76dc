package io.wgorch.run;

import io.wgorch.apply.Event;
import io.wgorch.apply.PunchResult;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.Registry;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Punch;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Joins pairs behind NATs directly where that works: those that meet move by a second plan, like any other change. The
/// registry says that a pair has met before a host is changed for it, and says it no more when neither of the two was:
/// a
/// pair that met and was not moved, for whatever reason, is tried again by the next run.
final class Joining {
    private final PlanRun look;
    private final Project project;
    private final Ledger ledger;
    private final Pace pace;
    private final Event.Sink events;
    private final Clock clock;

    Joining(PlanRun look, Ledger ledger, Pace pace, Event.Sink events, Clock clock) {
        this.look = look;
        this.project = look.project();
        this.ledger = ledger;
        this.pace = pace;
        this.events = events;
        this.clock = clock;
    }

    /// @param first how the run has ended until now
    /// @param mover the run that carries a second plan out
    ApplyReport join(List<Punch> punches, ApplyReport first, Function<PlanRun, ApplyRun> mover) {
        List<PunchResult> tried = new PunchRun(
                        look.fleet(), ledger.registry(), project.inventory().carried())
                .run(punches);
        return move(new Tries(tried, List.of()), first, mover);
    }

    /// @param settled those of which is known what came of them
    /// @param postponed those that have met, and stay as they are for now
    private record Tries(List<PunchResult> settled, List<PunchResult> postponed) {
        List<PunchResult> meeting() {
            return settled.stream().filter(PunchResult::met).toList();
        }

        /// Some of those that meet are left for the next run.
        Tries without(List<PunchResult> these, String why) {
            return new Tries(
                    settled.stream().filter(t -> !these.contains(t)).toList(),
                    Stream.concat(postponed.stream(), these.stream().map(t -> t.refused(why)))
                            .toList());
        }

        /// None of those that meet may.
        Tries refused(String why) {
            return new Tries(settled.stream().map(t -> t.refused(why)).toList(), postponed);
        }

        List<PunchResult> all() {
            return Stream.concat(settled.stream(), postponed.stream()).toList();
        }
    }

    private ApplyReport move(Tries tries, ApplyReport first, Function<PlanRun, ApplyRun> mover) {
        List<PunchResult> meeting = tries.meeting();
        Optional<String> stopped = pace.stopped();
        if (meeting.isEmpty()) {
            return told(tries, first);
        }
        if (stopped.isPresent()) {
            return told(tries.without(meeting, stopped.get()), first);
        }
        List<Punched> record = punched(tries.settled());
        Registry changed =
                ledger.registry().withPunched(Punches.replaced(ledger.registry().punched(), record));
        Diagnostics refused = new Diagnostics();
        Project next = project.with(Optional.of(changed), changed, List.of(), refused);
        if (!refused.isEmpty()) {
            return told(tries.refused(refused.sorted().getFirst().message()), first);
        }
        PlanRun again = look.again(next, ends(meeting), new Goal.Converge());
        Set<NodeName> stuck = again.plan().hosts().stream()
                .filter(h -> h.status() != HostPlan.Status.OK)
                .map(HostPlan::name)
                .collect(Collectors.toSet());
        if (!stuck.isEmpty()) {
            List<PunchResult> left =
                    meeting.stream().filter(t -> isEither(t, stuck::contains)).toList();
            return move(tries.without(left, "one of them cannot be changed any more"), first, mover);
        }
        ApplyReport report = told(tries, record, first);
        ApplyRun second = mover.apply(again);
        ApplyReport moved = second.apply();
        return report.besides(moved).and(settled(tries, moved, second.ledger()));
    }

    private ApplyReport told(Tries tries, ApplyReport first) {
        return told(tries, punched(tries.settled()), first);
    }

    /// Tells what came of the tries, and writes it down.
    private ApplyReport told(Tries tries, List<Punched> record, ApplyReport first) {
        tries.all().forEach(t -> events.on(new Event.Tried(t)));
        ledger.punched(record);
        return first.and(tries.all());
    }

    /// A pair of which neither end has moved still takes its relay.
    private List<PunchResult> settled(Tries tries, ApplyReport moved, Ledger written) {
        Predicate<NodeName> isDone = n ->
                Optional.ofNullable(moved.results().get(n)).map(r -> r.ok()).orElse(false);
        List<PunchResult> left =
                tries.meeting().stream().filter(t -> !isEither(t, isDone)).toList();
        written.unpunched(punched(left));
        return tries.without(left, "neither of them was changed for it").all();
    }

    private static boolean isEither(PunchResult tried, Predicate<NodeName> those) {
        return those.test(tried.punch().one()) || those.test(tried.punch().other());
    }

    private static Set<NodeName> ends(List<PunchResult> tried) {
        return tried.stream()
                .flatMap(t -> Stream.of(t.punch().one(), t.punch().other()))
                .collect(Collectors.toSet());
    }

    private List<Punched> punched(List<PunchResult> tried) {
        return tried.stream()
                .map(t -> new Punched(
                        t.punch().interfaceName(),
                        t.punch().one(),
                        t.punch().other(),
                        t.endpoints(),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS)))
                .toList();
    }
}
