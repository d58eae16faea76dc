package io.wgorch.run;

import io.wgorch.apply.Hosts;
import io.wgorch.inventory.NodeName;
import io.wgorch.ssh.Connector;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.SshTarget;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The hosts of a run, side by side on virtual threads, with one connection each. Immutable per host: a session is
/// found
/// only by its node's name.
final class Fleet implements Hosts, AutoCloseable {
    private final Connector connector;
    private final Map<NodeName, SshTarget> targets;
    private final Map<NodeName, Session> sessions = new ConcurrentHashMap<>();
    private final FanOut fanOut;

    Fleet(Connector connector, Map<NodeName, SshTarget> targets, int forks) {
        this.connector = connector;
        this.targets = Map.copyOf(targets);
        this.fanOut = new FanOut(forks);
    }

    /// Does the work for every host, at most `forks` at a time, and waits for all.
    <T> NavigableMap<NodeName, T> forEach(Collection<NodeName> hosts, Function<NodeName, T> work) {
        return fanOut.forEach(hosts, work);
    }

    /// The same for work that has to go on at one time on all of them.
    static <T> NavigableMap<NodeName, T> atOnce(Collection<NodeName> hosts, Function<NodeName, T> work) {
        return new FanOut(Math.max(1, hosts.size())).forEach(hosts, work);
    }

    /// The connection to a host, made when there is none.
    @Override
    public Session observed(NodeName host) throws SshException {
        Session session = sessions.get(host);
        return session == null ? reconnect(host) : session;
    }

    @Override
    public Session reconnect(NodeName host) throws SshException {
        SshTarget target = targets.get(host);
        if (target == null) {
            throw new IllegalArgumentException(host + " is not in this run");
        }
        Session fresh = connector.connect(target);
        Session old = sessions.put(host, fresh);
        if (old != null) {
            old.close();
        }
        return fresh;
    }

    @Override
    public void close() {
        sessions.values().forEach(Session::close);
    }
}
