package io.wgorch.observe;

import io.wgorch.resource.EvictedKey;
import io.wgorch.resource.HostFacts;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Kinds;
import io.wgorch.resource.Manifest;
import io.wgorch.resource.ProbeList;
import io.wgorch.resource.ProbeOutput;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Seen;
import io.wgorch.resource.Shell;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Looks at one host, in one round trip. The script reads only; a host that does not answer it in full is a failure,
/// never half an observation.
public final class Observer {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SECTION = "@ ";

    private final String salt;

    /// @param salt of what stands for a secret in the answer: the same for all hosts that share one
    public Observer(String salt) {
        this.salt = salt;
    }

    /// What the host has of the given resources, and of everything its manifest lists.
    ///
    /// @throws SshException when the connection is lost or the script fails
    public HostState observe(Session session, ProbeList wanted) throws SshException {
        String functions = Shell.assign("SALT", salt)
                + Kinds.shell()
                + Shell.script(Observer.class, "facts.sh")
                + Shell.script(Observer.class, "observe.sh")
                + wanted.functions();
        Answer answer = session.run(new Script(functions, "observe"), LIMIT);
        if (answer.exitCode() != 0) {
            throw new SshException(
                    SshException.Reason.LOST,
                    "the probe failed with exit code " + answer.exitCode() + ": "
                            + answer.errors().strip(),
                    "Run it again with -v to see what the host said.");
        }
        return read(answer.output(), salt);
    }

    /// What a probe printed, as a value. Lines that do not fit are left out.
    ///
    /// @param salt the probe's own
    public static HostState read(String output, String salt) {
        Map<String, List<String>> sections = sections(output);
        SortedMap<ResourceId, Seen> resources = new TreeMap<>();
        sections.forEach((name, lines) -> ResourceId.parse(name)
                .ifPresent(id -> Kinds.read(id, new ProbeOutput(lines)).ifPresent(seen -> resources.put(id, seen))));
        ProbeOutput facts = new ProbeOutput(sections.getOrDefault("facts", List.of()));
        ProbeOutput end = new ProbeOutput(sections.getOrDefault("end", List.of()));
        List<String> manifestLines = sections.getOrDefault("manifest", List.of());
        Optional<Manifest> manifest = Manifest.parse(manifestLines);
        return new HostState(
                HostFacts.read(facts),
                manifest,
                manifest.isEmpty() && !manifestLines.isEmpty(),
                resources,
                facts.all("txn"),
                facts.all("detour"),
                new ProbeOutput(sections.getOrDefault("evicted", List.of()))
                        .all("key").stream()
                                .flatMap(line -> EvictedKey.parse(line).stream())
                                .toList(),
                salt,
                end.first("fingerprint").orElse(""));
    }

    private static Map<String, List<String>> sections(String output) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : output.lines().toList()) {
            if (line.startsWith(SECTION)) {
                current = sections.computeIfAbsent(line.substring(SECTION.length()), s -> new ArrayList<>());
            } else {
                current.add(line);
            }
        }
        return sections;
    }
}
