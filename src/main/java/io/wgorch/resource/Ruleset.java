package io.wgorch.resource;

import io.wgorch.resource.Packet.Match;
import io.wgorch.resource.Rule.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rules of nftables, to ask what becomes of a packet. It knows the conditions that firewalls of hosts are mostly made
/// of; what it does not know is a doubt, and [Reading] says what a doubt means.
final class Ruleset {
    private static final Pattern TABLE = Pattern.compile("(?:(?:add|create) )?table (\\S+ \\S+)");
    private static final Pattern CHAIN = Pattern.compile("chain (\\S+)");
    /// Blocks without rules.
    private static final Pattern OTHER = Pattern.compile(
            "(set|map|flowtable|counter|quota|limit|secmark|synproxy|ct (helper|timeout|expectation)) \\S+");

    private static final Pattern GONE = Pattern.compile("(?:delete|destroy|flush) table (\\S+ \\S+)");
    private static final Pattern HOOK = Pattern.compile("type filter hook (\\w+)\\b.*");

    private final SequencedMap<String, SequencedMap<String, Chain>> tables = new LinkedHashMap<>();

    private Ruleset() {}

    /// How rules are taken of which nobody can say whether they are about a packet.
    enum Reading {
        /// One that names the port and accepts is about it, any other is not.
        LIKELY {
            @Override
            boolean lets(Rule rule, Packet packet) {
                return rule.effect() == Effect.ACCEPT && rule.names(packet);
            }
        },
        /// Every doubt is in the packet's favour: what is dropped even so is dropped for certain.
        LENIENT {
            @Override
            boolean lets(Rule rule, Packet packet) {
                return rule.effect() != Effect.DROP && rule.effect() != Effect.PASS;
            }
        };

        /// Whether a packet is let through at a rule that may be about it or not.
        abstract boolean lets(Rule rule, Packet packet);
    }

    /// A base chain that drops a packet.
    ///
    /// @param byPolicy whether no rule of it says so
    record Drop(String table, String chain, boolean byPolicy) {}

    /// Rules as `nft list ruleset` prints them, a statement a line. Lines may be missing, those that end a block too.
    static Ruleset listed(List<String> lines) {
        Ruleset ruleset = new Ruleset();
        Reader reader = ruleset.new Reader();
        lines.forEach(reader::read);
        return ruleset;
    }

    /// Rules as a file for `nft -f` has them.
    static Ruleset written(String text) {
        Ruleset ruleset = new Ruleset();
        ruleset.new Reader().read(text);
        return ruleset;
    }

    /// The base chains at a hook that drop a packet. An accept is final for its own base chain only (nft(8), "verdict
    /// statements"), so each of them counts.
    List<Drop> drops(String hook, Packet packet, Reading reading) {
        List<Drop> drops = new ArrayList<>();
        tables.forEach((table, chains) -> chains.forEach((name, chain) -> {
            if (chain.hook.equals(hook)) {
                Optional<Boolean> said = new Walk(chains, packet, reading).verdict(chain);
                if (!said.orElse(!chain.policyDrop)) {
                    drops.add(new Drop(table, name, said.isEmpty()));
                }
            }
        }));
        return drops;
    }

    private static final class Chain {
        private String hook = "";
        private boolean policyDrop;
        private final List<Rule> rules = new ArrayList<>();
    }

    /// One packet on its way through the chains of a table.
    private record Walk(Map<String, Chain> chains, Packet packet, Reading reading, Set<Chain> visited) {
        Walk(Map<String, Chain> chains, Packet packet, Reading reading) {
            this(chains, packet, reading, new HashSet<>());
        }

        /// TRUE for accepted, FALSE for dropped, empty when the chain leaves it to its caller.
        Optional<Boolean> verdict(Chain chain) {
            if (!visited.add(chain)) {
                return Optional.empty();
            }
            for (Rule rule : chain.rules) {
                Match match = rule.match(packet);
                if (match == Match.YES && isKnown(rule)) {
                    Optional<Boolean> said = said(rule);
                    if (said.isPresent() || rule.effect() == Effect.RETURN || rule.effect() == Effect.GOTO) {
                        return said;
                    }
                } else if (match != Match.NO && reading.lets(rule, packet)) {
                    return Optional.of(true);
                }
            }
            return Optional.empty();
        }

        private boolean isKnown(Rule rule) {
            return rule.effect() != Effect.UNKNOWN && (rule.target().isEmpty() || chains.containsKey(rule.target()));
        }

        private Optional<Boolean> said(Rule rule) {
            return switch (rule.effect()) {
                case ACCEPT -> Optional.of(true);
                case DROP -> Optional.of(false);
                case JUMP, GOTO -> verdict(Objects.requireNonNull(chains.get(rule.target())));
                case RETURN, PASS, UNKNOWN -> Optional.empty();
            };
        }
    }

    /// Puts statements where they belong.
    private final class Reader {
        private SequencedMap<String, Chain> table = new LinkedHashMap<>();
        private Chain chain = new Chain();

        /// Reads one statement after the other. A brace opens a block where a block can begin, else a set.
        void read(String text) {
            StringBuilder statement = new StringBuilder();
            int sets = 0;
            boolean quoted = false;
            boolean comment = false;
            for (char c : text.replace("\\\n", " ").toCharArray()) {
                quoted = !comment && quoted != (c == '"');
                comment = c != '\n' && (comment || (c == '#' && !quoted));
                if (comment) {
                    continue;
                }
                if (quoted) {
                    statement.append(c);
                } else if (c == '{' && sets == 0 && opens(words(statement))) {
                    statement.setLength(0);
                } else if (sets == 0 && (c == ';' || c == '\n' || c == '}')) {
                    take(words(statement));
                    chain = c == '}' ? new Chain() : chain;
                    statement.setLength(0);
                } else {
                    sets += c == '{' ? 1 : c == '}' ? -1 : 0;
                    statement.append(c);
                }
            }
            take(words(statement));
        }

        private static String words(CharSequence statement) {
            return statement.toString().strip().replaceAll("\\s+", " ");
        }

        private boolean opens(String words) {
            Matcher t = TABLE.matcher(words);
            Matcher c = CHAIN.matcher(words);
            boolean other = OTHER.matcher(words).matches();
            if (t.matches()) {
                table = tables.computeIfAbsent(t.group(1), _ -> new LinkedHashMap<>());
            }
            if (c.matches()) {
                chain = table.computeIfAbsent(c.group(1), _ -> new Chain());
            } else if (t.matches() || other) {
                chain = new Chain();
            }
            return t.matches() || c.matches() || other;
        }

        private void take(String statement) {
            Matcher hook = HOOK.matcher(statement);
            Matcher gone = GONE.matcher(statement);
            if (gone.matches()) {
                tables.remove(gone.group(1));
            } else if (hook.matches()) {
                chain.hook = hook.group(1);
            } else if (statement.startsWith("policy ")) {
                chain.policyDrop = statement.equals("policy drop");
            } else if (!statement.startsWith("type ")) {
                chain.rules.addAll(Rule.of(statement));
            }
        }
    }
}
