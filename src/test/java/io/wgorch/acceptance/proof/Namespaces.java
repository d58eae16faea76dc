package io.wgorch.acceptance.proof;

import io.wgorch.acceptance.Ran;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Outside;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The hosts of an inventory as network namespaces of this machine, and the network around them: an internet, a router
/// with a masquerading NAT in front of each site, a host in each subnet behind a node. No WireGuard yet.
///
/// Whatever is left of it, or of a run that was killed, is known by the names of the namespaces.
final class Namespaces implements AutoCloseable {
    private static final String PREFIX = "wgp-";
    private static final String INTERNET = PREFIX + "internet";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUTER = 1;

    /// Where a stub subnet's router and host are in it.
    private static final BigInteger GATEWAY = BigInteger.ONE;

    private static final BigInteger BEHIND = BigInteger.TEN;

    private final Inventory inventory;
    private final FileChannel lock;
    private final List<String> commands = new ArrayList<>();

    /// Waits until no other run on this machine has any.
    Namespaces(Inventory inventory) {
        this.inventory = inventory;
        this.lock = lock();
    }

    /// Removes what is there, and sets up what the inventory describes.
    void up() {
        sweep();
        namespace(INTERNET);
        bridge(INTERNET);
        SortedSet<String> sites = new TreeSet<>();
        inventory.nodes().values().forEach(n -> n.settings().role().site().ifPresent(sites::add));
        sites.forEach(this::site);
        int host = Outside.FIRST_HOST;
        for (Node node : inventory.nodes().values()) {
            host(node, host++);
        }
        root(String.join("\n", commands)).expect(0);
    }

    /// The address of the host in a subnet behind a node.
    static InetAddress behind(Cidr subnet) {
        return subnet.at(BEHIND).orElseThrow();
    }

    /// Runs a shell script on the host of a node, whatever its exit status.
    Ran on(NodeName node, String script) {
        return asRoot("ip", "netns", "exec", of(node), "sh", "-c", script);
    }

    /// The same with the files and sockets of its tunnels in view.
    Ran beside(NodeName node, String script) {
        Ran pids = root("ip netns pids " + of(node)).expect(0);
        Optional<String> process = pids.out().lines().findFirst();
        return process.map(p -> asRoot("nsenter", "--target", p, "--mount", "--net", "sh", "-c", script))
                .orElse(pids);
    }

    @Override
    public void close() {
        try (lock) {
            sweep();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel lock() {
        try {
            Path file = Path.of(System.getProperty("java.io.tmpdir"), "wgorch-proof.lock");
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends every process in a namespace of ours, and removes the namespaces; with them go their interfaces.
    static void sweep() {
        root("""
                for ns in $(ip netns list | cut -d' ' -f1 | grep '^%s'); do
                    for pid in $(ip netns pids "$ns"); do kill -KILL "$pid" 2>/dev/null || :; done
                    ip netns delete "$ns"
                done""".formatted(PREFIX)).expect(0);
    }

    private static Ran root(String script) {
        return asRoot("sh", "-ec", script);
    }

    private static Ran asRoot(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        if (!System.getProperty("user.name").equals("root")) {
            all.addAll(0, List.of("sudo", "-n"));
        }
        return Ran.program(all, PATIENCE);
    }

    private static String of(NodeName node) {
        return PREFIX + node;
    }

    // The network

    private void site(String name) {
        int site = Outside.site(name);
        String router = PREFIX + name;
        namespace(router);
        join(router, "wan", INTERNET, name);
        addresses(router, "wan", Outside.publicV4(ROUTER + site), Outside.publicV6(ROUTER + site));
        bridge(router);
        addresses(router, "bridge", Outside.lanV4(site, ROUTER), Outside.lanV6(site, ROUTER));
        forward(router);
        commands.add("ip netns exec " + router + " nft 'add table inet nat; add chain inet nat postrouting"
                + " { type nat hook postrouting priority srcnat; };"
                + " add rule inet nat postrouting oifname wan masquerade'");
    }

    private void host(Node node, int number) {
        String host = of(node.name());
        namespace(host);
        if (node.endpoints().containsKey(Node.PUBLIC)) {
            join(host, "public", INTERNET, node.name().value());
            addresses(host, "public", Outside.publicV4(number), Outside.publicV6(number));
        }
        node.settings().role().site().ifPresent(name -> {
            int site = Outside.site(name);
            join(host, "lan", PREFIX + name, node.name().value());
            addresses(host, "lan", Outside.lanV4(site, number), Outside.lanV6(site, number));
            if (!node.endpoints().containsKey(Node.PUBLIC)) {
                defaultRoute(host, Outside.lanV4(site, ROUTER));
                defaultRoute(host, Outside.lanV6(site, ROUTER));
            }
        });
        if (!node.routes().isEmpty()) {
            subnets(node, host);
        }
    }

    private void subnets(Node node, String host) {
        String stub = PREFIX + "behind-" + node.name();
        namespace(stub);
        cable(host, "stub", stub, "eth0");
        for (Cidr subnet : node.routes()) {
            String gateway = Ip.text(subnet.at(GATEWAY).orElseThrow());
            address(host, "stub", gateway + "/" + subnet.prefix());
            address(stub, "eth0", Ip.text(behind(subnet)) + "/" + subnet.prefix());
            defaultRoute(stub, gateway);
        }
    }

    // Commands

    /// A namespace begins with some settings of the machine's own; these are what a host has without us. The path
    /// filter is the strict one, which fewer hosts have and more packets fail.
    private void namespace(String name) {
        commands.add("ip netns add " + name);
        commands.add("ip -n " + name + " link set lo up");
        commands.add("ip netns exec " + name + " sysctl -q -w net.ipv4.ip_forward=0 net.ipv4.conf.all.forwarding=0"
                + " net.ipv4.conf.default.forwarding=0 net.ipv6.conf.all.forwarding=0"
                + " net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.default.rp_filter=1"
                + " net.ipv6.conf.default.accept_ra=0");
    }

    private void bridge(String namespace) {
        commands.add("ip -n " + namespace + " link add bridge up type bridge");
    }

    /// To the bridge of another namespace.
    private void join(String namespace, String device, String other, String plug) {
        cable(namespace, device, other, plug);
        commands.add("ip -n " + other + " link set " + plug + " master bridge");
    }

    private void cable(String namespace, String device, String other, String plug) {
        commands.add("ip -n " + namespace + " link add " + device + " type veth peer name " + plug + " netns " + other);
        commands.add("ip -n " + namespace + " link set " + device + " up");
        commands.add("ip -n " + other + " link set " + plug + " up");
    }

    private void addresses(String namespace, String device, String v4, String v6) {
        address(namespace, device, v4 + "/" + Outside.BITS_V4);
        address(namespace, device, v6 + "/" + Outside.BITS_V6);
    }

    /// Usable at once: IPv6 would first see for a second whether somebody else has it.
    private void address(String namespace, String device, String address) {
        String atOnce = address.contains(":") ? " nodad" : "";
        commands.add("ip -n " + namespace + " address add " + address + " dev " + device + atOnce);
    }

    private void defaultRoute(String namespace, String gateway) {
        commands.add("ip -n " + namespace + " route add default via " + gateway);
    }

    private void forward(String namespace) {
        commands.add(
                "ip netns exec " + namespace + " sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
    }
}
