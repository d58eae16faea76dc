package io.wgorch.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.observe.Observer;
import io.wgorch.resource.Firewall;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Resource;
import io.wgorch.resource.Sysctl;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What would shut the way to a host. FirewallShutsTest has the rules.
class ManagementPathTest {
    private static final String V4 = "198.51.100.7 50022 192.0.2.2 22";
    private static final String V6 = "2001:db8::7 50022 2001:db8::2 22";
    private static final String SHUT =
            "table inet wgorch {\n\tchain input {\n\t\ttype filter hook input priority 0;" + " policy drop;\n\t}\n}\n";

    private static HostState host(String ssh, String... sections) {
        return Observer.read(
                "@ facts\naddress eth0 192.0.2.2/24\naddress eth0 2001:db8::2/64\naddress eth1 203.0.113.2/24\nssh "
                        + ssh + "\n" + String.join("\n", sections) + "\n@ end\nfingerprint 0\n",
                "5a17");
    }

    private static Optional<String> sysctl(String ssh, String text, String... values) {
        return ManagementPath.shut(
                host(ssh, "@ sysctl/etc/sysctl.d/99-x.conf", String.join("\n", values)),
                List.<Resource>of(new Sysctl("/etc/sysctl.d/99-x.conf", text)));
    }

    @Test
    void aTableThatComesIsWeighed() {
        HostState fresh = host(V4, "@ firewall/wgorch");

        assertThat(ManagementPath.shut(fresh, List.of(new Firewall(SHUT))).orElse(""))
                .startsWith("the firewall would shut the SSH connection that this plan comes over: chain input of table"
                        + " inet wgorch drops tcp/22 from 198.51.100.7 (policy drop")
                .endsWith("tcp dport 22 accept");
    }

    /// The host was reached in spite of it.
    @Test
    void aTableThatRunsShutsNothing() {
        String file = "access 644 root:root\n"
                + SHUT.lines().map(l -> "text " + l + "\n").reduce("", String::concat);
        String loaded = "recorded table inet wgorch {\nloaded table inet wgorch {";

        assertThat(ManagementPath.shut(host(V4, "@ firewall/wgorch", file + loaded), List.of(new Firewall(SHUT))))
                .isEmpty();
        assertThat(ManagementPath.shut(
                        host(V4, "@ firewall/wgorch", file + loaded.replace("\nloaded", "\nloaded #")),
                        List.of(new Firewall(SHUT))))
                .isPresent();
        assertThat(ManagementPath.shut(host(V4, "@ firewall/wgorch", file), List.of(new Firewall(SHUT))))
                .isPresent();
    }

    @Test
    void aHostThatCannotTellTheWayIsNotRefused() {
        assertThat(ManagementPath.shut(host("", "@ firewall/wgorch"), List.of(new Firewall(SHUT))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            net.ipv6.conf.all.disable_ipv6 = 1,     true
            net/ipv6/conf/eth0/disable_ipv6 = 1,    true
            net.ipv6.conf.eth0.disable_ipv6 = 0,    false
            net.ipv6.conf.eth1.disable_ipv6 = 1,    false
            net.ipv6.conf.default.disable_ipv6 = 1, false
            net.ipv6.conf.all.forwarding = 1,       false
            """)
    void ipv6IsSwitchedOffUnderAnIpv6Connection(String setting, boolean shut) {
        Optional<String> said = sysctl(V6, setting + "\n");

        assertThat(said.isPresent()).isEqualTo(shut);
        assertThat(said.orElse("would shut the SSH connection that this plan comes over"))
                .contains("would shut the SSH connection that this plan comes over");
        assertThat(sysctl(V4, setting + "\n")).isEmpty();
    }

    @Test
    void ipv6ThatIsOffAlreadyIsNoChange() {
        assertThat(sysctl(V6, "net.ipv6.conf.all.disable_ipv6 = 1", "value net.ipv6.conf.all.disable_ipv6=1"))
                .isEmpty();
    }
}
