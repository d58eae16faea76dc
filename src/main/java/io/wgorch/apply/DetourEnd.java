package io.wgorch.apply;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.DetourInterface;
import io.wgorch.plan.Detour;
import io.wgorch.resource.Kinds;
import io.wgorch.resource.ProbeOutput;
import io.wgorch.resource.Shell;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/// One host's end of all detours beside one of its tunnels. What is set on the host is under `/run` and in the kernel
/// only, and is taken away by a unit of its own after [#LEASE], if nobody does it before.
///
/// @param interfaceName of the tunnel
/// @param over the interface beside it
/// @param key the public key that the tunnel shall have; the host holds its private half already
/// @param mtu bytes
/// @param addresses of the host in the mesh
/// @param salt of what stands for preshared keys: the id of the mesh
public record DetourEnd(
        String interfaceName,
        DetourInterface over,
        PublicKey key,
        int mtu,
        SortedSet<Cidr> addresses,
        String salt,
        List<Other> others) {
    /// After it was made.
    public static final Duration LEASE = Duration.ofMinutes(10);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MET_WITHIN = 8;

    /// WireGuard tries again after 5 s (REKEY_TIMEOUT).
    private static final int SETTLED_WITHIN = 12;

    public DetourEnd {
        others = List.copyOf(others);
    }

    /// The other end of one.
    ///
    /// @param key the public key that its tunnel shall have
    /// @param psk the preshared key of the pair, which the host holds already
    /// @param at where its detour is dialled; empty when it dials us
    /// @param leads whether this end begins
    /// @param echo whether this end measures
    /// @param prefixes what is routed there
    /// @param address that answers an echo; empty when none is routed there
    public record Other(
            NodeName node,
            PublicKey key,
            Optional<PskHash> psk,
            Optional<Endpoint> at,
            boolean leads,
            boolean echo,
            SortedSet<Cidr> prefixes,
            Optional<InetAddress> address) {
        private String line() {
            return String.join(
                    " ",
                    node.value(),
                    key.base64(),
                    psk.map(PskHash::text).orElse("-"),
                    at.map(Endpoint::toString).orElse("-"),
                    leads ? "leads" : "follows",
                    echo && address.isPresent() ? "echo" : "quiet",
                    prefixes.stream().map(Cidr::toString).collect(Collectors.joining(",")),
                    address.map(Ip::text).orElse("-"));
        }
    }

    /// Sets it up, without any traffic.
    ///
    /// @throws SshException when the host cannot be asked, or cannot do it
    public void up(Session session) throws SshException {
        String folder = folder();
        ask(
                session,
                "\tumask 077\n\tmkdir -p " + folder + " || exit 1\n"
                        + Shell.withInput("\tcat >" + folder + "/detour.new", program())
                        + "\t/bin/sh " + folder + "/detour.new up || exit 1\n");
    }

    /// The nodes that a handshake was made with, over the detour.
    ///
    /// @throws SshException when the host cannot be asked
    public Set<NodeName> meet(Session session) throws SshException {
        return met(call(session, "meet", List.of(String.valueOf(MET_WITHIN))));
    }

    /// The nodes that have answered an echo just now.
    ///
    /// @throws SshException when the host cannot be asked
    public Set<NodeName> alive(Session session) throws SshException {
        Set<String> alive = Set.copyOf(call(session, "alive", List.of()).all("alive"));
        return others.stream()
                .map(Other::node)
                .filter(n -> alive.contains(n.value()))
                .collect(Collectors.toSet());
    }

    /// What goes to these nodes takes the detour from now on.
    ///
    /// @throws SshException when the host cannot be asked
    public void switchTo(Session session, Collection<NodeName> nodes) throws SshException {
        call(session, "switch", keys(nodes));
    }

    /// Makes the tunnel itself shake hands with these nodes, under the new key, while the detour carries the traffic;
    /// tells with whom it has. Of a node whose key has not changed the handshake may be an old one.
    ///
    /// @throws SshException when the host cannot be asked
    public Set<NodeName> settle(Session session, Collection<NodeName> nodes) throws SshException {
        List<String> words = new ArrayList<>(List.of(String.valueOf(SETTLED_WITHIN)));
        words.addAll(keys(nodes));
        return met(call(session, "settle", words));
    }

    /// Everything takes the tunnel again. Where there is no detour that is so already.
    ///
    /// @throws SshException when the host cannot be asked
    public void back(Session session) throws SshException {
        call(session, unlessGone(), "return", List.of());
    }

    /// Takes it away. Where there is none there is nothing to be done.
    ///
    /// @param detours those that this end has measured
    /// @throws SshException when the host cannot be asked
    public List<Crossing> down(Session session, Collection<Detour> detours) throws SshException {
        ProbeOutput out = call(session, unlessGone(), "down", List.of());
        String end = out.first("end").orElse("");
        List<Crossing> crossings = new ArrayList<>();
        for (Detour detour : detours) {
            String prefix = detour.peer() + " ";
            List<String> answers = out.all("echo").stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .toList();
            Crossing.of(detour, answers, interval(), end).ifPresent(crossings::add);
        }
        return crossings;
    }

    /// Takes away what a run that was cut off has left beside a tunnel.
    ///
    /// @throws SshException when the host cannot be asked
    public static void clear(Session session, String interfaceName) throws SshException {
        ask(
                session,
                interfaceName,
                "\t" + Shell.command("systemctl", "stop", "wgorch-detour-" + interfaceName) + "\trm -rf "
                        + folder(interfaceName) + "\n");
    }

    /// 20 echoes a second, and no more than 400 to all peers together unless each would get less than two.
    private Duration interval() {
        return Duration.ofMillis(Math.clamp(others.size() * 1000L / 400, 50, 500));
    }

    private Set<NodeName> met(ProbeOutput out) {
        Set<String> met = Set.copyOf(out.all("met"));
        return others.stream()
                .filter(o -> met.contains(o.key().base64()))
                .map(Other::node)
                .collect(Collectors.toSet());
    }

    private List<String> keys(Collection<NodeName> nodes) {
        return others.stream()
                .filter(o -> nodes.contains(o.node()))
                .map(o -> o.key().base64())
                .toList();
    }

    private ProbeOutput call(Session session, String verb, List<String> words) throws SshException {
        return call(session, "", verb, words);
    }

    private ProbeOutput call(Session session, String unless, String verb, List<String> words) throws SshException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", file(), verb));
        command.addAll(words);
        return ask(session, "\t" + unless + Shell.command(command).strip() + " || exit 1\n");
    }

    private String unlessGone() {
        return "[ ! -e " + file() + " ] || ";
    }

    private String file() {
        return folder() + "/detour.sh";
    }

    private ProbeOutput ask(Session session, String body) throws SshException {
        return ask(session, interfaceName, body);
    }

    private static ProbeOutput ask(Session session, String interfaceName, String body) throws SshException {
        Answer answer = session.run(new Script("take_detour() {\n" + body + "}\n", "take_detour"), LIMIT);
        if (answer.exitCode() != 0) {
            throw new SshException(
                    SshException.Reason.LOST,
                    "no detour beside " + interfaceName + ": " + answer.errors().strip(),
                    "Its tunnel is as it was.");
        }
        return new ProbeOutput(answer.output().lines().toList());
    }

    private String folder() {
        return folder(interfaceName);
    }

    private static String folder(String interfaceName) {
        return "/run/wgorch-detour/" + interfaceName;
    }

    String program() {
        String hosts = addresses.stream()
                .map(a -> Ip.text(a.address()) + "/" + a.bits())
                .collect(Collectors.joining(" "));
        String peers = others.stream().map(Other::line).sorted().collect(Collectors.joining("\n"));
        return Shell.assign("LC_ALL", "C") + "export LC_ALL\numask 077\n"
                + Shell.assign("D", folder())
                + Shell.assign("IF", interfaceName)
                + Shell.assign("DETOUR", over.name())
                + Shell.assign("KEY", key.base64())
                + Shell.assign("PORT", String.valueOf(over.port()))
                + Shell.assign("MTU", String.valueOf(mtu))
                + Shell.assign("ADDRESSES", hosts)
                + Shell.assign(
                        "INTERVAL",
                        String.format(Locale.ROOT, "%.2f", interval().toMillis() / 1000.0))
                + Shell.assign("SALT", salt)
                + Shell.assign("PEERS", peers)
                + Shell.assign("LEASE", String.valueOf(LEASE.toSeconds()))
                + Kinds.shell() + Shell.script(DetourEnd.class, "detour.sh") + "detour \"$@\"\n";
    }
}
