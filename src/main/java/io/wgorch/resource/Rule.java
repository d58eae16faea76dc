package io.wgorch.resource;

import io.wgorch.resource.Packet.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One rule of nftables: what it is about, and what it does.
///
/// @param conditions those that can be weighed
/// @param clear whether there are no others
/// @param target the chain of a jump or goto; empty text for everything else
record Rule(List<Condition> conditions, boolean clear, Effect effect, String target) {
    private static final Pattern NOISE = Pattern.compile("counter( packets \\d+ bytes \\d+)?|comment \"[^\"]*\""
            + "|log( (prefix \"[^\"]*\"|(level|flags|group|snaplen) \\S+))*");
    private static final Pattern CONDITION = Pattern.compile("(?<![\\w.-])(?<!original |reply )(?:meta )?"
            + "(ct state|[io]if(?:name)?|l4proto|nfproto|ip protocol|ip6 nexthdr|ip6? [sd]addr|(?:tcp|udp|th) [sd]port"
            + "|icmp(?:v6)? type) (!= |== )?(\\{[^}]*}|[^\\s{},]+(?:, ?[^\\s{},]+)*)");
    private static final Pattern VERDICT =
            Pattern.compile("(?:^|\\s)(accept|drop|return|continue|reject|jump|goto)(?: ([^{}]*))?$");
    private static final Pattern MAP = Pattern.compile("^(.*?) vmap \\{([^{}]*)}$");
    private static final Pattern ENTRY = Pattern.compile("(.+?) ?: ?(accept|drop|return|continue|(?:jump|goto) \\S+)");

    Rule {
        conditions = List.copyOf(conditions);
    }

    /// What a rule does with a packet that it is about.
    enum Effect {
        ACCEPT,
        DROP,
        RETURN,
        JUMP,
        GOTO,
        /// The next rule counts.
        PASS,
        /// Something that this does not understand.
        UNKNOWN
    }

    /// @param selector such as `tcp dport`
    /// @param values separated by commas
    record Condition(String selector, boolean negated, String values) {
        Match match(Packet packet) {
            Match match = packet.match(selector, values);
            return negated ? match.not() : match;
        }
    }

    /// The rules in one statement: a verdict map is a rule for each of its keys.
    static List<Rule> of(String statement) {
        String text = NOISE.matcher(statement).replaceAll("").strip().replaceAll("\\s+", " ");
        Matcher map = MAP.matcher(text);
        if (text.isEmpty()) {
            return List.of();
        }
        // A concatenation of selectors is more than its parts.
        if (text.contains(" . ") || !map.matches()) {
            return List.of(rule(text));
        }
        List<Rule> rules = new ArrayList<>();
        for (String part : map.group(2).split(",", -1)) {
            Matcher entry = ENTRY.matcher(part.strip());
            if (entry.matches()) {
                rules.add(rule(map.group(1) + " " + entry.group(1) + " " + entry.group(2)));
            } else if (!part.isBlank()) {
                rules.add(new Rule(List.of(), false, Effect.UNKNOWN, ""));
            }
        }
        return rules;
    }

    private static Rule rule(String text) {
        Matcher condition = CONDITION.matcher(text);
        boolean whole = !text.contains(" . ");
        List<Condition> conditions = condition
                .results()
                .filter(_ -> whole)
                .map(c -> new Condition(c.group(1), "!= ".equals(c.group(2)), c.group(3)))
                .toList();
        String rest = condition.replaceAll("").strip();
        Matcher verdict = VERDICT.matcher(rest);
        if (!verdict.find()) {
            return new Rule(conditions, whole, rest.isEmpty() ? Effect.PASS : Effect.UNKNOWN, "");
        }
        Effect effect = switch (verdict.group(1)) {
            case "reject" -> Effect.DROP;
            case "continue" -> Effect.PASS;
            default -> Effect.valueOf(verdict.group(1).toUpperCase(Locale.ROOT));
        };
        boolean jumps = effect == Effect.JUMP || effect == Effect.GOTO;
        return new Rule(
                conditions,
                whole && rest.substring(0, verdict.start()).isBlank(),
                effect,
                jumps ? Optional.ofNullable(verdict.group(2)).orElse("") : "");
    }

    Match match(Packet packet) {
        Match all = clear ? Match.YES : Match.PERHAPS;
        for (Condition condition : conditions) {
            switch (condition.match(packet)) {
                case NO -> {
                    return Match.NO;
                }
                case PERHAPS -> all = Match.PERHAPS;
                case YES -> {}
            }
        }
        return all;
    }

    /// Whether one of its conditions is the port that a packet goes to.
    boolean names(Packet packet) {
        return conditions.stream()
                .anyMatch(c -> c.selector().endsWith(" dport") && !c.negated() && c.match(packet) == Match.YES);
    }
}
