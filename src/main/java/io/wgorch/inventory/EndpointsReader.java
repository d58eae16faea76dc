package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.inventory.MeshSection.Network;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.Entry;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads `endpoint` of a node: one for the public underlay, or a map from underlay to endpoint.
final class EndpointsReader {
    private static final Pattern UNDERLAY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern HOST_PORT = Pattern.compile("(.+):([+-]?\\d+)");

    /// This network, and what is reserved up to the limited broadcast (RFC 6890): no host has an address there.
    private static final List<Cidr> NO_HOSTS = Stream.of("0.0.0.0/8", "240.0.0.0/4")
            .flatMap(c -> Cidr.parse(c).stream())
            .toList();

    private final Diagnostics diagnostics;
    private final List<Network> networks;

    EndpointsReader(Diagnostics diagnostics, List<Network> networks) {
        this.diagnostics = diagnostics;
        this.networks = List.copyOf(networks);
    }

    SequencedMap<String, UnderlayAddress> read(MapReader node) {
        SequencedMap<String, UnderlayAddress> endpoints = new LinkedHashMap<>();
        if (node.node("endpoint").orElse(null) instanceof YamlMap map) {
            MapReader byUnderlay = new MapReader(map, "'endpoint' of " + node.what(), diagnostics);
            if (map.entries().isEmpty()) {
                diagnostics.error(
                        map.at(), byUnderlay.what() + " is empty. Write NAME: HOST, such as lan-berlin: 192.168.1.10.");
            }
            for (Entry e : map.entries()) {
                if (!UNDERLAY.matcher(e.key().text()).matches()) {
                    diagnostics.error(
                            e.key().at(),
                            Shown.text(e.key().text())
                                    + " cannot be the name of an underlay. A name is 1 to 63 letters,"
                                    + " digits, '.', '_' or '-', such as public or lan-berlin.");
                }
                byUnderlay
                        .scalar(e.key().text())
                        .flatMap(this::address)
                        .ifPresent(a -> endpoints.put(e.key().text(), a));
            }
        } else if (node.node("endpoint").orElse(null) instanceof YamlList list) {
            diagnostics.error(
                    list.at(),
                    "'endpoint' must be one host, or a map from underlay to host, but is a list. Write several as"
                            + " { public: nodeA.example.com, lan: 192.168.1.10 }.");
        } else {
            node.scalar("endpoint").flatMap(this::address).ifPresent(a -> endpoints.put(Node.PUBLIC, a));
        }
        return endpoints;
    }

    private Optional<UnderlayAddress> address(YamlScalar s) {
        String text = s.text();
        boolean bracketed = text.startsWith("[") && text.endsWith("]") && text.contains(":");
        String unbracketed = bracketed ? text.substring(1, text.length() - 1) : text;
        Optional<UnderlayAddress> address = Endpoint.isHost(unbracketed)
                ? Optional.of(new UnderlayAddress(unbracketed, Optional.empty()))
                : Endpoint.parse(text).map(e -> new UnderlayAddress(e.host(), Optional.of(e.port())));
        if (address.isEmpty()) {
            Matcher m = HOST_PORT.matcher(text);
            boolean badPort = m.matches() && Endpoint.parse(m.group(1) + ":1").isPresent();
            diagnostics.error(
                    s.at(),
                    badPort
                            ? "the port in " + Shown.text(text) + " must be a number from 1 to 65535."
                            : Shown.text(text)
                                    + " is not an endpoint. Write a host name or an address, and a port if it"
                                    + " is not the listen_port: nodeA.example.com:51820");
        }
        address.flatMap(a -> Ip.parse(a.host())).ifPresent(a -> refuseUnreachable(s, a));
        return address;
    }

    private void refuseUnreachable(YamlScalar s, InetAddress address) {
        for (Network network : networks) {
            if (network.cidr().contains(address)) {
                diagnostics.error(
                        s.at(),
                        Ip.text(address) + " lies in the mesh network " + network.cidr()
                                + ", which exists only inside the tunnel. An endpoint is an address outside it.");
            }
        }
        boolean needsZone = address instanceof Inet6Address && address.isLinkLocalAddress();
        boolean nobody = address.isAnyLocalAddress() || NO_HOSTS.stream().anyMatch(c -> c.contains(address));
        if (nobody || address.isMulticastAddress() || address.isLoopbackAddress() || needsZone) {
            diagnostics.error(
                    s.at(),
                    Ip.text(address) + " cannot be dialled by others. Write the address that the peers reach it at.");
        }
    }
}
