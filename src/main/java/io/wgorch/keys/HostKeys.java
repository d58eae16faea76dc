package io.wgorch.keys;

import io.wgorch.crypto.PresharedKey;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.secret.Secret;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.PublicKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The keys of one host: those that are made there by `wg genkey` and never leave it, and those that come from
/// elsewhere.
/// Either waits unused in `/etc/wireguard/IF.key.new`, mode 0600, for the transaction that takes it into use.
///
/// Failure modes: a host that cannot make or take all of them is a [KeyHomeException]; what it has in use is unchanged.
public final class HostKeys implements KeyHome {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String node;
    private final Session session;
    private final String shell;

    /// @param session stays open
    /// @param shell the functions of the tunnel's kind
    public HostKeys(String node, Session session, String shell) {
        this.node = node;
        this.session = session;
        this.shell = shell;
    }

    @Override
    public SortedMap<KeyName, PublicKey> make(Collection<KeyName> names) throws KeyHomeException {
        if (names.isEmpty()) {
            return new TreeMap<>();
        }
        String interfaces = names.stream().map(KeyName::interfaceName).collect(Collectors.joining(" "));
        return told(names, "tunnel_make_keys " + interfaces, "made");
    }

    /// Nothing: a key that was made on a host is known to nobody else.
    @Override
    public Optional<PrivateKey> find(KeyName name, PublicKey key) {
        return Optional.empty();
    }

    /// Nothing: they are there.
    @Override
    public void deliver(SortedMap<KeyName, PublicKey> keys, HostKeys host) {}

    /// Nothing: the transaction that took another into use has left nothing of them.
    @Override
    public void remove(KeyName name) {}

    @Override
    public void close() {}

    /// Takes keys that live elsewhere.
    void receive(SortedMap<KeyName, PrivateKey> keys) throws KeyHomeException {
        StringBuilder main = new StringBuilder();
        keys.forEach((name, key) -> {
            main.append("tunnel_take_key ").append(name.interfaceName()).append(" <<'END'\n");
            try (Secret base64 = key.base64()) {
                base64.useText(main::append);
            }
            main.append("\nEND\n");
        });
        SortedMap<KeyName, PublicKey> there = told(keys.keySet(), main.toString(), "written");
        for (var sent : keys.entrySet()) {
            if (!sent.getValue().publicKey().equals(there.get(sent.getKey()))) {
                throw new KeyHomeException(
                        "the key for " + sent.getKey().interfaceName() + " has not arrived as it was sent");
            }
        }
    }

    /// Takes the preshared keys of pairs, by interface; those that were brought before and are not in use go.
    ///
    /// @param salt the id of the mesh
    /// @throws KeyHomeException when they have not all arrived
    public void receive(SortedMap<String, List<PresharedKey>> psks, String salt) throws KeyHomeException {
        StringBuilder main = new StringBuilder("SALT=" + salt + "\n");
        Set<String> sent = new TreeSet<>();
        psks.forEach((interfaceName, keys) -> {
            main.append("tunnel_take_psks ").append(interfaceName).append(" <<'END'\n");
            keys.forEach(key -> {
                key.base64().useText(main::append);
                main.append("\n");
                sent.add("psk " + interfaceName + " " + key.hash(salt).hex());
            });
            main.append("END\n");
        });
        Answer answer = run(main.toString());
        if (!answer.output().lines().collect(Collectors.toSet()).containsAll(sent)) {
            throw new KeyHomeException("the preshared keys have not arrived as they were sent: "
                    + answer.errors().strip() + "\nLook at /etc/wireguard on the host; nothing is in use yet.");
        }
    }

    private Answer run(String main) throws KeyHomeException {
        try {
            return session.run(new Script(shell, main), LIMIT);
        } catch (SshException e) {
            throw new KeyHomeException(e.explanation(node));
        }
    }

    /// The public halves that the host tells, checked to be keys.
    private SortedMap<KeyName, PublicKey> told(Collection<KeyName> names, String main, String deed)
            throws KeyHomeException {
        Answer answer = run(main);
        SortedMap<KeyName, PublicKey> told = new TreeMap<>();
        for (KeyName name : names) {
            String prefix = "public_key " + name.interfaceName() + " ";
            answer.output()
                    .lines()
                    .filter(l -> l.startsWith(prefix))
                    .flatMap(l -> PublicKey.parse(l.substring(prefix.length())).stream())
                    .forEach(k -> told.put(name, k));
        }
        if (told.size() < names.size()) {
            throw new KeyHomeException("no key could be " + deed + ": "
                    + answer.errors().strip() + "\nLook at /etc/wireguard on the host; nothing is in use yet.");
        }
        return told;
    }

    @Override
    public String toString() {
        return "the host";
    }
}
