package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What somebody changes by hand is seen, named exactly, and put right; nobody else notices.
@Tag("lab")
class DriftTest {
    private static final String CONF = "/etc/wireguard/wg0.conf";
    private static final String STRANGER = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=";

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("drift", "nodeA", "nodeB", "nodeC");

    /// A mesh as it should be, made anew where the test before has left it otherwise.
    @BeforeEach
    void settled() {
        if (!mesh.file("inventory/registry.yml").toFile().exists()
                || mesh.run("plan", "--detailed-exitcode").exit() != 0) {
            mesh.fresh("nodeA", "nodeB", "nodeC");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            sed -i 's/^MTU = 1420/MTU = 1400/' CONF            | tunnel/wg0 file.mtu: 1400 -> 1420
            sed -i 's,10.0.0.1/32,10.0.9.0/24,' CONF           | tunnel/wg0 file.peers.nodeA.allowed_ips: 10.0.9.0/24 -> 10.0.0.1/32
            sed -i '/# nodeC/,$d' CONF; sed -i '$d' CONF       | tunnel/wg0 file.peers.nodeC:  -> 10.0.0.3/32 at nodeC.example.com:51820
            echo 'PostUp = true' >>CONF; sed -i '/PostUp/d; s/^MTU.*/&\\nPostUp = true/' CONF | tunnel/wg0 file.settings: PostUp = true -> ''
            chmod 644 CONF                                     | tunnel/wg0 file.access: 644 root:root -> 600 root:root
            rm CONF                                            | tunnel/wg0 file: missing -> present
            wg set wg0 peer KEY_A allowed-ips 10.0.0.1/32,10.0.9.0/24 | tunnel/wg0 peers.nodeA.allowed_ips: 10.0.0.1/32 10.0.9.0/24 -> 10.0.0.1/32
            wg set wg0 peer KEY_A persistent-keepalive 25      | tunnel/wg0 peers.nodeA.persistent_keepalive: 25 -> off
            wg set wg0 peer KEY_A preshared-key /tmp/psk       | tunnel/wg0 peers.nodeA.preshared_key: set -> ''
            wg set wg0 peer KEY_A remove                       | tunnel/wg0 peers.nodeA:  -> 10.0.0.1/32 at nodeA.example.com:51820
            wg set wg0 peer STRANGER allowed-ips 10.0.0.77/32  | tunnel/wg0 peers.STRANGER: 10.0.0.77/32 -> ''
            wg set wg0 listen-port 51821                       | tunnel/wg0 listen_port: 51821 -> 51820
            wg set wg0 fwmark 0xca6c                           | tunnel/wg0 fwmark: 0xca6c -> off
            ip address add 10.0.7.1/24 dev wg0                 | tunnel/wg0 addresses: 10.0.0.2/24 10.0.7.1/24 -> 10.0.0.2/24
            ip link set mtu 1300 dev wg0                       | tunnel/wg0 mtu: 1300 -> 1420
            ip route add 10.0.8.0/24 dev wg0                   | tunnel/wg0 routes: 10.0.8.0/24 -> ''
            ip link set down dev wg0                           | tunnel/wg0 interface: down -> up
            systemctl disable wg-quick@wg0                     | service/wg-quick@wg0 enabled: disabled -> enabled
            sysctl -w net.ipv4.tcp_mtu_probing=0               | sysctl/etc/sysctl.d/99-wireguard.conf net.ipv4.tcp_mtu_probing: 0 -> 1
            """)
    void isNamedAndPutRight(String byHand, String difference) {
        String keyA = mesh.key("nodeA");
        String running = mesh.incarnation("nodeA") + mesh.incarnation("nodeC");
        long handshake = mesh.handshake("nodeA", mesh.key("nodeC"));
        mesh.sh("nodeB", "wg genpsk >/tmp/psk");

        mesh.sh("nodeB", filled(byHand, keyA));

        assertThat(mesh.planned()).containsExactly("nodeB update " + filled(difference, keyA));
        mesh.run("plan", "--detailed-exitcode").expect(2);
        mesh.run("apply", "--yes").expect(0);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        mesh.allPing("nodeA", "nodeB", "nodeC");
        assertThat(mesh.incarnation("nodeA") + mesh.incarnation("nodeC")).isEqualTo(running);
        assertThat(mesh.handshake("nodeA", mesh.key("nodeC"))).isGreaterThanOrEqualTo(handshake);
    }

    private static String filled(String text, String keyA) {
        return text.replace("CONF", CONF)
                .replace("KEY_A", keyA)
                .replace("STRANGER", STRANGER)
                .replace("''", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            nft add rule inet wgorch forward tcp dport 9 drop                  | firewall/wgorch
            nft delete table inet wgorch                                       | firewall/wgorch
            systemctl stop wgorch-nftables                                     | firewall/wgorch
            echo '# mine' >>/etc/wgorch/nftables.conf                          | firewall/wgorch
            echo '# mine' >>/etc/sysctl.d/99-wireguard.conf                    | sysctl/etc/sysctl.d/99-wireguard.conf
            rm /etc/sysctl.d/99-wireguard.conf                                 | sysctl/etc/sysctl.d/99-wireguard.conf
            systemctl stop wg-quick@wg0                                        | tunnel/wg0
            ip link delete dev wg0                                             | tunnel/wg0
            wg-quick down wg0 && wg-quick up wg0 && systemctl stop wgorch-nftables | firewall/wgorch
            """)
    void isSeenInOneResourceAndPutRight(String byHand, String resource) {
        String running = mesh.incarnation("nodeA") + mesh.incarnation("nodeC");

        mesh.sh("nodeB", byHand);

        assertThat(mesh.planned()).isNotEmpty().allMatch(c -> c.contains("nodeB ") && c.contains(" " + resource + " "));
        mesh.run("apply", "--yes").expect(0);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        assertThat(mesh.sh("nodeB", "nft list table inet wgorch")).contains("chain forward");
        assertThat(mesh.sh("nodeB", "systemctl is-active wg-quick@wg0 wgorch-nftables"))
                .isEqualTo("active\nactive");
        mesh.allPing("nodeA", "nodeB", "nodeC");
        assertThat(mesh.incarnation("nodeA") + mesh.incarnation("nodeC")).isEqualTo(running);
    }

    @Test
    void repairLeavesTheInterfaceAndTheOtherPeersOfTheHostAlone() {
        String nodeA = mesh.key("nodeA");
        String nodeC = mesh.key("nodeC");
        mesh.sh("nodeB", "wg set wg0 peer " + nodeA + " remove");
        String running = mesh.incarnation("nodeB");
        long handshake = mesh.handshake("nodeB", nodeC);

        mesh.run("apply", "--yes").expect(0);

        assertThat(mesh.incarnation("nodeB")).isEqualTo(running);
        assertThat(mesh.handshake("nodeB", nodeC))
                .isGreaterThanOrEqualTo(handshake)
                .isPositive();
        mesh.allPing("nodeA", "nodeB", "nodeC");
    }

    @Test
    void aRoamedEndpointIsNoDrift() {
        mesh.allPing("nodeA", "nodeB");
        // Another source port: nodeB learns it from the next packet.
        mesh.sh("nodeA", "wg set wg0 listen-port 51999");
        mesh.allPing("nodeA", "nodeB");
        assertThat(mesh.sh("nodeB", "wg show wg0 endpoints")).contains(":51999");

        List<String> planned = mesh.planned();

        assertThat(planned).containsExactly("nodeA update tunnel/wg0 listen_port: 51999 -> 51820");
    }
}
