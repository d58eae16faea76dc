package io.wgorch.plan;

import io.wgorch.resource.Firewall;
import io.wgorch.resource.ForeignFirewall;
import io.wgorch.resource.HostFacts;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Resource;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Tunnel;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PeerSettings;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/// What has to hold on a host before anything is done to it, and what a person should know of it.
public final class Preconditions {
    private static final Map<String, String> PACKAGES = packages();

    private Preconditions() {}

    private static Map<String, String> packages() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("wg", "wireguard-tools");
        packages.put("wg-quick", "wireguard-tools");
        packages.put("ip", "iproute2");
        packages.put("flock", "util-linux");
        packages.put("sha256sum", "coreutils");
        packages.put("stat", "coreutils");
        packages.put("sysctl", "procps");
        return packages;
    }

    /// Why nothing can be done on this host, and the cure.
    public static Optional<String> problem(HostFacts facts, Collection<Resource> desired, List<Cidr> meshNetworks) {
        if (!facts.init().equals("systemd")) {
            return Optional.of("process 1 is '" + facts.init() + "'; a transaction that undoes itself needs systemd.");
        }
        for (Map.Entry<String, String> tool : PACKAGES.entrySet()) {
            if (!facts.tools().contains(tool.getKey())) {
                return Optional.of(missing(tool.getKey(), tool.getValue()));
            }
        }
        if (desired.stream().anyMatch(Firewall.class::isInstance)
                && !facts.tools().contains("nft")) {
            return Optional.of(missing("nft", "nftables"));
        }
        if (facts.wireguard().equals("none")) {
            return Optional.of("the kernel has no WireGuard and wireguard-go cannot stand in for it."
                    + " Use a kernel from 5.6 on, or install the package wireguard-go and give the host /dev/net/tun.");
        }
        List<Tunnel> tunnels = tunnels(desired);
        return withoutIpv6(facts, tunnels)
                .or(() -> cutOff(facts, meshNetworks))
                .or(() -> tunnels.stream()
                        .flatMap(t -> drawnIn(facts, t).stream())
                        .findFirst());
    }

    private static String missing(String tool, String packageName) {
        return tool + " is missing. Install it on the host: apt-get install " + packageName;
    }

    private static Optional<String> withoutIpv6(HostFacts facts, List<Tunnel> tunnels) {
        return tunnels.stream()
                .filter(_ -> !facts.ipv6())
                .flatMap(t -> t.settings().addresses().stream()
                        .filter(a -> a.bits() == 128)
                        .map(a -> t.interfaceName() + " is to have " + a + ", and IPv6 is switched off on this host."
                                + " Switch it on (sysctl net.ipv6.conf.all.disable_ipv6=0, and where it is set:"
                                + " /etc/sysctl.d, or ipv6.disable=1 of the kernel), or give the mesh an IPv4 network"
                                + " only."))
                .findFirst();
    }

    /// A controller whose address lies in the mesh network, and that does not come through the mesh, would be answered
    /// into the tunnel.
    private static Optional<String> cutOff(HostFacts facts, List<Cidr> meshNetworks) {
        Optional<InetAddress> client = facts.sshClient().filter(c -> inside(c, meshNetworks));
        boolean throughMesh =
                facts.sshServer().map(s -> inside(s, meshNetworks)).orElse(false);
        return client.filter(_ -> !throughMesh)
                .map(c -> "this SSH connection comes from " + Ip.text(c)
                        + ", which lies in the mesh network: the tunnel would cut it off."
                        + " Choose another mesh network, or connect from another address.");
    }

    /// A subnet behind a peer that is, or is part of, a network that this host stands in: its neighbours there would be
    /// looked for behind the tunnel. The same goes for the controller.
    private static Optional<String> drawnIn(HostFacts facts, Tunnel tunnel) {
        return tunnel.peers().entrySet().stream()
                .flatMap(peer -> routed(tunnel, peer.getValue())
                        .flatMap(prefix -> drawnIn(facts, tunnel.interfaceName(), peer.getKey(), prefix).stream()))
                .findFirst();
    }

    private static Optional<String> drawnIn(HostFacts facts, String interfaceName, String peer, Cidr prefix) {
        String where = where(prefix, peer);
        Optional<String> client = facts.sshClient()
                .filter(c -> !throughTunnel(facts, interfaceName)
                        && prefix.contains(c)
                        && !isNear(facts, interfaceName, prefix, c))
                .map(c -> "this SSH connection comes from " + Ip.text(c) + " in " + where + ": the tunnel would cut it"
                        + " off. Connect from another address, or route another subnet.");
        return client.or(() -> facts.addresses().entrySet().stream()
                .filter(e -> !e.getKey().equals(interfaceName))
                .flatMap(e -> e.getValue().stream()
                        .filter(a -> a.prefix() < a.bits() && a.network().contains(prefix))
                        .map(a -> e.getKey() + " has " + a + ", in " + where + ": the neighbours of this host would be"
                                + " looked for behind the tunnel. Route another subnet, or forbid the link."))
                .findFirst());
    }

    /// Whether a host stands beside an address, in a network that is smaller than the prefix: its kernel takes the
    /// longer one, so nothing for that address goes into the tunnel.
    private static boolean isNear(HostFacts facts, String interfaceName, Cidr prefix, InetAddress address) {
        return facts.addresses().entrySet().stream()
                .filter(e -> !e.getKey().equals(interfaceName))
                .flatMap(e -> e.getValue().stream())
                .anyMatch(a -> a.prefix() > prefix.prefix() && a.network().contains(address));
    }

    /// Peers whose endpoints, as the kernel has them, lie in what the mesh routes. One that is given by a name cannot
    /// be compared before a host has looked it up.
    public static List<String> swallowed(HostState state, Collection<Resource> desired) {
        List<String> notes = new ArrayList<>();
        for (Tunnel tunnel : tunnels(desired)) {
            tunnel.peers()
                    .forEach((name, peer) -> dialled(state, tunnel.interfaceName(), peer)
                            .ifPresent(ip -> swallowing(state.facts(), tunnel, ip)
                                    .forEach(where -> notes.add(name + " is dialled at " + Ip.text(ip) + ", in " + where
                                            + ": the packets of the tunnel would be sent into the tunnel"))));
        }
        return notes;
    }

    private static Stream<String> swallowing(HostFacts facts, Tunnel tunnel, InetAddress address) {
        return tunnel.peers().entrySet().stream()
                .flatMap(peer -> routed(tunnel, peer.getValue())
                        .filter(p -> p.contains(address) && !isNear(facts, tunnel.interfaceName(), p, address))
                        .map(p -> where(p, peer.getKey())));
    }

    private static String where(Cidr prefix, String peer) {
        return prefix + ", which the mesh routes to " + peer;
    }

    private static Optional<InetAddress> dialled(HostState state, String interfaceName, PeerSettings peer) {
        return state.live(interfaceName).stream()
                .flatMap(l -> l.peers().values().stream())
                .filter(seen -> seen.key().equals(peer.key()))
                .findFirst()
                .flatMap(PeerSettings::endpoint)
                .flatMap(e -> Ip.parse(e.host()));
    }

    private static List<Tunnel> tunnels(Collection<Resource> desired) {
        return desired.stream()
                .filter(Tunnel.class::isInstance)
                .map(Tunnel.class::cast)
                .toList();
    }

    /// What goes to a peer besides the networks of the mesh.
    private static Stream<Cidr> routed(Tunnel tunnel, PeerSettings peer) {
        return peer.allowedIps().stream()
                .filter(prefix -> tunnel.settings().addresses().stream().noneMatch(a -> a.contains(prefix)));
    }

    private static boolean throughTunnel(HostFacts facts, String interfaceName) {
        return facts.sshServer()
                .map(server -> facts.addresses().getOrDefault(interfaceName, List.of()).stream()
                        .anyMatch(a -> a.address().equals(server)))
                .orElse(false);
    }

    private static boolean inside(InetAddress address, List<Cidr> networks) {
        return networks.stream().anyMatch(n -> n.contains(address));
    }

    /// Whether this run comes to a host through one of its own tunnels.
    public static boolean isReachedThroughTunnel(HostState state) {
        return state.resources().keySet().stream()
                .filter(ResourceId::isTunnel)
                .anyMatch(id -> throughTunnel(state.facts(), id.name()));
    }

    /// A host that is reached through a tunnel of ours cannot be told to take it away.
    public static Optional<String> sawsItsBranch(HostState state) {
        HostFacts facts = state.facts();
        return state.manifest().stream()
                .flatMap(m -> m.resources().keySet().stream())
                .filter(ResourceId::isTunnel)
                .map(ResourceId::name)
                .filter(name -> throughTunnel(facts, name))
                .findFirst()
                .map(name -> "this host is reached through " + name + ", which would go. Give it an 'ssh.host' outside"
                        + " the mesh.");
    }

    /// What a person should know before saying yes.
    ///
    /// @param interfaces of its tunnels
    /// @param dialled the ports at which peers dial this host
    public static List<String> notes(
            HostState state, Set<String> interfaces, List<Cidr> meshNetworks, SortedSet<Integer> dialled) {
        HostFacts facts = state.facts();
        List<String> notes = new ArrayList<>();
        dialled.forEach(port -> ForeignFirewall.blockers(facts.ruleset(), port)
                .forEach(b -> notes.add("udp/" + port + " is dropped by " + b
                        + ": peers cannot dial this host until it is opened there")));
        if (!facts.tools().contains("ping")) {
            notes.add("ping is missing: its links are checked from the other side only. Install it: apt-get install"
                    + " iputils-ping");
        }
        if (isReachedThroughTunnel(state)) {
            notes.add(
                    "this host is managed through the tunnel itself: a change that breaks its way through the mesh keeps"
                            + " everybody out, until it puts the old configuration back by itself. It waits twice the"
                            + " --confirm-timeout for that, 60 s at least, as the peers on its way may have to change as well."
                            + " A way beside the mesh (its 'ssh.host') is safer");
        }
        facts.addresses()
                .forEach((device, addresses) -> addresses.stream()
                        .filter(a -> !interfaces.contains(device)
                                && meshNetworks.stream().anyMatch(n -> n.overlaps(a.network())))
                        .forEach(a -> notes.add(device + " has " + a + ", which overlaps the mesh network")));
        return notes;
    }
}
