package io.wgorch.inventory;

import io.wgorch.diag.SourcePosition;
import io.wgorch.wireguard.Cidr;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// One mesh as the inventory wants it: `mesh:`, or an entry of `meshes:`.
///
/// @param name its name under `meshes:`; `mesh` when it is the only one
/// @param networks with host bits clear, none overlapping another
/// @param topology who is linked with whom
/// @param slot its interface and port on every member
/// @param members in the order of the file
/// @param hubs in order of preference; empty for topologies without hubs
/// @param links what is said of single links; a later one beats an earlier one, setting by setting
/// @param holePunching whether two managed nodes that cannot dial each other shall try to meet without a relay
/// @param keys about private keys
/// @param presharedKeys whether each pair has one
/// @param underlays the names of underlays, the best first
/// @param dns name servers and search domains for nodes that are not managed
/// @param at where it stands in the inventory
public record MeshDefinition(
        String name,
        List<Cidr> networks,
        TopologyName topology,
        Slot slot,
        SequencedSet<NodeName> members,
        List<NodeName> hubs,
        List<LinkRule> links,
        boolean holePunching,
        KeySettings keys,
        boolean presharedKeys,
        List<String> underlays,
        List<String> dns,
        SourcePosition at) {
    public MeshDefinition {
        networks = List.copyOf(networks);
        members = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(members));
        hubs = List.copyOf(hubs);
        links = List.copyOf(links);
        underlays = List.copyOf(underlays);
        dns = List.copyOf(dns);
    }

    /// The hub of a spoke: the one that it names, else the first. Empty for a hub, and in a mesh without hubs.
    public Optional<NodeName> hubOf(Node member) {
        return hubs.contains(member.name())
                ? Optional.empty()
                : member.settings()
                        .role()
                        .hub()
                        .filter(hubs::contains)
                        .or(() -> hubs.stream().findFirst());
    }

    /// What is said of the key of a member: as it says itself, else as the mesh says.
    KeySettings keys(Node member) {
        return member.settings().keys().over(keys);
    }

    /// Where the private key of a managed member lives.
    HomeName home(Node member) {
        return keys(member).home().orElse(HomeName.HOST);
    }

    /// The tunnel interface on every member.
    public String interfaceName() {
        return slot.interfaceName();
    }

    /// The UDP port that a member listens on.
    public int listenPort(Node member) {
        return member.settings().tunnel().listenPort().orElse(slot.listenPort());
    }
}
