package io.wgorch.keys;

import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.PublicKey;
import java.time.Duration;

/// Keys that are made on their host by `wg genkey` and never leave it.
public final class HostKeys {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private HostKeys() {}

    /// Makes a key and leaves it unused in `/etc/wireguard/IF.key.new`, mode 0600.
    ///
    /// @param shell the functions of the tunnel's kind
    /// @return its public half, checked to be a key
    /// @throws SshException when the host cannot make one
    public static PublicKey make(Session session, String shell, String interfaceName) throws SshException {
        Answer answer = session.run(new Script(shell, "tunnel_make_key " + interfaceName), LIMIT);
        String prefix = "public_key ";
        return answer.output()
                .lines()
                .filter(l -> l.startsWith(prefix))
                .flatMap(l -> PublicKey.parse(l.substring(prefix.length())).stream())
                .findFirst()
                .orElseThrow(() -> new SshException(
                        SshException.Reason.LOST,
                        "no key could be made: " + answer.errors().strip(),
                        "Look at /etc/wireguard on the host; nothing is in use yet."));
    }
}
