package io.wgorch.inventory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Which hosts: names, globs, groups, joined by commas, as Ansible's patterns: `web1,db-*,@edge,!db-3`. `all` is every
/// host.
///
/// @param text as written
public record HostPattern(String text) {
    public static final HostPattern ALL = new HostPattern("all");

    /// The nodes it means, in inventory order.
    public SequencedSet<NodeName> select(Inventory inventory) {
        SequencedSet<NodeName> chosen = new LinkedHashSet<>();
        for (NodeName node : inventory.nodes().keySet()) {
            if (matches(node, inventory)) {
                chosen.add(node);
            }
        }
        return chosen;
    }

    /// The terms that mean no node at all: a typing error more often than not.
    public List<String> unmatchedTerms(Inventory inventory) {
        List<String> unmatched = new ArrayList<>();
        for (String term : terms()) {
            String positive = term.startsWith("!") ? term.substring(1) : term;
            if (inventory.nodes().keySet().stream().noneMatch(n -> termMatches(positive, n, inventory))) {
                unmatched.add(term);
            }
        }
        return unmatched;
    }

    private boolean matches(NodeName node, Inventory inventory) {
        List<String> wanted = terms().stream().filter(t -> !t.startsWith("!")).toList();
        boolean included = wanted.isEmpty() || wanted.stream().anyMatch(t -> termMatches(t, node, inventory));
        return included
                && terms().stream()
                        .filter(t -> t.startsWith("!"))
                        .noneMatch(t -> termMatches(t.substring(1), node, inventory));
    }

    private List<String> terms() {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static boolean termMatches(String term, NodeName node, Inventory inventory) {
        if (term.startsWith("@")) {
            return inventory.groups().getOrDefault(term.substring(1), Set.of()).contains(node);
        }
        return term.equals("all") || glob(term).matcher(node.value()).matches();
    }

    private static Pattern glob(String term) {
        return Pattern.compile(Pattern.quote(term).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
    }

    @Override
    public String toString() {
        return text;
    }
}
