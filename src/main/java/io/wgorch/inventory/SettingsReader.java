package io.wgorch.inventory;

import io.wgorch.inventory.Settings.Role;
import io.wgorch.inventory.Settings.TunnelSettings;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlMap;
import io.wgorch.yaml.YamlNode.YamlRefused;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the settings that nodes share with groups and `defaults:`.
final class SettingsReader {
    static final List<String> KEYS = List.of(
            "listen_port",
            "mtu",
            "path_mtu",
            "keepalive",
            "managed",
            "nat",
            "site",
            "hub",
            "relay",
            "forward",
            "allow_hooks",
            "keys",
            "rotate_after",
            "ssh",
            "vars");

    /// The least that every IPv4 link carries (RFC 791, RFC 1122).
    private static final int MIN_MTU_V4 = 576;

    /// The least that IPv6 asks of a link (RFC 8200).
    private static final int MIN_MTU_V6 = 1280;

    /// Bytes that WireGuard adds to a packet: IPv6, UDP and its own header, and the tag.
    private static final int TUNNEL_OVERHEAD = 80;

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9]\\d{0,17}");

    private final SshReader ssh;
    private final NamesReader names;
    private final boolean ipv6;

    SettingsReader(SshReader ssh, NamesReader names, boolean ipv6) {
        this.ssh = ssh;
        this.names = names;
        this.ipv6 = ipv6;
    }

    Settings read(MapReader from) {
        Optional<MapReader> sshMap = from.map("ssh", "'ssh' of " + from.what());
        Optional<MapReader> vars = from.map("vars", "'vars' of " + from.what());
        return new Settings(
                new TunnelSettings(
                        from.integer("listen_port", 1, 65535),
                        from.integer("mtu", leastMtu(ipv6), 65535),
                        from.integer("path_mtu", leastMtu(ipv6) + TUNNEL_OVERHEAD, 65535),
                        from.integer("keepalive", 0, 65535)),
                role(from),
                from.bool("allow_hooks"),
                KeySettings.read(from),
                sshMap.map(ssh::read).orElse(SshSettings.NONE),
                vars.map(SettingsReader::vars).orElse(Map.of()));
    }

    /// The least that a tunnel must carry, in bytes.
    static int leastMtu(boolean ipv6) {
        return ipv6 ? MIN_MTU_V6 : MIN_MTU_V4;
    }

    private Role role(MapReader from) {
        return new Role(
                from.bool("managed"),
                from.bool("nat"),
                from.string("site"),
                from.scalar("hub").flatMap(s -> names.name(s, "hub")),
                from.bool("relay"),
                from.bool("forward"));
    }

    private static Map<String, Object> vars(MapReader from) {
        Map<String, Object> vars = new LinkedHashMap<>();
        from.entries().forEach(e -> vars.put(e.key().text(), value(e.value())));
        return vars;
    }

    /// Plain `true` and `false` are booleans, plain decimal integers numbers, every other scalar is its text.
    private static Object value(YamlNode node) {
        return switch (node) {
            case YamlScalar s when s.quoted() -> s.text();
            case YamlScalar s
            when s.text().equals("true") || s.text().equals("false") -> s.text().equals("true");
            case YamlScalar s when INTEGER.matcher(s.text()).matches() -> Long.valueOf(s.text());
            case YamlScalar s -> s.text();
            case YamlRefused _ -> "";
            case YamlList list -> {
                List<Object> items = new ArrayList<>();
                list.items().forEach(i -> items.add(value(i)));
                yield List.copyOf(items);
            }
            case YamlMap map -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                map.entries().forEach(e -> entries.put(e.key().text(), value(e.value())));
                yield Collections.unmodifiableMap(entries);
            }
        };
    }
}
