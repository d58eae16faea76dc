package io.wgorch.render;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.MeshTunnel;
import io.wgorch.mesh.Peering;
import io.wgorch.resource.HostFacts;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.WgQuickFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything a host's files are made from.
///
/// @param keys the public key of every node that has one, or will have one after apply; a peer without is left out
/// @param names whose key is whose, old ones included
public record HostContext(
        Inventory inventory,
        Mesh mesh,
        NodeName node,
        HostFacts facts,
        SortedMap<NodeName, PeerKey> keys,
        Map<PublicKey, String> names) {
    public HostContext {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        names = Map.copyOf(names);
    }

    MeshTunnel tunnel() {
        return mesh.tunnel(node);
    }

    /// The peers whose keys are known or will be.
    List<Peering> peers() {
        return tunnel().peers().values().stream()
                .filter(p -> keys.containsKey(p.peer()))
                .toList();
    }

    /// The peers that have to wait for a key.
    public List<NodeName> waitingFor() {
        return tunnel().peers().keySet().stream()
                .filter(p -> !keys.containsKey(p))
                .toList();
    }

    /// What templates and `when` see: maps, lists, strings, numbers, booleans.
    Map<String, Object> model() {
        Node self = Optional.ofNullable(inventory.nodes().get(node)).orElseThrow();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("node", node(self));
        model.put(
                "interface",
                Map.of(
                        "name", mesh.interfaceName(),
                        "addresses", strings(tunnel().addresses()),
                        "listen_port", tunnel().listenPort(),
                        "mtu", tunnel().mtu()));
        model.put("private_key", WgQuickFile.PRIVATE_KEY);
        model.put("peers", peers().stream().map(this::peer).toList());
        model.put(
                "mesh",
                Map.of(
                        "networks", strings(mesh.networks()),
                        "topology", mesh.definition().topology().keyword(),
                        "nodes",
                                inventory.nodes().values().stream()
                                        .map(this::node)
                                        .toList()));
        model.put("vars", self.settings().vars());
        model.put("facts", facts.asMap());
        return model;
    }

    private Map<String, Object> node(Node node) {
        Map<String, Object> out = new LinkedHashMap<>();
        List<String> addresses = mesh.tunnel(node.name()).addresses().stream()
                .map(a -> Ip.text(a.address()))
                .toList();
        out.put("name", node.name().value());
        out.put("address", addresses.isEmpty() ? "" : addresses.getFirst());
        out.put("addresses", addresses);
        out.put("listen_port", mesh.tunnel(node.name()).listenPort());
        out.put("mtu", mesh.tunnel(node.name()).mtu());
        Optional.ofNullable(node.endpoints().get(Node.PUBLIC))
                .map(a -> a.endpoint(mesh.tunnel(node.name()).listenPort()))
                .ifPresent(e -> out.put("endpoint", e.toString()));
        out.put("groups", groups(node.name()));
        return out;
    }

    private List<String> groups(NodeName name) {
        List<String> groups = new ArrayList<>();
        inventory.groups().forEach((group, members) -> {
            if (members.contains(name)) {
                groups.add(group);
            }
        });
        return groups;
    }

    private Map<String, Object> peer(Peering peering) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", peering.peer().value());
        out.put(
                "public_key",
                Optional.ofNullable(keys.get(peering.peer())).orElseThrow().text());
        out.put("allowed_ips", strings(peering.allowedIps()));
        peering.endpoint().ifPresent(e -> out.put("endpoint", e.toString()));
        out.put("keepalive", peering.keepalive());
        return out;
    }

    private static List<String> strings(Collection<Cidr> cidrs) {
        return cidrs.stream().map(Cidr::toString).toList();
    }
}
