package io.wgorch.acceptance.faults;

import io.wgorch.acceptance.MeshLab;
import java.util.List;

/// What is on the host that is hit.
record Traces(MeshLab mesh) {
    /// All that a transaction could leave, files and what runs; without what is made to be used later, and
    /// measurements.
    private static final String STATE = "for f in $(find /etc/wireguard /etc/wgorch /etc/sysctl.d /var/lib/wgorch"
            + " /run/wgorch /run/systemd/system /etc/systemd/system -type f -o -type l 2>/dev/null | sort); do"
            + " case $f in */journal|*/wg0.key.new|/run/systemd/system/wgorch-txn*) continue;; esac;"
            + " echo \"$f $(stat -c '%a %U' $f) $(sha256sum <$f)\";"
            + " done; nft -s list ruleset | grep -v 127.0.0.11;"
            + " sysctl net.ipv4.tcp_mtu_probing net.ipv4.tcp_keepalive_time;"
            + " systemctl is-enabled wg-quick@wg0; systemctl is-active wg-quick@wg0; ip link show dev wg0 >/dev/null &&"
            + " { for i in public-key listen-port fwmark; do wg show wg0 $i; done;"
            + " for i in peers allowed-ips persistent-keepalive; do wg show wg0 $i | sort; done;"
            + " ip -o address show dev wg0 scope global | cut -d: -f2-; cat /sys/class/net/wg0/mtu; }; true";

    private static final String LEFT_OVER = "ls -d /var/lib/wgorch/txn/*/ 2>/dev/null;"
            + " find /etc /var/lib -xdev -name '*.wgorch-new' 2>/dev/null;"
            + " ls -d /run/systemd/system/wg-quick@wg0.service.d 2>/dev/null;"
            + " flock -n /run/wgorch.lock true || echo /run/wgorch.lock; true";

    String state() {
        return mesh.sh(Change.NODE, STATE);
    }

    /// What nobody needs any more once a transaction is over.
    List<String> leftOver(String when) {
        return mesh.sh(Change.NODE, LEFT_OVER)
                .lines()
                .map(l -> "left " + when + ": " + l)
                .toList();
    }
}
