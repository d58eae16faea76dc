package io.wgorch.plan;

import io.wgorch.resource.FieldChange;
import io.wgorch.wireguard.Cidr;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which peers lose a prefix to another peer of the same tunnel: what is there is reached another way afterwards, and
/// not at all while one end has changed and the other has not.
final class MovedRoutes {
    private final SortedMap<String, Set<Cidr>> lost = new TreeMap<>();
    private final SortedMap<String, Set<Cidr>> gained = new TreeMap<>();

    private MovedRoutes(List<FieldChange> fields) {
        for (FieldChange field : fields) {
            List<String> path = field.path();
            boolean ofPeer = path.size() >= 2 && path.getFirst().equals("peers");
            boolean whole = path.size() == 2;
            if (ofPeer && (whole || path.getLast().equals("allowed_ips"))) {
                Set<Cidr> before = prefixes(field.before());
                Set<Cidr> after = prefixes(field.after());
                add(lost, path.get(1), before, after);
                add(gained, path.get(1), after, before);
            }
        }
    }

    /// The names of the peers that lose something, in order.
    static List<String> of(List<FieldChange> fields) {
        MovedRoutes routes = new MovedRoutes(fields);
        return routes.lost.keySet().stream().filter(routes::moves).toList();
    }

    private boolean moves(String peer) {
        return lost.getOrDefault(peer, Set.of()).stream()
                .anyMatch(prefix -> gained.entrySet().stream()
                        .filter(e -> !e.getKey().equals(peer))
                        .flatMap(e -> e.getValue().stream())
                        .anyMatch(g -> g.contains(prefix)));
    }

    private static void add(SortedMap<String, Set<Cidr>> to, String peer, Set<Cidr> some, Set<Cidr> without) {
        Set<Cidr> left = new TreeSet<>(some);
        left.removeAll(without);
        to.computeIfAbsent(peer, _ -> new TreeSet<>()).addAll(left);
    }

    /// The prefixes in a text that may go on with the endpoint.
    private static Set<Cidr> prefixes(Optional<String> text) {
        Set<Cidr> prefixes = new TreeSet<>();
        Arrays.stream(text.orElse("").split(" ", -1))
                .filter(word -> word.contains("/"))
                .forEach(word -> Cidr.parse(word).ifPresent(prefixes::add));
        return prefixes;
    }
}
