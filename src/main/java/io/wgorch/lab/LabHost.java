package io.wgorch.lab;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Endpoint;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/// A host that the lab is to have.
///
/// @param name of the node it stands for, also its host name
/// @param hostNames further names by which it is dialled: by its peers in the lab, and by SSH from here
public record LabHost(NodeName name, NavigableSet<String> hostNames) {
    public LabHost {
        for (String hostName : hostNames) {
            if (!Endpoint.isHost(hostName)) {
                throw new IllegalArgumentException("not a host name: " + hostName);
            }
        }
        hostNames = Collections.unmodifiableNavigableSet(new TreeSet<>(hostNames));
    }

    /// One host for each managed node. An endpoint that is an address instead of a name leads to the lab for SSH
    /// only: the lab cannot give its containers other people's addresses.
    public static List<LabHost> of(Inventory inventory) {
        return inventory.nodes().values().stream()
                .filter(Node::managed)
                .map(LabHost::of)
                .toList();
    }

    private static LabHost of(Node node) {
        NavigableSet<String> names = new TreeSet<>();
        node.endpoints().values().forEach(a -> names.add(a.host()));
        node.settings().ssh().host().ifPresent(names::add);
        names.remove(node.name().value());
        return new LabHost(node.name(), names);
    }
}
