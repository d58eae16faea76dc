package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.wireguard.Ip;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether a table of our own shuts SSH from 198.51.100.7 to 192.0.2.2, port 22, on eth0. Sure or silent.
class FirewallShutsTest {
    private static SshPath path(String client, String server) {
        return new SshPath(Ip.parse(client).orElseThrow(), Ip.parse(server).orElseThrow(), 22, Set.of("eth0"));
    }

    private static Optional<String> shuts(String chains) {
        return new Firewall("add table inet wgorch\ndelete table inet wgorch\ntable inet wgorch {\n" + chains + "\n}\n")
                .shuts(path("198.51.100.7", "192.0.2.2"));
    }

    private static String input(String policy, String rules) {
        return "\tchain input {\n\t\ttype filter hook input priority filter; policy " + policy + ";\n" + rules
                + "\n\t}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop",
                "counter drop",
                "reject with icmpx admin-prohibited",
                "tcp dport 22 drop",
                "tcp dport 22 ct state new drop",
                "tcp dport { 22, 80 } counter log prefix \"no { ssh\" drop comment \"drop it\"",
                "tcp dport 1-1024 drop",
                "th dport 22 reject with tcp reset",
                "ip saddr 198.51.100.0/24 drop",
                "ip saddr != 10.0.0.0/8 drop",
                "iifname \"eth0\" drop",
                "iifname != \"wg0\" drop",
                "iifname != { \"lo\", \"wg0\" } meta l4proto tcp drop",
                "iif != lo ip protocol tcp ip daddr 192.0.2.2 drop",
                "iifname \"eth*\" meta nfproto ipv4 drop",
                "ct state established drop",
                "ct state vmap { new : drop, established : accept }",
                "ct state vmap { established:accept, related:accept, new:drop }",
                "tcp dport vmap { 22 : jump shut, 80 : accept }",
                "jump shut",
                "goto shut",
                "jump open\njump shut",
                "iifname \"wg0\" accept\n# accept\nudp dport 51820 accept; tcp dport 2222 accept; drop # and accept",
            })
    void aRuleThatDropsIt(String rules) {
        String chains = "\tchain shut { drop; }\n\tchain open {\n\t\ttcp dport 22 return\n\t\taccept\n\t}\n";

        assertThat(shuts(chains + input("accept", rules)).orElse("nothing"))
                .startsWith("chain input of table inet wgorch drops tcp/22 from 198.51.100.7. Let it through");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ct state established,related accept",
                "tcp dport 2222 accept",
                "tcp dport { 80, 443 } accept",
                "tcp sport 67 udp dport 22 accept",
                "iifname \"wg0\" accept",
                "ip saddr 10.0.0.0/8 tcp dport 22 accept",
                "ip6 saddr fe80::/10 accept",
                "icmp type echo-request accept",
                "jump nowhere-near",
                "ct state vmap { established : accept, related : accept, invalid : drop }",
            })
    void aPolicyThatNothingOpens(String rules) {
        String other = "\tchain nowhere-near {\n\t\ttcp dport 443 accept\n\t\treturn\n\t\taccept\n\t}\n";

        assertThat(shuts(other + input("drop", rules)).orElse("nothing"))
                .startsWith("chain input of table inet wgorch drops tcp/22 from 198.51.100.7 (policy drop, and no rule"
                        + " accepts it). Let it through there, in a rule before those that drop: tcp dport 22 accept");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp dport 22 accept",
                "tcp dport { 22, 443 } ct state new,established accept",
                "tcp dport 22 limit rate 10/minute accept\nct state established accept",
                "ip saddr 198.51.100.7 accept",
                "iifname \"eth0\" accept",
                "iif eth0 accept",
                "meta l4proto { tcp, udp } accept",
                "accept",
                "jump open",
                "goto open",
                "ct state vmap { established : accept, new : jump open }",
            })
    void anOpening(String rules) {
        assertThat(shuts("\tchain open { tcp dport 22 accept; }\n" + input("drop", rules)))
                .isEmpty();
    }

    /// What depends on something that cannot be known here is left to the host.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip saddr @admins tcp dport 22 accept",
                "tcp dport @open accept",
                "tcp dport ssh accept",
                "tcp dport $ssh accept",
                "tcp dport >= 22 accept",
                "meta mark 0x1 accept",
                "ip saddr . tcp dport { 198.51.100.7 . 22, 192.0.2.9 . 22 } accept",
                "ip saddr . ip daddr vmap { 198.51.100.7 . 192.0.2.2 : accept }",
                "ct original ip saddr 10.0.0.0/8 accept",
                "ct state vmap @states",
                "tcp dport vmap { ssh : accept }",
                "ip saddr 198.51.100.1-198.51.100.9 accept",
                "ip saddr admin.example.com accept",
                "jump in-an-included-file",
                "meta mark 0x1 jump open",
                "include \"/etc/wgorch/more.nft\"",
                "queue num 0",
            })
    void aDoubt(String rules) {
        assertThat(shuts("\tchain open { accept; }\n" + input("drop", rules))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip saddr @bad drop",
                "tcp dport 22 limit rate over 10/minute drop",
                "tcp dport 22 ct count over 5 drop",
                "tcp flags & (fin|syn) == 0 drop",
                "ct state invalid drop",
                "tcp dport 2222 drop",
                "udp dport 22 drop",
                "ip daddr 192.0.2.3 drop",
                "ip6 nexthdr tcp drop",
                "meta mark 0x1 jump shut",
                "meta mark 0x1 return\ndrop",
                "meta mark 0x1 goto shut\ndrop",
            })
    void aDropThatMayNotBeMeant(String rules) {
        assertThat(shuts("\tchain shut { drop; }\n" + input("accept", rules))).isEmpty();
    }

    @Test
    void theOtherHooks() {
        String hook = "\tchain c {\n\t\ttype filter hook %s priority raw; policy %s;\n%s\n\t}";

        assertThat(shuts(hook.formatted("prerouting", "accept", "iifname \"eth0\" ip saddr 198.51.0.0/16 drop")))
                .isPresent();
        assertThat(shuts(hook.formatted("output", "drop", "oifname \"wg0\" accept"))
                        .orElse(""))
                .startsWith("chain c of table inet wgorch drops the answers from tcp/22 to 198.51.100.7 (policy drop");
        assertThat(shuts(hook.formatted("output", "drop", "ct state established,related accept")))
                .isEmpty();
        assertThat(shuts(hook.formatted("output", "drop", "tcp sport 22 accept")))
                .isEmpty();
        assertThat(shuts(hook.formatted("forward", "drop", ""))).isEmpty();
    }

    /// Before the input hook a port may still be translated to the one that sshd has.
    @Test
    void portsAreNotKnownBeforeTheyAreTranslated() {
        String chain = "\tchain c {\n\t\ttype filter hook prerouting priority raw; policy accept;\n%s\n\t}";

        assertThat(shuts(chain.formatted("tcp dport 22 drop"))).isEmpty();
        assertThat(shuts(chain.formatted("ip daddr 192.0.2.2 drop"))).isEmpty();
        assertThat(shuts(chain.formatted("tcp dport != { 80, 443 } drop"))).isEmpty();
    }

    @Test
    void everyWayIn() {
        Firewall lan = new Firewall("table inet wgorch {\n"
                + input("drop", "iifname \"eth0\" accept\nip6 saddr 2001:db8::/32 tcp dport 22 accept") + "\n}");

        assertThat(lan.shuts(path("2001:db8::7", "2001:db8::2"))).isEmpty();
        assertThat(lan.shuts(new SshPath(
                        Ip.parse("2001:db9::7").orElseThrow(),
                        Ip.parse("2001:db8::2").orElseThrow(),
                        22,
                        Set.of("eth0", "eth1"))))
                .isEmpty();
        assertThat(lan.shuts(new SshPath(
                        Ip.parse("2001:db9::7").orElseThrow(),
                        Ip.parse("2001:db8::2").orElseThrow(),
                        22,
                        Set.of("eth1"))))
                .isPresent();
    }

    /// As a person writes a file: in one line, with sets, elements over several lines, a table taken away again.
    @Test
    void anyLayout() {
        assertThat(shuts("chain i { type filter hook input priority 0; policy drop; tcp dport 22 accept }"))
                .isEmpty();
        assertThat(shuts("chain i { type filter hook input priority 0; policy drop; tcp dport 23 accept }"))
                .isPresent();
        assertThat(shuts("set s {\n type inet_service\n elements = { 22,\n 23 }\n}\n" + input("drop", """
                        tcp dport {
                            80, # web
                            443
                        } accept
                        ip saddr 10.0.0.0/8 \\
                            accept
                        """)))
                .isPresent();
        assertThat(shuts(input("drop", "tcp dport {\n 80,\n 22 } accept"))).isEmpty();
        assertThat(shuts(input("drop", "") + "\n}\nflush table inet wgorch\ntable inet wgorch {"))
                .isEmpty();
    }
}
