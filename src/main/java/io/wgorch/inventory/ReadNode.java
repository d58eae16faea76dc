package io.wgorch.inventory;

import io.wgorch.diag.SourcePosition;
import io.wgorch.yaml.MapReader;
import java.net.InetAddress;
import java.util.Map;

/// A node, and where the things it claims were written.
///
/// @param addressesAt where each of its addresses stands
record ReadNode(Node node, MapReader map, Map<InetAddress, SourcePosition> addressesAt) {
    ReadNode {
        addressesAt = Map.copyOf(addressesAt);
    }

    /// Where the value of the key stands; the name of the node when it is inherited.
    SourcePosition at(String key) {
        return map.has(key) ? map.valueAt(key) : node.at();
    }

    /// Where the address stands; the name of the node when it is none of its own.
    SourcePosition at(InetAddress address) {
        return addressesAt.getOrDefault(address, node.at());
    }

    /// Whether it says where it can be dialled, be it in a proper form or not.
    boolean hasEndpoint() {
        return map.has("endpoint");
    }

    /// Its name and line, for another's message.
    String cited(SourcePosition position) {
        return "'" + node.name() + "' (line " + position.line() + ")";
    }
}
