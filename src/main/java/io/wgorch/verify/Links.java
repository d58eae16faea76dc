package io.wgorch.verify;

import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.resource.ProbeOutput;
import io.wgorch.resource.Shell;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Makes a host talk to its peers, all at once: an echo to each starts the handshake where there is none yet.
public final class Links {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Links() {}

    /// A peer to be reached.
    ///
    /// @param from the tunnel through which it is tried
    /// @param since a handshake counts only when it is later than this, in seconds since the epoch on the host's
    ///        clock: what was agreed with one key is no proof of the next
    public record Target(TunnelId from, NodeName node, PublicKey key, InetAddress address, long since) {
        public LinkCheck result(boolean handshake, boolean ping) {
            return new LinkCheck(from, node, handshake, ping);
        }

        /// Tells it from the same peer in another mesh.
        private String label() {
            return from.interfaceName() + "/" + node;
        }
    }

    /// Tries every target for some seconds, in one exec.
    ///
    /// @param targets all from one host
    /// @throws SshException when the host cannot be asked
    public static List<LinkCheck> check(Session session, List<Target> targets) throws SshException {
        StringBuilder calls = new StringBuilder("check_all() {\n");
        for (Target t : targets) {
            String turn = t.from().node().compareTo(t.node()) < 0 ? "lead" : "follow";
            String call = Shell.command(
                    "check_link",
                    t.label(),
                    Ip.text(t.address()),
                    t.from().interfaceName(),
                    t.key().base64(),
                    String.valueOf(t.since()),
                    turn);
            calls.append('\t').append(call.strip()).append(" &\n");
        }
        calls.append("\twait\n");
        targets.stream()
                .map(t -> t.from().interfaceName())
                .distinct()
                .forEach(name -> calls.append('\t').append(Shell.command("handshakes", name)));
        calls.append("}\n");
        Answer answer = session.run(new Script(Shell.script(Links.class, "links.sh") + calls, "check_all"), LIMIT);
        ProbeOutput out = new ProbeOutput(answer.output().lines().toList());
        Set<String> pinged = Set.copyOf(out.all("ping"));
        List<LinkCheck> checks = new ArrayList<>();
        for (Target t : targets) {
            long handshake = out.first("handshake." + t.from().interfaceName() + "." + t.key())
                    .filter(n -> n.matches("\\d{1,18}"))
                    .map(Long::parseLong)
                    .orElse(0L);
            checks.add(t.result(handshake > t.since(), pinged.contains(t.label())));
        }
        return checks;
    }
}
