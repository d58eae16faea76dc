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
    public record Target(NodeName node, PublicKey key, InetAddress address) {}

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
                    turn);
            calls.append('\t').append(call.strip()).append(" &\n");
        }
        calls.append("\twait\n\twg show ")
                .append(Shell.quote(interfaceName))
                .append(
                        " latest-handshakes |"
                                + " while read -r _key _time; do [ \"$_time\" = 0 ] || printf 'handshake %s\\n' \"$_key\"; done\n}\n");
        Answer answer = session.run(new Script(Shell.script(Links.class, "links.sh") + calls, "check_all"), LIMIT);
        ProbeOutput out = new ProbeOutput(answer.output().lines().toList());
        Set<String> pinged = Set.copyOf(out.all("ping"));
        Set<String> shaken = Set.copyOf(out.all("handshake"));
        List<LinkCheck> checks = new ArrayList<>();
        for (Target t : targets) {
            checks.add(new LinkCheck(
                    from,
                    t.node(),
                    shaken.contains(t.key().base64()),
                    pinged.contains(t.node().value())));
        }
        return checks;
    }
}
