package io.wgorch.resource;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Ip;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The way of the SSH connection that a host was observed over, as the host sees it.
///
/// @param client the address it comes from
/// @param server the host's own address that it came to
/// @param port the host's own port
/// @param devices those it can come in through: the one that has the server's address, and the one that the answers
///     leave by; empty when neither is known
public record SshPath(InetAddress client, InetAddress server, int port, Set<String> devices) {
    public SshPath {
        devices = Set.copyOf(devices);
    }

    /// @param connection what sshd(8) puts into SSH_CONNECTION: both addresses, each with its port
    /// @param way the device that the kernel sends the answers through, if it was asked
    static Optional<SshPath> read(String connection, Optional<String> way, Map<String, List<Cidr>> addresses) {
        List<String> words = List.of(connection.split(" ", -1));
        if (words.size() != 4 || !words.get(3).matches("\\d{1,5}")) {
            return Optional.empty();
        }
        return Ip.parse(words.get(0))
                .flatMap(client -> Ip.parse(words.get(2))
                        .map(server -> new SshPath(
                                client, server, Integer.parseInt(words.get(3)), devices(server, way, addresses))));
    }

    private static Set<String> devices(InetAddress server, Optional<String> way, Map<String, List<Cidr>> addresses) {
        Set<String> devices = new TreeSet<>();
        way.ifPresent(devices::add);
        addresses.forEach((device, all) -> {
            if (all.stream().anyMatch(a -> a.address().equals(server))) {
                devices.add(device);
            }
        });
        return devices;
    }
}
