package io.wgorch.verify;

import io.wgorch.resource.Kinds;
import io.wgorch.resource.ProbeOutput;
import io.wgorch.resource.Shell;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.verify.Trace.Kind;
import io.wgorch.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Looks for revoked keys on a host: in every WireGuard interface, whoever made it, and in every file of the
/// folders where WireGuard is configured or where wgorch keeps something. Private keys are compared by their
/// public halves, on the host.
///
/// What it does not see: other network namespaces and containers, compressed or encrypted files, other folders. A
/// host that lies is believed.
///
/// Failure modes: whatever a tool complains about (a file that cannot be read, a link in a circle) leaves open
/// what was not found.
public final class KeySearch {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private KeySearch() {}

    /// What a host has shown of one key.
    public record Result(Finding kernel, Finding files) {}

    /// Looks for all of them, in one exec.
    ///
    /// @throws SshException when the host cannot be asked
    public static Map<PublicKey, Result> search(Session session, Collection<PublicKey> keys) throws SshException {
        List<String> words = new ArrayList<>(List.of("evidence"));
        keys.forEach(key -> words.addAll(List.of(
                key.base64(), HexFormat.of().formatHex(Base64.getDecoder().decode(key.base64())))));
        String functions = Kinds.shell() + Shell.script(KeySearch.class, "evidence.sh");
        Answer answer = session.run(new Script(functions, Shell.command(words)), LIMIT);
        ProbeOutput out = new ProbeOutput(answer.output().lines().toList());
        String failure = failure(answer);
        SortedMap<PublicKey, Result> results = new TreeMap<>();
        for (PublicKey key : keys) {
            results.put(
                    key,
                    new Result(
                            Finding.of(traces(out, key, Kind.OWN, Kind.PEER), failure),
                            Finding.of(traces(out, key, Kind.PUBLIC, Kind.PRIVATE), failure)));
        }
        return results;
    }

    private static String failure(Answer answer) {
        String complaint = answer.errors().strip().lines().findFirst().orElse("");
        return answer.exitCode() == 0 || !complaint.isEmpty()
                ? complaint
                : "the search ended with exit code " + answer.exitCode();
    }

    private static List<Trace> traces(ProbeOutput out, PublicKey key, Kind... kinds) {
        List<Trace> traces = new ArrayList<>();
        for (Kind kind : kinds) {
            String mark = key.base64() + " ";
            out.all(kind.keyword()).stream()
                    .filter(line -> line.startsWith(mark))
                    .forEach(line -> traces.add(new Trace(kind, line.substring(mark.length()))));
        }
        return traces;
    }
}
