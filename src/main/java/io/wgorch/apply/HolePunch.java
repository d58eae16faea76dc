package io.wgorch.apply;

import io.wgorch.resource.ProbeOutput;
import io.wgorch.resource.Shell;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes hosts behind NATs meet: a host that both talk with tells where they are seen from outside, and both dial each
/// other there at the same time, so that each NAT takes what the other host sends for an answer.
///
/// What is set for that on a host is gone when its script ends, and the script ends by itself: nothing has to come from
/// here for it.
public final class HolePunch {
    private static final int SEEN_WITHIN = 10;

    /// WireGuard tries again every 5 s (REKEY_TIMEOUT).
    private static final int MET_WITHIN = 20;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private HolePunch() {}

    /// A peer to be met.
    ///
    /// @param at where it is seen from outside
    /// @param leads whether this host begins; the other follows a second later: two handshakes that cross are lost
    public record Trial(String interfaceName, PublicKey peer, Endpoint at, boolean leads) {}

    /// Where a host sees peers, those that it has a session with.
    ///
    /// @throws SshException when the host cannot be asked
    public static Map<PublicKey, Endpoint> seen(Session session, String interfaceName, Collection<PublicKey> peers)
            throws SshException {
        List<String> words = new ArrayList<>(List.of("punch_seen", String.valueOf(SEEN_WITHIN), interfaceName));
        peers.stream().map(PublicKey::base64).sorted().forEach(words::add);
        Map<PublicKey, Endpoint> seen = new HashMap<>();
        for (String line : ask(session, Shell.command(words)).all("seen")) {
            String[] word = line.split(" ", 2);
            PublicKey.parse(word[0])
                    .filter(peers::contains)
                    .ifPresent(key -> Endpoint.parse(word[word.length - 1])
                            .filter(Endpoint::isLiteral)
                            .ifPresent(at -> seen.put(key, at)));
        }
        return Map.copyOf(seen);
    }

    /// Those that the host has met.
    ///
    /// @param trials all of one host
    /// @throws SshException when the host cannot be asked
    public static Set<Trial> met(Session session, Collection<Trial> trials) throws SshException {
        String calls = "\ttrap punch_end EXIT\n\ttrap 'exit 1' HUP INT TERM PIPE\n" + calls(trials, true)
                + "\tsleep 1\n" + calls(trials, false) + "\tpunch_wait " + MET_WITHIN + "\n";
        Set<String> met = Set.copyOf(ask(session, calls).all("met"));
        return trials.stream()
                .filter(t -> met.contains(t.interfaceName() + " " + t.peer().base64()))
                .collect(Collectors.toSet());
    }

    private static String calls(Collection<Trial> trials, boolean lead) {
        return trials.stream()
                .filter(t -> t.leads() == lead)
                .map(t ->
                        Shell.command("punch_peer", t.interfaceName(), t.peer().base64(), t.at().toString()))
                .map(call -> "\t" + call)
                .collect(Collectors.joining());
    }

    private static ProbeOutput ask(Session session, String body) throws SshException {
        String functions = Shell.script(HolePunch.class, "punch.sh") + "punch() {\n" + body + "}\n";
        Answer answer = session.run(new Script(functions, "punch"), LIMIT);
        return new ProbeOutput(answer.output().lines().toList());
    }
}
