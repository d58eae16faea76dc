package io.wgorch.run;

import io.wgorch.crypto.PrivateKey;
import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Suggest;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.inventory.TunnelId;
import io.wgorch.keys.HeldKeys;
import io.wgorch.keys.KeyHome;
import io.wgorch.keys.KeyHomeException;
import io.wgorch.keys.KeyName;
import io.wgorch.keys.RetiredKeys;
import io.wgorch.mesh.Mesh;
import io.wgorch.ssh.Connector;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.SshTarget;
import io.wgorch.verify.Answers;
import io.wgorch.verify.Evidence;
import io.wgorch.verify.Finding;
import io.wgorch.verify.KeySearch;
import io.wgorch.verify.Revocation;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Has every managed host show that it is without the revoked keys of a node: by its kernel, by its files, and,
/// where wgorch has the private key and can dial the host, by its silence ([Answers]).
///
/// A host that has shown the first two owes nothing any more: its debts are struck out. A private key whose
/// public half is shown to be gone everywhere is forgotten. Nothing is changed on a host but the canary, which is
/// gone at the end.
///
/// The hosts of evicted nodes are not asked: they would not be believed.
///
/// Failure modes: a host that cannot be asked has shown nothing, and the others are asked all the same.
public final class VerifyRevokedRun {
    private final Project project;
    private final Registry recorded;
    private final NodeName node;
    private final List<Revoked> keys;

    private VerifyRevokedRun(Project project, Registry recorded, NodeName node, List<Revoked> keys) {
        this.project = project;
        this.recorded = recorded;
        this.node = node;
        this.keys = keys;
    }

    /// Of all revoked keys of a node, which may have left the inventory; empty with a diagnostic where there are
    /// none.
    public static Optional<VerifyRevokedRun> of(Project project, NodeName node, Diagnostics diagnostics) {
        List<Revoked> all = project.recorded().map(Registry::revoked).orElse(List.of());
        List<Revoked> keys = all.stream().filter(r -> r.node().equals(node)).toList();
        if (!keys.isEmpty()) {
            return Optional.of(new VerifyRevokedRun(project, project.recorded().orElseThrow(), node, keys));
        }
        TreeSet<NodeName> known = new TreeSet<>(project.inventory().nodes().keySet());
        boolean exists = known.contains(node);
        all.forEach(r -> known.add(r.node()));
        diagnostics.error(
                exists
                        ? "'" + node + "' has no revoked key: there is nothing to be shown."
                        : "there is no node '" + node + "' in the inventory, and no revoked key of one."
                                + Suggest.didYouMean(
                                        node.value(),
                                        known.stream().map(NodeName::value).toList()));
        return Optional.empty();
    }

    /// The homes that may have the private keys: those that keys of the node live in, or have left, and the key store
    /// for outsiders.
    public SortedSet<HomeName> homes() {
        SortedSet<HomeName> homes = new TreeSet<>();
        boolean managed = Optional.ofNullable(project.inventory().nodes().get(node))
                .map(Node::managed)
                .orElse(recorded.departed().containsKey(node));
        if (!managed) {
            homes.add(HomeName.STORE);
        }
        entries().flatMap(entry -> entry.keys().values().stream()).forEach(key -> {
            homes.add(key.home());
            homes.add(key.nextHome());
        });
        Arrays.stream(HomeName.values())
                .filter(home -> keys.stream().anyMatch(r -> r.why().equals(Ledger.movedFrom(home))))
                .forEach(homes::add);
        homes.remove(HomeName.HOST);
        return homes;
    }

    /// The private halves of the revoked keys, as far as these homes have them.
    ///
    /// @throws KeyHomeException when one of them cannot be asked
    public HeldKeys held(Collection<? extends KeyHome> homes) throws KeyHomeException {
        SortedSet<String> interfaces = new TreeSet<>();
        entries().forEach(entry -> interfaces.addAll(entry.keys().keySet()));
        project.meshes().of(node).forEach(mesh -> interfaces.add(mesh.interfaceName()));
        return HeldKeys.of(
                homes,
                interfaces.stream().map(i -> new KeyName(node.value(), i)).toList(),
                publicKeys().toList());
    }

    private Stream<Registry.Entry> entries() {
        return Stream.of(recorded.nodes(), recorded.departed())
                .flatMap(entries -> Optional.ofNullable(entries.get(node)).stream());
    }

