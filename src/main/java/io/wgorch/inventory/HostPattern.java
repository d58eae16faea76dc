package io.wgorch.inventory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which hosts: names, globs, groups, joined by commas, as Ansible's patterns: `web1,db-*,@edge,!db-3`. `all` is every
/// host.
///
/// @param text as written
public record HostPattern(String text) {
    public static final HostPattern ALL = new HostPattern("all");

    /// The nodes it means, in inventory order.
    public SequencedSet<NodeName> select(Roster roster) {
        Predicate<NodeName> matches = predicate(roster);
        return roster.names().stream().filter(matches).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Whether it means this node.
    public boolean matches(NodeName node, Roster roster) {
        return predicate(roster).test(node);
    }

    /// The terms that mean no node at all: a typing error more often than not.
    public List<String> unmatchedTerms(Roster roster) {
        return terms().stream()
                .filter(t -> roster.names().stream().noneMatch(term(t.startsWith("!") ? t.substring(1) : t, roster)))
                .toList();
    }

    /// Whether one of its terms is this name itself.
    public boolean names(NodeName node) {
        return terms().contains(node.value());
    }

    private Predicate<NodeName> predicate(Roster roster) {
        List<Predicate<NodeName>> wanted = new ArrayList<>();
        List<Predicate<NodeName>> unwanted = new ArrayList<>();
        for (String term : terms()) {
            if (term.startsWith("!")) {
                unwanted.add(term(term.substring(1), roster));
            } else {
                wanted.add(term(term, roster));
            }
        }
        return node -> (wanted.isEmpty() || wanted.stream().anyMatch(w -> w.test(node)))
                && unwanted.stream().noneMatch(u -> u.test(node));
    }

    private List<String> terms() {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static Predicate<NodeName> term(String term, Roster roster) {
        if (term.startsWith("@")) {
            return roster.groups().getOrDefault(term.substring(1), Set.of())::contains;
        }
        if (term.equals("all")) {
            return _ -> true;
        }
        Pattern glob =
                Pattern.compile(Pattern.quote(term).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
        return node -> glob.matcher(node.value()).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
