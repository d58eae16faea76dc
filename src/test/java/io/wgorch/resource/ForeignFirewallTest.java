package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rulesets as `nft -s list ruleset` prints them on real hosts, cut down to what `facts.sh` sends.
class ForeignFirewallTest {
    private static final String UFW = """
            table ip filter {
            	chain INPUT {
            		type filter hook input priority filter; policy drop;
            		counter jump ufw-before-input
            		counter jump ufw-reject-input
            	}
            	chain ufw-before-input {
            		iifname "lo" counter accept
            		ct state related,established counter accept
            		ct state invalid counter drop
            		meta l4proto icmp icmp type echo-request counter accept
            		udp sport 67 udp dport 68 counter accept
            		counter jump ufw-user-input
            	}
            	chain ufw-user-input {
            		tcp dport 22 counter packets 12 bytes 720 accept
            		OPENING
            	}
            	chain ufw-reject-input {
            	}
            	chain FORWARD {
            		type filter hook forward priority filter; policy drop;
            	}
            }
            """;

    private static final String FIREWALLD = """
            table inet firewalld {
            	chain filter_INPUT {
            		type filter hook input priority filter + 10; policy accept;
            		ct state { established, related } accept
            		ct status dnat accept
            		iifname "lo" accept
            		jump filter_INPUT_ZONES
            		ct state invalid drop
            		reject with icmpx admin-prohibited
            	}
            	chain filter_INPUT_ZONES {
            		goto filter_IN_public
            	}
            	chain filter_IN_public {
            		jump filter_IN_public_pre
            		jump filter_IN_public_allow
            		meta l4proto { icmp, ipv6-icmp } accept
            		reject with icmpx admin-prohibited
            	}
            	chain filter_IN_public_pre {
            	}
            	chain filter_IN_public_allow {
            		tcp dport 22 accept
            		OPENING
            	}
            }
            """;

    private static final String PLAIN = """
            table inet filter {
            	chain input {
            		type filter hook input priority filter; policy drop;
            		iif "lo" accept
            		ct state vmap { invalid : drop, established : accept, related : accept }
            		tcp dport { 22, 80, 443 } accept
            		OPENING
            	}
            }
            """;

    private static List<String> blockers(String ruleset, String opening) {
        return ForeignFirewall.blockers(
                ruleset.replace("OPENING", opening).lines().toList(), 51820);
    }

    @Test
    void ufw() {
        assertThat(blockers(UFW, ""))
                .containsExactly("table ip filter, chain INPUT (policy drop, and no rule accepts it)");
        assertThat(blockers(UFW, "udp dport 51820 counter packets 0 bytes 0 accept"))
                .isEmpty();
        assertThat(blockers(UFW, "udp dport 51821 counter accept")).hasSize(1);
    }

    @Test
    void firewalld() {
        assertThat(blockers(FIREWALLD, "")).containsExactly("table inet firewalld, chain filter_INPUT drops it");
        assertThat(blockers(FIREWALLD, "udp dport 51820 accept")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp dport 51820 accept",
                "udp dport 50000-52000 accept",
                "udp dport { 53, 51820 } accept",
                "udp dport { 53, 51000-51999 } counter accept comment \"mesh\"",
                "ip saddr 192.0.2.0/24 udp dport 51820 accept",
                "meta l4proto udp accept",
                "accept"
            })
    void anOpeningInAPlainRuleset(String rule) {
        assertThat(blockers(PLAIN, rule)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tcp dport 51820 accept",
                "udp dport 518 accept",
                "udp dport 51821-52000 accept",
                "udp dport 51820 drop",
                "iifname \"wg0\" accept",
                "udp dport { 53, 123 } accept"
            })
    void noOpeningInAPlainRuleset(String rule) {
        assertThat(blockers(PLAIN, rule)).hasSize(1);
    }

    @Test
    void aDropBeforeTheAcceptCounts() {
        String ruleset = PLAIN.replace("policy drop", "policy accept");

        assertThat(blockers(ruleset, "udp dport 51820 drop\nudp dport 51820 accept"))
                .containsExactly("table inet filter, chain input drops it");
        assertThat(blockers(ruleset, "udp dport 51820 accept\ndrop")).isEmpty();
        assertThat(blockers(ruleset, "udp dport 53 drop")).isEmpty();
    }

    /// Docker only forwards and translates; what comes in is not its affair.
    @Test
    void docker() {
        assertThat(blockers("""
                table ip nat {
                	chain PREROUTING {
                		type nat hook prerouting priority dstnat; policy accept;
                		fib daddr type local counter jump DOCKER
                	}
                	chain DOCKER {
                		iifname "docker0" counter return
                	}
                }
                table ip filter {
                	chain FORWARD {
                		type filter hook forward priority filter; policy drop;
                		counter jump DOCKER-USER
                	}
                	chain DOCKER-USER {
                	}
                }
                """, "")).isEmpty();
    }

    @Test
    void anOpenHostAndOurOwnTable() {
        assertThat(blockers("", "")).isEmpty();
        assertThat(blockers(PLAIN.replace("inet filter", "inet wgorch"), "")).isEmpty();
    }

    /// In nftables an accept is final for its own base chain only.
    @Test
    void everyTableHasToLetItThrough() {
        assertThat(blockers(UFW.replace("OPENING", "udp dport 51820 accept") + PLAIN, ""))
                .containsExactly("table inet filter, chain input (policy drop, and no rule accepts it)");
    }

    @Test
    void chainsThatCallEachOtherComeToAnEnd() {
        assertThat(blockers("""
                table inet t {
                	chain a {
                		type filter hook input priority 0; policy drop;
                		jump b
                	}
                	chain b {
                		jump a
                		jump b
                	}
                }
                """, "")).hasSize(1);
    }
}