    /// Asks the hosts, and writes down who owes nothing any more.
    ///
    /// @param options which hosts are contacted; the others have shown nothing
    /// @param held the private keys that wgorch has
    public Revocation show(Options options, Connector connector, RetiredKeys held, Answers answers, Clock clock) {
        Map<NodeName, SshTarget> targets = Targets.of(project, options, Set.of());
        List<NodeName> hosts = project.inventory().nodes().values().stream()
                .filter(Node::managed)
                .map(Node::name)
                .filter(n -> !recorded.isEvicted(n))
                .toList();
        List<Evidence> evidence = new ArrayList<>();
        try (Fleet fleet = new Fleet(connector, targets, options.forks())) {
            fleet.forEach(hosts, host -> ask(fleet, targets.containsKey(host), host, held, answers, clock))
                    .values()
                    .forEach(evidence::addAll);
        }
        Ledger ledger = new Ledger(project, clock);
        ledger.pay(d -> evidence.stream()
                .anyMatch(
                        e -> e.isGone() && e.host().equals(d.host()) && e.key().equals(d.key())));
        Revocation report = new Revocation(
                node,
                keys,
                evidence,
                recorded.evicted().keySet(),
                ledger.registry().debts());
        publicKeys().filter(report::isShown).forEach(held::forget);
        return report;
    }

    private Stream<PublicKey> publicKeys() {
        return keys.stream().map(Revoked::key);
    }

    private List<Evidence> ask(
            Fleet fleet, boolean contacted, NodeName host, RetiredKeys held, Answers answers, Clock clock) {
        Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (!contacted) {
            return nothing(host, at, "not contacted: it is outside --limit", held);
        }
        try {
            Session session = fleet.observed(host);
            Map<PublicKey, KeySearch.Result> found =
                    KeySearch.search(session, publicKeys().toList());
            Map<PublicKey, Finding> answered = answered(session, host, held, answers);
            return found.entrySet().stream()
                    .map(f -> new Evidence(
                            host,
                            f.getKey(),
                            at,
                            f.getValue().kernel(),
                            f.getValue().files(),
                            answered.getOrDefault(f.getKey(), notHeld())))
                    .toList();
        } catch (SshException e) {
            return nothing(host, at, e.explanation(host.value()), held);
        }
    }

    private List<Evidence> nothing(NodeName host, Instant at, String why, RetiredKeys held) {
        Finding not = new Finding.NotShown(why);
        return publicKeys()
                .map(key ->
                        new Evidence(host, key, at, not, not, held.retired(key).isPresent() ? not : notHeld()))
                .toList();
    }

    private Finding notHeld() {
        return new Finding.NotTried(
                homes().isEmpty()
                        ? "the old private key never left " + node + ", so it cannot be tried"
                        : "wgorch does not have the old private key, so it cannot be tried");
    }

    /// What comes of the private keys that wgorch has, at every interface of the host: the worst counts.
    private Map<PublicKey, Finding> answered(Session session, NodeName host, RetiredKeys held, Answers answers) {
        SortedMap<PublicKey, PrivateKey> old = new TreeMap<>();
        publicKeys().forEach(key -> held.retired(key).ifPresent(k -> old.put(key, k)));
        SortedMap<PublicKey, Finding> findings = new TreeMap<>();
        if (!old.isEmpty()) {
            doors(session, host)
                    .forEach(door -> answers.ask(door, old)
                            .forEach((key, finding) -> findings.merge(key, finding, Finding::worse)));
        }
        old.keySet().forEach(key -> findings.putIfAbsent(key, new Finding.NotTried("nobody can dial this host")));
        return findings;
    }

    private List<Answers.Door> doors(Session session, NodeName host) {
        List<Answers.Door> doors = new ArrayList<>();
        for (Mesh mesh : project.meshes().of(host)) {
            int port = mesh.tunnel(host).listenPort();
            List<Endpoint> endpoints = project.inventory().node(host).endpoints().values().stream()
                    .map(address -> address.endpoint(port))
                    .toList();
            if (!endpoints.isEmpty()) {
                recorded.key(new TunnelId(host, mesh.interfaceName()))
                        .publicKey()
                        .ifPresent(key -> doors.add(new Answers.Door(session, mesh.interfaceName(), key, endpoints)));
            }
        }
        return doors;
    }
}
