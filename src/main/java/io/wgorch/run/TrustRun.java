package io.wgorch.run;

import io.wgorch.ssh.HostKey;
import io.wgorch.ssh.HostKeys;
import io.wgorch.ssh.Introduction;
import io.wgorch.ssh.Known;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.SshTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// First contact: the host keys of all nodes, side by side, and of the jump hosts before them. Jump hosts come first,
/// because a host behind one that is not trusted yet cannot even be looked at.
public final class TrustRun {
    private final HostKeys hostKeys;
    private final List<SshTarget> targets;
    private final int forks;

    public TrustRun(Project project, Options options, HostKeys hostKeys) {
        this.hostKeys = hostKeys;
        this.targets = List.copyOf(Targets.all(project, options).values());
        this.forks = options.forks();
    }

    /// The jump hosts of all targets, each once.
    public List<Introduction> jumps() throws SshException {
        Map<String, SshTarget> jumps = new LinkedHashMap<>();
        for (SshTarget target : targets) {
            hostKeys.jumps(target).forEach(j -> jumps.putIfAbsent(j.host() + j.port(), j));
        }
        return introduce(List.copyOf(jumps.values()));
    }

    /// All nodes of the run, in order.
    public List<Introduction> nodes() {
        return introduce(targets);
    }

    private List<Introduction> introduce(List<SshTarget> hosts) {
        Map<String, SshTarget> byName = new LinkedHashMap<>();
        hosts.forEach(h -> byName.put(h.name(), h));
        return List.copyOf(new FanOut(forks)
                .forEach(byName.keySet(), name -> introduce(Objects.requireNonNull(byName.get(name))))
                .values());
    }

    private Introduction introduce(SshTarget target) {
        try {
            HostKey key = hostKeys.scan(target);
            Known known = hostKeys.known(target, key);
            return new Introduction(target, Optional.of(key), Optional.of(known), "");
        } catch (SshException e) {
            return new Introduction(target, Optional.empty(), Optional.empty(), e.explanation(target.name()));
        }
    }

    /// Writes the keys that a person has accepted.
    ///
    /// @return the files that were written
    public List<Path> remember(List<Introduction> accepted) throws SshException {
        Map<Path, List<HostKey>> files = new LinkedHashMap<>();
        for (Introduction introduction : accepted) {
            if (introduction.key().isPresent()) {
                files.computeIfAbsent(hostKeys.fileOf(introduction.target()), f -> new ArrayList<>())
                        .add(introduction.key().get());
            }
        }
        for (Map.Entry<Path, List<HostKey>> file : files.entrySet()) {
            hostKeys.remember(file.getKey(), file.getValue());
        }
        return List.copyOf(files.keySet());
    }
}
