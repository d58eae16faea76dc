package io.wgorch.apply;

import io.wgorch.plan.Change;
import io.wgorch.plan.HostPlan;
import io.wgorch.resource.Hashes;
import io.wgorch.resource.Kinds;
import io.wgorch.resource.Manifest;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Shell;
import io.wgorch.resource.Steps;
import io.wgorch.ssh.Script;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The scripts of one transaction on one host. `begin` brings everything over in one exec; `confirm` needs only the id.
final class Transaction {
    /// Exit codes of `transaction.sh`.
    static final int BUSY = 70;

    static final int OTHER_STATE = 71;
    static final int OTHER_HOST = 72;
    static final int STAGE = 73;
    static final int UNDONE = 74;
    static final int NOT_SETTLED = 75;

    private final HostPlan plan;
    private final HostPlan.Basis basis;
    private final RunId run;
    private final NewKeys made;

    /// @param made what was pending in the plan and is known now
    Transaction(HostPlan plan, RunId run, NewKeys made) {
        this.plan = plan;
        this.basis = plan.basis().orElseThrow();
        this.run = run;
        this.made = made;
    }

    Script begin() {
        String deliver = "deliver() {\n"
                + "\tmkdir -p " + folder() + " && chmod 700 /var/lib/wgorch || exit " + STAGE + "\n"
                + Shell.withInput("\tcat >" + folder() + "/manifest", manifest().text())
                + "\t[ -s " + folder() + "/manifest ] || exit " + STAGE + "\n"
                + Shell.withInput("\tcat >" + folder() + "/txn.part", program())
                + "\ttail -n 1 " + folder()
                + "/txn.part | grep -q '^transaction ' || { echo 'the disk is full' >&2; exit "
                + STAGE + "; }\n"
                + "\tsync " + folder() + "/txn.part 2>/dev/null || sync\n"
                + "\tmv " + folder() + "/txn.part " + folder() + "/txn.sh || exit " + STAGE + "\n"
                + "\texec /bin/sh " + folder() + "/txn.sh begin\n}\n";
        return new Script(deliver, "deliver");
    }

    Script confirm() {
        return new Script(
                "confirm() { if [ -e " + folder() + "/txn.sh ]; then /bin/sh " + folder() + "/txn.sh confirm; else "
                        + "outcome; fi; }\n" + outcomeFunction(),
                "confirm");
    }

    /// Asks how it has ended, for when an answer was lost: 0 committed, [#UNDONE] undone, 1 still open. One that nobody
    /// is at any more, because its process was killed before the guard was there, is settled first.
    Script outcome() {
        String settle = "if [ -e \"$1/txn.sh\" ]; then exec /bin/sh \"$1/txn.sh\" settle_late; else rm -rf \"$1\"; fi";
        return new Script(
                outcomeFunction() + "ask() {\n\tif [ -d " + folder() + " ]; then\n\t\tflock -n -o /run/wgorch.lock "
                        + Shell.command("/bin/sh", "-c", settle, "sh", folder()).strip() + " || exit 1\n\tfi\n\t[ ! -d "
                        + folder() + " ] || exit 1\n\toutcome\n}\n",
                "ask");
    }

    private String outcomeFunction() {
        String committed = plan.leaves()
                ? "[ ! -e /var/lib/wgorch/manifest ]"
                : "grep -qxF " + Shell.quote("txn " + run.transaction()) + " /var/lib/wgorch/manifest 2>/dev/null";
        return "outcome() { " + committed + " || { echo 'the host has put the old configuration back' >&2; exit "
                + UNDONE + "; }; }\n";
    }

    private String folder() {
        return "/var/lib/wgorch/txn/" + run.transaction();
    }

    private String program() {
        List<Steps> steps = plan.effective().stream().map(Change::steps).toList();
        StringBuilder out = new StringBuilder("# wgorch transaction on " + plan.name() + "\n");
        out.append(Shell.assign("LC_ALL", "C"));
        out.append("export LC_ALL\numask 077\n");
        out.append(Shell.assign("ID", run.transaction()));
        out.append(Shell.assign("T", folder()));
        out.append(Shell.assign("WHO", run.who()));
        out.append(
                Shell.assign("WINDOW", String.valueOf(plan.window(run.window()).toSeconds())));
        out.append(Shell.assign("MACHINE", basis.machineId()));
        out.append(Shell.assign("SALT", basis.salt()));
        out.append(Shell.assign("SEEN", basis.fingerprint()));
        out.append(Shell.assign("COUNT", String.valueOf(steps.size())));
        out.append(Shell.assign("LEAVES", plan.leaves() ? "yes" : ""));
        out.append(Shell.assign("SUMMARY", plan.effective().size() + " changes"));
        out.append(Kinds.shell()).append(basis.probes().functions());
        verb(out, "stage", steps, Steps::stage);
        verb(out, "activate", steps, Steps::activate);
        verb(out, "check", steps, Steps::check);
        verb(out, "persist", steps, Steps::persist);
        verb(out, "undo", steps, Steps::undo);
        out.append("discard() {\n\t:\n");
        steps.stream()
                .flatMap(s -> s.staged().stream())
                .forEach(path -> out.append("\trm -f \"$(beside ")
                        .append(Shell.quote(path))
                        .append(")\"\n"));
        out.append("}\n");
        out.append(Shell.script(Transaction.class, "transaction.sh"));
        out.append("transaction \"$@\"\n");
        return made.fill(out.toString());
    }

    private static void verb(StringBuilder out, String verb, List<Steps> steps, Function<Steps, String> text) {
        for (int i = 0; i < steps.size(); i++) {
            String body = text.apply(steps.get(i));
            out.append(verb).append('_').append(i + 1).append("() {\n");
            out.append(body.isBlank() ? ":\n" : body).append("}\n");
        }
    }

    private Manifest manifest() {
        SortedMap<ResourceId, String> hashes = new TreeMap<>(basis.kept());
        basis.definitions().forEach((id, text) -> hashes.put(id, Hashes.sha256(made.fill(text))));
        return new Manifest(run.mesh(), plan.name().value(), run.serial(), run.transaction(), hashes, basis.revoked());
    }

    /// The nodes whose keys the plan of a host waits for.
    List<String> stillPending() {
        return NewKeys.pending(program());
    }
}
