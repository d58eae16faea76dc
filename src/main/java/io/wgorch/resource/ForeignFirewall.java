package io.wgorch.resource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `nft -s list ruleset` for what keeps a UDP port shut. In nftables an accept is not final: a packet has to pass
/// every base chain at the input hook, whoever owns it (nft(8), "verdict statements"), so an opening in our own table
/// would not help; it has to be made where the drop is. ufw, firewalld and iptables-nft show up here as well.
///
/// A rule with conditions that this cannot weigh is taken neither as an opening nor as a drop, unless it names the port
/// and accepts.
public final class ForeignFirewall {
    private static final Pattern TABLE = Pattern.compile("table (\\S+ \\S+) \\{");
    private static final Pattern CHAIN = Pattern.compile("chain (\\S+) \\{");
    private static final Pattern HOOK = Pattern.compile("type filter hook input .*?(?:policy (\\w+);)?");
    private static final Pattern NOISE = Pattern.compile("counter( packets \\d+ bytes \\d+)?|comment \"[^\"]*\"");
    private static final Pattern DPORT = Pattern.compile("udp dport (\\{[^}]*\\}|\\S+)");
    private static final Pattern JUMP = Pattern.compile("^(?:jump|goto) (\\S+)$");
    private static final Pattern UNCONDITIONAL_DROP = Pattern.compile("^(drop|reject\\b.*)$");

    private ForeignFirewall() {}

    /// In words, each base chain that drops the port: whose it is and why.
    public static List<String> blockers(List<String> ruleset, int port) {
        List<String> blockers = new ArrayList<>();
        parse(ruleset).forEach((table, chains) -> {
            if (table.equals("inet wgorch")) {
                return;
            }
            chains.forEach((name, chain) -> {
                if (chain.hooked
                        && !verdict(chains, chain, port, new HashSet<>()).orElse(chain.policy)) {
                    blockers.add("table " + table + ", chain " + name
                            + (chain.policy ? " drops it" : " (policy drop, and no rule accepts it)"));
                }
            });
        });
        return blockers;
    }

    /// TRUE for accepted, FALSE for dropped, empty when the chain leaves it to its caller.
    private static Optional<Boolean> verdict(Map<String, Chain> chains, Chain chain, int port, Set<Chain> visited) {
        if (!visited.add(chain)) {
            return Optional.empty();
        }
        for (String rule : chain.rules) {
            Matcher dport = DPORT.matcher(rule);
            boolean names = dport.find() && covers(dport.group(1), port);
            boolean everyPacket = names || !rule.contains("udp dport");
            String rest = DPORT.matcher(rule)
                    .replaceAll("")
                    .replace("meta l4proto udp", "")
                    .strip();
            if (rest.endsWith("accept") && (names || (everyPacket && rest.equals("accept")))) {
                return Optional.of(true);
            }
            if (everyPacket && UNCONDITIONAL_DROP.matcher(rest).matches()) {
                return Optional.of(false);
            }
            Matcher jump = JUMP.matcher(rest);
            if (everyPacket && jump.matches() && chains.containsKey(jump.group(1))) {
                Optional<Boolean> inner = verdict(chains, chains.get(jump.group(1)), port, visited);
                if (inner.isPresent()) {
                    return inner;
                }
            }
        }
        return Optional.empty();
    }

    /// `51820`, `50000-52000`, `{ 53, 51820-51830 }`
    private static boolean covers(String ports, int port) {
        for (String item : ports.replaceAll("[{}]", "").split(",", -1)) {
            Matcher range = Pattern.compile("\\s*(\\d+)(?:-(\\d+))?\\s*").matcher(item);
            if (range.matches()) {
                int from = Integer.parseInt(range.group(1));
                int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
                if (from <= port && port <= to) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Map<String, Map<String, Chain>> parse(List<String> ruleset) {
        Map<String, Map<String, Chain>> tables = new LinkedHashMap<>();
        Map<String, Chain> chains = Map.of();
        Chain chain = new Chain();
        for (String raw : ruleset) {
            String line = NOISE.matcher(raw).replaceAll("").strip().replaceAll("\\s+", " ");
            Matcher table = TABLE.matcher(line);
            Matcher start = CHAIN.matcher(line);
            if (table.matches()) {
                chains = tables.computeIfAbsent(table.group(1), t -> new LinkedHashMap<>());
            } else if (start.matches()) {
                chain = new Chain();
                chains.put(start.group(1), chain);
            } else if (line.startsWith("type ")) {
                Matcher hook = HOOK.matcher(line);
                chain.hooked = hook.matches();
                chain.policy = !line.contains("policy drop");
            } else {
                chain.rules.add(line);
            }
        }
        return tables;
    }

    private static final class Chain {
        private boolean hooked;
        private boolean policy = true;
        private final List<String> rules = new ArrayList<>();
    }
}
