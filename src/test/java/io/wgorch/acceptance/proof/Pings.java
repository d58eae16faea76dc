package io.wgorch.acceptance.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Ip;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Asks by ping(8): all questions at once, each again and again until it is answered or the time is over.
final class Pings {
    private final Namespaces hosts;

    Pings(Namespaces hosts) {
        this.hosts = hosts;
    }

    /// The questions that were answered.
    ///
    /// @param seconds how long each is asked
    Set<Question> answered(Collection<Question> questions, int seconds) {
        Map<NodeName, Map<String, Question>> byNode = new HashMap<>();
        questions.forEach(
                q -> byNode.computeIfAbsent(q.from(), _ -> new HashMap<>()).put(Ip.text(q.to()), q));
        Set<Question> answered = ConcurrentHashMap.newKeySet();
        Together.each(byNode.keySet(), node -> {
            Map<String, Question> own = byNode.getOrDefault(node, Map.of());
            String script = own.values().stream()
                    .map(q -> "ask " + Ip.text(q.to()) + " &")
                    .collect(Collectors.joining("\n", ask(seconds), "\nwait\n"));
            hosts.on(node, script).expect(0).out().lines().forEach(line -> {
                Question question = own.get(line);
                if (question != null) {
                    answered.add(question);
                }
            });
        });
        return new HashSet<>(answered);
    }

    /// A function that prints the address when it answers. An error that a router reports ends ping, so it is started
    /// again.
    private static String ask(int seconds) {
        return """
                end=$(($(date +%%s) + %d))
                ask() {
                    until ping -n -q -c 1 -i 0.3 -w 1 "$1" >/dev/null 2>&1; do
                        [ "$(date +%%s)" -lt "$end" ] || return
                        sleep 0.2
                    done
                    echo "$1"
                }
                """.formatted(seconds);
    }
}
