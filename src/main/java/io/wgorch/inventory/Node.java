package io.wgorch.inventory;

import io.wgorch.diag.SourcePosition;
import io.wgorch.wireguard.Endpoint;
import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One node as the inventory wants it, with everything it inherits from its groups and from `defaults:`.
///
/// @param name unique in the inventory
/// @param addresses its mesh addresses as given; empty for each network in which one is to be allocated
/// @param endpoint where its peers dial it; empty when nobody can
/// @param listenPort UDP
/// @param mtu bytes, of the tunnel interface
/// @param keepalive seconds between keepalives that this node sends to every peer it dials; empty for none
/// @param allowHooks whether a template may put PreUp, PostUp, PreDown, PostDown into its wg0.conf
/// @param ssh how it is reached
/// @param vars for templates and `when`, in the order of the files: Boolean, Long, String, List, Map
/// @param at where its name stands in the inventory
public record Node(
        NodeName name,
        List<InetAddress> addresses,
        Optional<Endpoint> endpoint,
        int listenPort,
        int mtu,
        Optional<Integer> keepalive,
        boolean allowHooks,
        SshSettings ssh,
        Map<String, Object> vars,
        SourcePosition at) {
    public Node {
        addresses = List.copyOf(addresses);
        vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
    }
}
