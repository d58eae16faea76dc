package io.wgorch.inventory;

import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.yaml.MapReader;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/// A node, and where the things it claims were written.
///
/// @param addressesAt where each of its addresses stands
/// @param routes the subnets behind it
record ReadNode(Node node, MapReader map, Map<InetAddress, SourcePosition> addressesAt, List<Network> routes) {
    ReadNode {
        addressesAt = Map.copyOf(addressesAt);
        routes = List.copyOf(routes);
    }

    /// Where the value of the key stands; the name of the node when it is inherited.
    SourcePosition at(String key) {
        return map.has(key) ? map.valueAt(key) : node.at();
    }

    /// Where the address stands; the name of the node when it is none of its own.
    SourcePosition at(InetAddress address) {
        return addressesAt.getOrDefault(address, node.at());
    }

    /// Its name and line, for another's message.
    String cited(SourcePosition position) {
        return "'" + node.name() + "' (line " + position.line() + ")";
    }
}
