package io.wgorch.apply;

import io.wgorch.resource.EvictedKey;
import io.wgorch.resource.Kinds;
import io.wgorch.resource.ProbeOutput;
import io.wgorch.resource.Shell;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Takes keys off one host, in one exec: out of what runs, then, once no transaction is under way any more,
/// out of every file that would bring them back. It is no transaction: nothing undoes it, and it is
/// idempotent.
///
/// Failure modes: a host that is lost on the way has the list of the keys, or has not begun; doing it again
/// finishes it. A transaction that does not give way within [#PATIENCE] is named, and takes the keys away
/// itself when it ends.
///
/// @param keys what the host shall list
/// @param who user and machine, for the lock
public record Eviction(List<EvictedKey> keys, String who) {
    /// What a transaction may take to put the old configuration back.
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private static final Duration LIMIT = PATIENCE.plusSeconds(30);

    public Eviction {
        keys = List.copyOf(keys);
    }

    /// Begins, and comes back when the host is through with it.
    ///
    /// @param interfaces that the host is known to have of ours, beside those in its manifest
    /// @throws SshException when the host cannot be asked
    public EvictionResult on(Session session, Collection<String> interfaces) throws SshException {
        List<String> words = new ArrayList<>(
                List.of("evict", who, String.join(" ", interfaces), String.valueOf(PATIENCE.toSeconds())));
        keys.forEach(key -> words.add(key.line()));
        String functions = Kinds.shell() + Shell.script(Eviction.class, "evict.sh");
        return result(session.run(new Script(functions, Shell.command(words)), LIMIT));
    }

    private EvictionResult result(Answer answer) {
        ProbeOutput out = new ProbeOutput(answer.output().lines().toList());
        List<String> done = Stream.of("live", "file", "detour")
                .flatMap(word -> places(out, word).stream())
                .distinct()
                .toList();
        List<String> left = places(out, "left");
        if (answer.exitCode() != 0 || !out.has("swept")) {
            return new EvictionResult.Failed(done, answer.errors().strip());
        }
        return left.isEmpty() ? new EvictionResult.Gone(done) : new EvictionResult.Left(done, left);
    }

    private List<String> places(ProbeOutput out, String word) {
        Set<String> known =
                keys.stream().map(EvictedKey::key).map(PublicKey::base64).collect(Collectors.toSet());
        return out.all(word).stream()
                .map(line -> line.split(" ", 2))
                .filter(line -> line.length == 2 && known.contains(line[0]))
                .map(line -> line[1])
                .distinct()
                .toList();
    }
}
