package io.wgorch.mesh.proof;

import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Ip;
import java.util.TreeSet;
import java.util.function.Predicate;

/// A finding in words: what is wrong, why, what to do; then what it costs, and an example.
final class Wording {
    private Wording() {}

    /// What is said of a finding.
    ///
    /// @param nat whether a node is behind NAT
    /// @param hubs whether the mesh has hubs, and so no relays
    static String of(Finding finding, Predicate<NodeName> nat, boolean hubs) {
        String what = what(finding, nat, hubs);
        return switch (finding.kind()) {
            case UNDIALLABLE -> finding.pairs() > 2 ? what + cost(finding) : what;
            case MTU_HOLE -> what;
            case NO_ADDRESS,
                    NO_ROUTE,
                    PEER_DOWN,
                    NOT_A_PEER,
                    SOURCE_REFUSED,
                    ONE_WAY,
                    LOOP,
                    STOLEN_PREFIX,
                    RELAY_DOES_NOT_FORWARD,
                    FORBIDDEN -> what + cost(finding) + " " + sentence(finding.trace());
        };
    }

    private static String what(Finding finding, Predicate<NodeName> nat, boolean hubs) {
        String at = Names.list(finding.at());
        String others = Names.list(finding.others());
        boolean one = finding.at().size() == 1;
        return switch (finding.kind()) {
            case NO_ADDRESS ->
                at + (one ? " has" : " have") + " no address of the family of " + target(finding) + ". Give "
                        + (one ? "it" : "them") + " one.";
            case NO_ROUTE ->
                at + (one ? " has" : " have") + " no route to " + others
                        + ": no peer has the address in its AllowedIPs. Link them, directly or through a relay.";
            case PEER_DOWN -> at + (one ? " is" : " are") + " down and carries what goes to others.";
            case NOT_A_PEER ->
                at + (one ? " does" : " do") + " not have " + others + " as a peer and so hears nothing of it. "
                        + "Link them on both sides.";
            case SOURCE_REFUSED ->
                at + (one ? " drops" : " drop") + " what " + others
                        + " passes on, because the answer would not go back that way. Let both ways take the same path.";
            case ONE_WAY ->
                at + (one ? " has" : " have") + " no endpoint of " + others + ", and no keepalive comes from there, so "
                        + (one ? "it" : "they") + " can only answer. "
                        + "Give " + others + " an endpoint or a keepalive.";
            case LOOP ->
                "Packets go in a circle between " + at + " and " + others
                        + ". Let the AllowedIPs of one of them point to the owner.";
            case STOLEN_PREFIX ->
                "On " + at + ", " + others
                        + " has a part of what belongs to another peer, because its prefix is longer. "
                        + "Take it out of the AllowedIPs of " + others + ".";
            case RELAY_DOES_NOT_FORWARD ->
                at + (one ? " gets" : " get") + " packets for others and "
                        + (one ? "does" : "do") + " not forward them. Say 'forward: true' there, or let them take "
                        + "another way.";
            case UNDIALLABLE -> undiallable(finding, nat, hubs);
            case MTU_HOLE ->
                "The tunnel of " + at + " has a larger MTU than the path to " + others
                        + " carries, so large packets vanish. Take the 'mtu' away, or make it smaller.";
            case FORBIDDEN ->
                at + (one ? " reaches " : " reach ") + others
                        + ", and the link between them is forbidden. Take away the other way, or the 'forbid'.";
        };
    }

    private static String undiallable(Finding finding, Predicate<NodeName> nat, boolean hubs) {
        TreeSet<NodeName> all = new TreeSet<>(finding.at());
        boolean circle = all.size() > 1 && finding.others().containsAll(all);
        boolean two = all.size() == 1 && finding.others().size() == 1;
        all.addAll(finding.others());
        String who = two || circle
                ? Names.list(all)
                : Names.list(finding.at()) + " on one side, and " + Names.list(finding.others()) + " on the other,";
        String advice = "Give one " + (two ? "" : "side ") + "an endpoint"
                + (hubs ? "." : ", or make a public node their relay.");
        if (!hubs && all.stream().allMatch(nat)) {
            return who + " are " + (two ? "both" : "all") + " behind NAT and no relay joins them. " + advice;
        }
        return (two ? "Neither of " : "None of ") + who + " can be dialled (behind NAT, or without an endpoint)"
                + (hubs ? ". " : ", and no relay joins them. ") + advice;
    }

    private static String cost(Finding finding) {
        String example = "'" + finding.trace().from() + "' to '" + finding.to() + "'";
        String what = finding.kind() == Kind.FORBIDDEN ? "get through" : "are lost";
        return finding.pairs() == 1 ? "" : " %d pairs %s, such as %s.".formatted(finding.pairs(), what, example);
    }

    private static String target(Finding finding) {
        return Ip.text(finding.trace().to()) + " of '" + finding.to() + "'";
    }

    private static String sentence(Trace trace) {
        return "(" + trace + ".)";
    }
}
