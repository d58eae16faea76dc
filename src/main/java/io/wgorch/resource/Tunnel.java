package io.wgorch.resource;

import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.InterfaceSettings;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.PublicKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A WireGuard interface with its wg-quick(8) file.
///
/// @param interfaceName such as `wg0`
/// @param key its own public key
/// @param settings addresses, port, MTU
/// @param peers by node name
/// @param fileText the complete file, its private key as a placeholder
/// @param names whose key is whose, for keys that are seen on the host, old ones included
public record Tunnel(
        String interfaceName,
        PeerKey key,
        InterfaceSettings settings,
        SortedMap<String, PeerSettings> peers,
        String fileText,
        Map<PublicKey, String> names)
        implements Resource {
    /// wg-quick(8) warns of a file that others can read.
    static final String FILE_ACCESS = "600 root:root";

    public Tunnel {
        peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
        names = Map.copyOf(names);
    }

    /// What the tunnel with that interface is called.
    public static ResourceId id(String interfaceName) {
        return new ResourceId(TunnelKind.NAME, interfaceName);
    }

    /// How a key goes that was made for an interface and is not in use.
    public static Steps withoutSpareKey(String interfaceName) {
        return new Steps("", "", "", Shell.command("tunnel_forget_key", interfaceName), "", List.of());
    }

    @Override
    public ResourceId id() {
        return id(interfaceName);
    }

    @Override
    public String definition() {
        return "key " + key.text() + "\n" + fileText;
    }

    @Override
    public Optional<HostFile> file() {
        return Optional.of(new HostFile("/etc/wireguard/" + interfaceName + ".conf", fileText));
    }

    /// The routes that wg-quick(8) adds: every allowed prefix that no connected network or wider route on the
    /// interface covers already (`add_route` in wg-quick, linux.bash).
    SortedSet<Cidr> routes() {
        SortedSet<Cidr> routes = new TreeSet<>();
        TreeSet<Cidr> widestFirst =
                new TreeSet<>(java.util.Comparator.comparingInt(Cidr::prefix).thenComparing(c -> c));
        peers.values().forEach(p -> widestFirst.addAll(p.allowedIps()));
        for (Cidr prefix : widestFirst) {
            boolean covered = settings.addresses().stream().anyMatch(a -> a.contains(prefix))
                    || routes.stream().anyMatch(r -> r.contains(prefix));
            if (!covered) {
                routes.add(prefix);
            }
        }
        return routes;
    }
}
