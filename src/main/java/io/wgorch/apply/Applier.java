package io.wgorch.apply;

import io.wgorch.apply.Event.Phase;
import io.wgorch.apply.HostResult.Outcome;
import io.wgorch.plan.HostPlan;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Carries out the plan of one host at a time; the caller fans out. Two connections and two execs a host: `begin` over
/// the one it was observed on, `confirm` over a new one. An answer that is lost is never guessed: the host is asked
/// again,
/// and when it cannot be asked, the result says so.
public final class Applier {
    private static final Duration BEGIN_LIMIT = Duration.ofMinutes(3);
    /// What `transaction.sh` allows for staging and activating, and some for coming back.
    private static final Duration ACTIVATION = Duration.ofSeconds(75);

    private static final Duration CONFIRM_LIMIT = Duration.ofMinutes(2);

    private final Hosts hosts;
    private final Event.Sink events;
    private final RunId run;

    public Applier(Hosts hosts, Event.Sink events, RunId run) {
        this.hosts = hosts;
        this.events = events;
        this.run = run;
    }

    /// One transaction, to its end.
    ///
    /// @param keys what was pending in the plan
    public HostResult apply(HostPlan plan, NewKeys keys) {
        HostResult result = plan.hasChanges() ? transact(plan, keys) : HostResult.UNCHANGED;
        events.on(new Event.Finished(plan.name(), result));
        return result;
    }

    private HostResult transact(HostPlan plan, NewKeys keys) {
        Transaction transaction = new Transaction(plan, run, keys);
        List<String> pending = transaction.stillPending();
        if (!pending.isEmpty()) {
            return new HostResult(Outcome.NOT_STARTED, "waits for the key of " + String.join(", ", pending));
        }
        events.on(new Event.Entered(plan.name(), Phase.ACTIVATE));
        String broken;
        try {
            Answer begun = hosts.observed(plan.name()).run(transaction.begin(), BEGIN_LIMIT);
            if (begun.exitCode() == 0) {
                events.on(new Event.Entered(plan.name(), Phase.CONFIRM));
                Answer confirmed = reconnected(plan).run(transaction.confirm(), CONFIRM_LIMIT);
                return ended(confirmed).orElseGet(() -> settled(plan, transaction, died(confirmed)));
            }
            return ended(begun).orElseGet(() -> settled(plan, transaction, died(begun)));
        } catch (SshException e) {
            broken = e.explanation(plan.name().value());
        }
        return settled(plan, transaction, broken);
    }

    /// A new connection, tried again as long as the host waits for it: its way may be whole only after a moment,
    /// or once others have changed as well.
    private Session reconnected(HostPlan plan) throws SshException {
        long deadline = System.nanoTime() + plan.window(run.window()).toNanos();
        while (true) {
            try {
                return hosts.reconnect(plan.name());
            } catch (SshException e) {
                if (System.nanoTime() >= deadline || !pause()) {
                    throw e;
                }
            }
        }
    }

    /// How a script says that it has ended; empty when it says nothing of the kind, because it was killed.
    private static Optional<HostResult> ended(Answer answer) {
        String why = answer.errors().strip();
        return switch (answer.exitCode()) {
            case 0 -> Optional.of(HostResult.APPLIED);
            case Transaction.UNDONE -> Optional.of(new HostResult(Outcome.ROLLED_BACK, why));
            case Transaction.BUSY, Transaction.OTHER_STATE, Transaction.OTHER_HOST, Transaction.STAGE ->
                Optional.of(new HostResult(Outcome.FAILED, why));
            case Transaction.NOT_SETTLED -> Optional.of(new HostResult(Outcome.UNKNOWN, why));
            default -> Optional.empty();
        };
    }

    private static String died(Answer answer) {
        return ("the transaction ended with " + answer.exitCode() + ": "
                        + answer.errors().strip())
                .replaceAll(": $", "");
    }

    /// The connection broke, or a process was killed: what is the host in? It is asked over a new connection until it
    /// has decided, at most until its own window is over.
    private HostResult settled(HostPlan plan, Transaction transaction, String broken) {
        Duration window = plan.window(run.window());
        long deadline = System.nanoTime() + window.plus(ACTIVATION).toNanos();
        String why = broken;
        while (System.nanoTime() < deadline) {
            try {
                Answer answer = hosts.reconnect(plan.name()).run(transaction.outcome(), CONFIRM_LIMIT);
                if (answer.exitCode() == 0) {
                    return HostResult.APPLIED;
                }
                if (answer.exitCode() == Transaction.UNDONE) {
                    return new HostResult(
                            Outcome.ROLLED_BACK,
                            "nobody could confirm the new configuration, so the host has put the old one back\n"
                                    + broken);
                }
            } catch (SshException e) {
                why = e.explanation(plan.name().value());
            }
            if (!pause()) {
                break;
            }
        }
        return new HostResult(
                Outcome.UNKNOWN,
                "the host could not be asked how it ended (" + why + "); it puts the old configuration back by itself"
                        + " within " + window.toSeconds() + " s unless it was confirmed");
    }

    private static boolean pause() {
        try {
            Thread.sleep(1000);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
