package io.wgorch.acceptance;

/// A router with NAT, of the kind that people have at home, in front of a host of the lab: a container between the
/// lab's
/// network and one of its own. What the host sends from its WireGuard port goes through it; SSH goes beside it.
final class NatRouter implements AutoCloseable {
    private static final String PORT = "51820";

    private final MeshLab mesh;
    private final String node;
    private final String name;

    private NatRouter(MeshLab mesh, String node) {
        this.mesh = mesh;
        this.node = node;
        this.name = mesh.container(node) + "-router";
    }

    /// @param masquerade how ports are mapped, as in nft(8): empty to keep them, `fully-random`
    static NatRouter before(MeshLab mesh, String node, String masquerade) {
        NatRouter router = new NatRouter(mesh, node);
        router.up(masquerade);
        return router;
    }

    private void up(String masquerade) {
        String host = mesh.container(node);
        String lab =
                mesh.engine("inspect", "--format", "{{range $k, $v := .NetworkSettings.Networks}}{{$k}}{{end}}", host);
        String image = mesh.engine("inspect", "--format", "{{.Image}}", host);
        mesh.engine("network", "create", name);
        mesh.engine(
                "create",
                "--name",
                name,
                "--network",
                lab,
                "--cap-add",
                "NET_ADMIN",
                "--sysctl",
                "net.ipv4.ip_forward=1",
                "--entrypoint",
                "sleep",
                image,
                "infinity");
        mesh.engine("start", name);
        mesh.engine("network", "connect", name, name);
        mesh.engine("network", "connect", name, host);
        // Who drops nothing takes what comes unasked for a connection of its own, and then maps the host's to another
        // port.
        sh("nft 'table ip nat { chain out { type nat hook postrouting priority srcnat; oifname eth0 masquerade "
                + masquerade + "; }; };"
                + " table ip guard { chain in { type filter hook input priority 0; iifname eth0 ct state new drop; };"
                + " chain through { type filter hook forward priority 0; iifname eth0 ct state new drop; }; }'");
        mesh.sh(
                node,
                "ip route add default via " + address(name) + " table 100;"
                        + " ip rule add ipproto udp sport " + PORT + " lookup 100;"
                        + " for i in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >$i; done");
    }

    /// Where the host is seen from outside.
    String outside() {
        return sh("ip -4 -o address show dev eth0 | sed 's|.*inet \\([0-9.]*\\)/.*|\\1|'");
    }

    /// Lets nothing through to another router any more, and nothing from it.
    void forbid(NatRouter other) {
        sh("nft 'table ip forbidden { chain through { type filter hook forward priority -1; ip daddr " + other.outside()
                + " drop; ip saddr " + other.outside() + " drop; }; }'");
    }

    void allow() {
        sh("nft delete table ip forbidden");
    }

    private String address(String network) {
        return mesh.engine(
                "inspect", "--format", "{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}", name);
    }

    private String sh(String command) {
        return mesh.engine("exec", name, "/bin/sh", "-c", command);
    }

    @Override
    public void close() {
        mesh.engine("network", "disconnect", "--force", name, mesh.container(node));
        mesh.engine("rm", "--force", name);
        mesh.engine("network", "rm", name);
        mesh.on(node, "ip rule delete lookup 100");
    }
}
