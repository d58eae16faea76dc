package io.wgorch.resource;

import io.wgorch.wireguard.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The nftables table `inet wgorch`, loaded by a unit of its own. No other table is ever touched.
///
/// @param text what `nft -f` reads: it adds, deletes and defines the table, so that loading it again replaces it
public record Firewall(String text) implements Resource {
    static final String TABLE = "inet wgorch";
    static final ResourceId ID = new ResourceId(FirewallKind.NAME, "wgorch");
    private static final Pattern OURS = Pattern.compile("((add|create|delete|destroy|flush) )?table inet wgorch");

    @Override
    public ResourceId id() {
        return ID;
    }

    @Override
    public String definition() {
        return text;
    }

    @Override
    public Optional<HostFile> file() {
        return Optional.of(new HostFile(FirewallKind.FILE, text));
    }

    /// The first statement that would touch something other than our own table: whatever is not that table itself.
    public static Optional<String> foreignLine(String text) {
        StringBuilder statement = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (String line : text.lines().toList()) {
            String code = line.replaceFirst("^\\s*#.*", "");
            for (int i = 0; i < code.length(); i++) {
                char c = code.charAt(i);
                quoted = quoted != (c == '"');
                boolean ends = depth == 0 && (c == ';' || c == '{');
                depth += quoted ? 0 : c == '{' ? 1 : c == '}' ? -1 : 0;
                if (ends && isForeign(statement)) {
                    return Optional.of(statement.toString().strip());
                }
                if (ends || c == '}') {
                    statement.setLength(0);
                } else if (depth == 0) {
                    statement.append(c);
                }
            }
            if (depth == 0) {
                if (isForeign(statement)) {
                    return Optional.of(statement.toString().strip());
                }
                statement.setLength(0);
            }
        }
        return depth == 0 ? Optional.empty() : Optional.of("a brace that is not closed");
    }

    private static boolean isForeign(CharSequence statement) {
        String words = statement.toString().strip().replaceAll("\\s+", " ");
        return !words.isEmpty() && !OURS.matcher(words).matches();
    }

    /// In words, the chain that would for certain drop an SSH connection, and what would have to stand there. Empty
    /// where nothing does, and where that cannot be told: a named set, a limit, a mark.
    public Optional<String> shuts(SshPath ssh) {
        Ruleset rules = Ruleset.written(text);
        String arriving = " drops tcp/" + ssh.port() + " from " + Ip.text(ssh.client());
        String opening = "tcp dport " + ssh.port() + " accept";
        return Stream.of("new", "established")
                .flatMap(state -> Stream.concat(
                        drop(rules, "prerouting", Packet.to(ssh, state).translated(), arriving, opening),
                        drop(rules, "input", Packet.to(ssh, state), arriving, opening)))
                .findFirst()
                .or(() -> drop(
                                rules,
                                "output",
                                Packet.from(ssh),
                                " drops the answers from tcp/" + ssh.port() + " to " + Ip.text(ssh.client()),
                                "ct state established,related accept")
                        .findFirst());
    }

    private static Stream<String> drop(Ruleset rules, String hook, Packet packet, String what, String opening) {
        return rules.drops(hook, packet, Ruleset.Reading.LENIENT).stream()
                .map(d -> "chain " + d.chain() + " of table " + d.table() + what
                        + (d.byPolicy() ? " (policy drop, and no rule accepts it)" : "")
                        + ". Let it through there, in a rule before those that drop: " + opening);
    }

    /// The table as a host has it.
    ///
    /// @param text of the file; empty when there is none
    /// @param recorded the rules as nft listed them right after we had loaded them
    /// @param loaded the rules as nft lists them now; empty when the table is not there
    /// @param unitActive whether the unit is ours, enabled and active
    public record FirewallSeen(Optional<String> text, String access, String recorded, String loaded, boolean unitActive)
            implements Seen {
        @Override
        public boolean present() {
            return text.isPresent() || !loaded.isEmpty();
        }

        /// Whether these rules are in force already, as we had loaded them.
        public boolean runs(Firewall desired) {
            return text.equals(Optional.of(desired.text())) && loaded.equals(recorded) && !loaded.isEmpty();
        }
    }

    /// nft lists rules in a form of its own, so that a file cannot be compared with it: what is compared is its listing
    /// now and its listing right after loading.
    public static final class FirewallKind implements Kind<Firewall, FirewallSeen> {
        static final String NAME = "firewall";
        private static final String FILE = "/etc/wgorch/nftables.conf";
        private static final String UNITS = "/etc/systemd/system/wgorch-nftables";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String shell() {
            return Shell.script(FirewallKind.class, "firewall.sh");
        }

        @Override
        public FirewallSeen read(String name, ProbeOutput output) {
            return new FirewallSeen(
                    output.first("access").map(_ -> output.text("text")),
                    output.first("access").orElse(""),
                    output.text("recorded"),
                    output.text("loaded"),
                    output.has("unit"));
        }

        @Override
        public List<FieldChange> diff(Optional<Firewall> desired, FirewallSeen seen) {
            if (desired.isEmpty()) {
                return List.of(FieldChange.of("loaded", "", "table"));
            }
            if (!seen.present()) {
                return List.of(FieldChange.of("", "loaded", "table"));
            }
            List<FieldChange> changes = new ArrayList<>();
            if (seen.loaded().isEmpty()) {
                changes.add(FieldChange.of("not loaded", "loaded", "table"));
            } else {
                rules(seen, changes);
            }
            changes.add(FieldChange.of(seen.unitActive() ? "active" : "inactive", "active", "unit"));
            changes.add(FieldChange.of(seen.access(), TextDiff.ACCESS, "file", "access"));
            changes.addAll(TextDiff.of(seen.text().orElse(""), desired.get().text()));
            return changes.stream().filter(FieldChange::differs).toList();
        }

        private static void rules(FirewallSeen seen, List<FieldChange> changes) {
            List<String> loaded = seen.loaded().lines().map(String::strip).toList();
            List<String> recorded = seen.recorded().lines().map(String::strip).toList();
            loaded.stream()
                    .filter(r -> !recorded.contains(r))
                    .forEach(r -> changes.add(FieldChange.of(r, "", "rules")));
            recorded.stream()
                    .filter(r -> !loaded.contains(r))
                    .forEach(r -> changes.add(FieldChange.of("", r, "rules")));
            if (changes.isEmpty() && !loaded.equals(recorded)) {
                changes.add(FieldChange.of("in another order", "as rendered", "rules"));
            }
        }

        @Override
        public Steps steps(ResourceId id, Optional<Firewall> desired, FirewallSeen seen) {
            if (desired.isEmpty()) {
                return new Steps("", "firewall_stop\n", "", "firewall_forget\n", "firewall_undo\n", List.of());
            }
            return new Steps(
                    Shell.withInput("firewall_stage", desired.get().text()),
                    "firewall_activate\n",
                    "firewall_check\n",
                    "firewall_persist\n",
                    "firewall_undo\n",
                    List.of(FILE, UNITS + ".service", UNITS + "-again.service"));
        }
    }
}
