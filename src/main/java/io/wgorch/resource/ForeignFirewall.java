package io.wgorch.resource;

import java.util.List;

/// Reads `nft -s list ruleset` for what keeps a UDP port shut. In nftables an accept is not final: a packet has to pass
/// every base chain at the input hook, whoever owns it (nft(8), "verdict statements"), so an opening in our own table
/// would not help; it has to be made where the drop is. ufw, firewalld and iptables-nft show up here as well.
///
/// A rule with conditions that this cannot weigh is taken neither as an opening nor as a drop, unless it names the port
/// and accepts.
public final class ForeignFirewall {
    private ForeignFirewall() {}

    /// In words, each base chain that drops the port: whose it is and why.
    public static List<String> blockers(List<String> ruleset, int port) {
        return Ruleset.listed(ruleset).drops("input", Packet.udpTo(port), Ruleset.Reading.LIKELY).stream()
                .filter(d -> !d.table().equals(Firewall.TABLE))
                .map(d -> "table " + d.table() + ", chain " + d.chain()
                        + (d.byPolicy() ? " (policy drop, and no rule accepts it)" : " drops it"))
                .toList();
    }
}
