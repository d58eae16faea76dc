package io.wgorch.verify;

import io.wgorch.inventory.NodeName;
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
    /// @param since a handshake counts only when it is later than this, in seconds since the epoch on the host's
    ///        clock: what was agreed with one key is no proof of the next
    public record Target(NodeName node, PublicKey key, InetAddress address, long since) {}

    /// Tries every target for some seconds, in one exec.
    ///
    /// @throws SshException when the host cannot be asked
    public static List<LinkCheck> check(Session session, NodeName from, String interfaceName, List<Target> targets)
            throws SshException {
        StringBuilder calls = new StringBuilder("check_all() {\n");
        for (Target t : targets) {
            String turn = from.compareTo(t.node()) < 0 ? "lead" : "follow";
            String call = Shell.command(
                    "check_link",
                    t.node().value(),
                    Ip.text(t.address()),
                    interfaceName,
                    t.key().base64(),
                    String.valueOf(t.since()),
                    turn);
            calls.append('\t').append(call.strip()).append(" &\n");
        }
        calls.append("\twait\n\twg show ")
                .append(Shell.quote(interfaceName))
                .append(" latest-handshakes |"
                        + " while read -r _key _time; do printf 'handshake.%s %s\\n' \"$_key\" \"$_time\"; done\n}\n");
        Answer answer = session.run(new Script(Shell.script(Links.class, "links.sh") + calls, "check_all"), LIMIT);
        ProbeOutput out = new ProbeOutput(answer.output().lines().toList());
        Set<String> pinged = Set.copyOf(out.all("ping"));
        List<LinkCheck> checks = new ArrayList<>();
        for (Target t : targets) {
            long handshake = out.first("handshake." + t.key())
                    .filter(n -> n.matches("\\d{1,18}"))
                    .map(Long::parseLong)
                    .orElse(0L);
            checks.add(new LinkCheck(
                    from,
                    t.node(),
                    handshake > t.since(),
                    pinged.contains(t.node().value())));
        }
        return checks;
    }
}
