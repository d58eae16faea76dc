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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// The hosts of a run, side by side on virtual threads, with one connection each. Immutable per host: a session is
/// found
/// only by its node's name.
final class Fleet implements Hosts, AutoCloseable {
    private final Connector connector;
    private final Map<NodeName, SshTarget> targets;
    private final Map<NodeName, Session> sessions = new ConcurrentHashMap<>();
    private final Semaphore forks;

    Fleet(Connector connector, Map<NodeName, SshTarget> targets, int forks) {
        this.connector = connector;
        this.targets = Map.copyOf(targets);
        this.forks = new Semaphore(forks);
    }

    /// Does the work for every host, at most `forks` at a time, and waits for all.
    <T> NavigableMap<NodeName, T> forEach(Collection<NodeName> hosts, Function<NodeName, T> work) {
        ConcurrentSkipListMap<NodeName, T> results = new ConcurrentSkipListMap<>();
        ConcurrentHashMap<NodeName, RuntimeException> failures = new ConcurrentHashMap<>();
        Map<NodeName, Thread> threads = new TreeMap<>();
        for (NodeName host : hosts) {
            threads.put(host, Thread.ofVirtual().name("host " + host).start(() -> {
                try {
                    forks.acquire();
                    try {
                        results.put(host, work.apply(host));
                    } finally {
                        forks.release();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException e) {
                    failures.put(host, e);
                }
            }));
        }
        threads.values().forEach(Fleet::join);
        failures.values().forEach(e -> {
            throw e;
        });
        return results;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
