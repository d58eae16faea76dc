package io.wgorch.keys;

import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.PublicKey;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Keys that are made on their host by `wg genkey` and never leave it.
public final class HostKeys {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private HostKeys() {}

    /// Makes a key for each interface and leaves it unused in `/etc/wireguard/IF.key.new`, mode 0600.
    ///
    /// @param shell the functions of the tunnel's kind
    /// @return their public halves by interface, checked to be keys
    /// @throws SshException when the host cannot make all of them
    public static SortedMap<String, PublicKey> make(Session session, String shell, Set<String> interfaces)
            throws SshException {
        Answer answer = session.run(new Script(shell, "tunnel_make_keys " + String.join(" ", interfaces)), LIMIT);
        SortedMap<String, PublicKey> made = new TreeMap<>();
        for (String interfaceName : interfaces) {
            String prefix = "public_key " + interfaceName + " ";
            answer.output()
                    .lines()
                    .filter(l -> l.startsWith(prefix))
                    .flatMap(l -> PublicKey.parse(l.substring(prefix.length())).stream())
                    .forEach(k -> made.put(interfaceName, k));
        }
        if (made.size() < interfaces.size()) {
            throw new SshException(
                    SshException.Reason.LOST,
                    "no key could be made: " + answer.errors().strip(),
                    "Look at /etc/wireguard on the host; nothing is in use yet.");
        }
        return made;
    }
}
