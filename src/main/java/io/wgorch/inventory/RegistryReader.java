package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Evicted;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlNode.YamlList;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the registry strictly: every section is there, every key is known, no key or address has two owners.
final class RegistryReader {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern INTERFACE = Pattern.compile("[a-zA-Z0-9_=+.-]{1,15}");
    private static final List<String> SECTIONS =
            List.of("format", "mesh", "serial", "nodes", "revoked", "debts", "departed");

    private final Diagnostics diagnostics;
    private final SshReader ssh;
    private final Map<Object, String> owners = new HashMap<>();
    private final Map<PublicKey, InUse> inUse = new HashMap<>();

    RegistryReader(Portable paths, Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.ssh = new SshReader(paths, diagnostics);
    }

    /// Where a key stands that is in use, or comes next.
    private record InUse(String node, SourcePosition at) {}

    /// The registry, as far as there were no errors.
    Optional<Registry> read(YamlNode tree) {
        Optional<MapReader> root = MapReader.of(tree, "the registry", diagnostics);
        if (root.isEmpty() || !known(root.get())) {
            return Optional.empty();
        }
        return registry(root.get());
    }

    private boolean known(MapReader root) {
        Optional<Integer> format = root.integer("format", 1, Integer.MAX_VALUE);
        if (!root.has("format")) {
            diagnostics.error(root.at(), "this is no registry: it has no 'format'.");
        }
        format.filter(f -> f > RegistryText.FORMAT)
                .ifPresent(f -> diagnostics.error(
                        root.valueAt("format"),
                        "the registry was written by a newer wgorch, in format " + f + "; this one knows format "
                                + RegistryText.FORMAT + ". Use a newer wgorch."));
        return format.filter(f -> f == RegistryText.FORMAT).isPresent();
    }

    private Optional<Registry> registry(MapReader root) {
        root.refuseUnknownKeys(Stream.concat(
                        SECTIONS.stream(),
                        Stream.of(RegistryText.SLOTS, RegistryText.BLOCKS, RegistryText.PUNCHED, RegistryText.EVICTED))
                .toList());
        SECTIONS.stream()
                .filter(s -> !root.has(s))
                .forEach(s -> diagnostics.error(root.at(), "the registry has no '" + s + "'. It is incomplete."));
        Optional<String> mesh = word(root, "mesh");
        Optional<Long> serial = root.number("serial", 0, Long.MAX_VALUE);
        NavigableMap<NodeName, Entry> nodes = entries(root, "nodes");
        NavigableMap<NodeName, Entry> departed = entries(root, "departed");
        departed.keySet().stream()
                .filter(nodes::containsKey)
                .forEach(n ->
                        diagnostics.error(root.keyAt("departed"), "'" + n + "' is both in 'nodes' and in 'departed'."));
        List<Revoked> revoked = items(root, "revoked", this::revoked);
        revoked.forEach(this::refuseInUse);
        List<Debt> debts = items(root, "debts", this::debt);
        List<Punched> punched = items(root, RegistryText.PUNCHED, this::punched);
        if (mesh.isEmpty() || serial.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Registry(
                mesh.get(),
                serial.get(),
                nodes,
                revoked,
                debts,
                departed,
                slots(root),
                blocks(root),
                punched,
                evicted(root)));
    }

    private NavigableMap<NodeName, Entry> entries(MapReader root, String section) {
        NavigableMap<NodeName, Entry> entries = new TreeMap<>();
        List<YamlNode.Entry> written =
                root.map(section, "'" + section + "'").map(MapReader::entries).orElse(List.of());
        for (YamlNode.Entry e : written) {
            Optional<NodeName> name = name(e.key());
            Optional<MapReader> map = MapReader.of(e.value(), what(e.key().text()), diagnostics);
            if (name.isPresent() && map.isPresent()) {
                entries.put(name.get(), entry(map.get()));
            }
        }
        return entries;
    }

    private Entry entry(MapReader map) {
        map.refuseUnknownKeys(List.of("managed", "keys", "addresses", "former", "ssh"));
        if (map.list("addresses").isEmpty() && !map.has("addresses")) {
            diagnostics.error(map.at(), map.what() + " has no 'addresses'. It is incomplete.");
        }
        return new Entry(
                keys(map),
                addresses(map, "addresses", (address, at) -> own(address, at, map.what())),
                addresses(map, "former", (_, _) -> {}),
                map.map("ssh", "'ssh' of " + map.what()).map(ssh::read).orElse(SshSettings.NONE),
                map.bool("managed").orElse(true));
    }

    private List<InetAddress> addresses(MapReader map, String key, BiConsumer<InetAddress, YamlScalar> check) {
        List<InetAddress> addresses = new ArrayList<>();
        for (YamlScalar s : map.scalars(key)) {
            Optional<InetAddress> address = Ip.parse(s.text());
            if (address.isEmpty()) {
                diagnostics.error(s.at(), Shown.text(s.text()) + " is not an address.");
            }
            address.ifPresent(a -> {
                check.accept(a, s);
                addresses.add(a);
            });
        }
        return addresses;
    }

    private NavigableMap<String, KeyState> keys(MapReader node) {
        NavigableMap<String, KeyState> keys = new TreeMap<>();
        List<YamlNode.Entry> written = node.map("keys", "'keys' of " + node.what())
                .map(MapReader::entries)
                .orElse(List.of());
        for (YamlNode.Entry e : written) {
            Optional<String> interfaceName = interfaceName(e.key());
            MapReader.of(e.value(), "the key of " + Shown.text(e.key().text()), diagnostics)
                    .ifPresent(map -> interfaceName.ifPresent(name -> keys.put(name, state(map, node.what()))));
        }
        return keys;
    }

    private KeyState state(MapReader map, String owner) {
        map.refuseUnknownKeys(List.of("public_key", "home", "next_key", "next_home", "since", RegistryText.PSKS));
        Optional<PublicKey> current = key(map, "public_key");
        current.ifPresent(k -> map.scalar("public_key").ifPresent(s -> own(k, s, owner)));
        Optional<PublicKey> next = key(map, "next_key");
        current.ifPresent(k -> inUse.put(k, new InUse(owner, map.valueAt("public_key"))));
        next.ifPresent(k -> inUse.put(k, new InUse(owner, map.valueAt("next_key"))));
        return new KeyState(current, home(map, "home"), next, home(map, "next_home"), instant(map), psks(map));
    }

    private SortedMap<NodeName, PskHash> psks(MapReader key) {
        SortedMap<NodeName, PskHash> psks = new TreeMap<>();
        List<YamlNode.Entry> written = key.map(RegistryText.PSKS, "'" + RegistryText.PSKS + "' of " + key.what())
                .map(MapReader::entries)
                .orElse(List.of());
        for (YamlNode.Entry e : written) {
            Optional<NodeName> peer = name(e.key());
            Optional<PskHash> hash = e.value() instanceof YamlScalar s ? PskHash.ofHex(s.text()) : Optional.empty();
            if (hash.isEmpty()) {
                diagnostics.error(e.value().at(), "what stands for a preshared key has 12 hexadecimal digits.");
            }
            peer.ifPresent(p -> hash.ifPresent(h -> psks.put(p, h)));
        }
        return psks;
    }

    private static HomeName home(MapReader map, String key) {
        return HomeName.read(map, key).orElse(HomeName.HOST);
    }

    private NavigableMap<NodeName, Evicted> evicted(MapReader root) {
        NavigableMap<NodeName, Evicted> evicted = new TreeMap<>();
        List<YamlNode.Entry> written = root.map(RegistryText.EVICTED, "'" + RegistryText.EVICTED + "'")
                .map(MapReader::entries)
                .orElse(List.of());
        for (YamlNode.Entry e : written) {
            MapReader.of(e.value(), "node " + Shown.text(e.key().text()), diagnostics)
                    .flatMap(this::evictedNode)
                    .ifPresent(how -> name(e.key()).ifPresent(node -> evicted.put(node, how)));
        }
        return evicted;
    }

    private Optional<Evicted> evictedNode(MapReader map) {
        map.refuseUnknownKeys(List.of("since", "host_keys"));
        List<YamlScalar> written = map.scalars("host_keys");
        written.stream()
                .filter(s -> !SshReader.HOST_KEY.matcher(s.text()).matches())
                .forEach(s -> diagnostics.error(
                        s.at(), Shown.text(s.text()) + " is not the fingerprint of an SSH host key: SHA256:..."));
        Optional<Instant> since = map.requiredScalar("since").isPresent() ? instant(map) : Optional.empty();
        return since.map(
                at -> new Evicted(at, written.stream().map(YamlScalar::text).toList()));
    }

    private NavigableMap<String, Slot> slots(MapReader root) {
        NavigableMap<String, Slot> slots = new TreeMap<>();
        List<YamlNode.Entry> written = root.map(RegistryText.SLOTS, "'" + RegistryText.SLOTS + "'")
                .map(MapReader::entries)
                .orElse(List.of());
        for (YamlNode.Entry e : written) {
            MapReader.of(e.value(), "mesh " + Shown.text(e.key().text()), diagnostics)
                    .flatMap(this::slot)
                    .ifPresent(slot -> name(e.key()).ifPresent(mesh -> slots.put(mesh.value(), slot)));
        }
        return slots;
    }

    private Optional<Slot> slot(MapReader map) {
        map.refuseUnknownKeys(List.of("interface", "listen_port"));
        Optional<String> interfaceName = map.requiredScalar("interface").flatMap(this::interfaceName);
        Optional<Integer> port = map.requiredScalar("listen_port").flatMap(_ -> map.integer("listen_port", 1, 65535));
        return interfaceName.flatMap(i -> port.map(p -> new Slot(i, p)));
    }

    private NavigableMap<NodeName, List<Cidr>> blocks(MapReader root) {
        NavigableMap<NodeName, List<Cidr>> blocks = new TreeMap<>();
        List<Cidr> all = new ArrayList<>();
        Optional<MapReader> section = root.map(RegistryText.BLOCKS, "'" + RegistryText.BLOCKS + "'");
        for (YamlNode.Entry e : section.map(MapReader::entries).orElse(List.of())) {
            List<Cidr> own = new ArrayList<>();
            for (YamlScalar s : section.get().scalars(e.key().text())) {
                Optional<Cidr> prefix = Cidr.parse(s.text()).filter(Cidr::isNetwork);
                if (prefix.isEmpty()) {
                    diagnostics.error(s.at(), Shown.text(s.text()) + " is not a prefix such as 10.0.1.0/24.");
                } else if (all.stream().anyMatch(prefix.get()::overlaps)) {
                    diagnostics.error(s.at(), prefix.get() + " overlaps another block. Each hub has its own.");
                }
                prefix.ifPresent(own::add);
                prefix.ifPresent(all::add);
            }
            name(e.key()).ifPresent(hub -> blocks.put(hub, own));
        }
        return blocks;
    }

    /// Two nodes with one key or one address: the trace of a merge gone wrong. A node that is not managed may have one
    /// key for all its meshes.
    private void own(Object keyOrAddress, YamlScalar at, String what) {
        String owner = owners.putIfAbsent(keyOrAddress, what);
        if (owner != null && !(owner.equals(what) && keyOrAddress instanceof PublicKey)) {
            String thing = keyOrAddress instanceof PublicKey ? "key" : "address";
            diagnostics.error(at.at(), "this is also the " + thing + " of " + owner + ". Each node has its own.");
        }
    }

    private Optional<Revoked> revoked(MapReader map) {
        map.refuseUnknownKeys(List.of("public_key", "node", "since", "why"));
        Optional<NodeName> node = map.requiredScalar("node").flatMap(this::name);
        Optional<PublicKey> key = requiredKey(map);
        Optional<Instant> since = map.requiredScalar("since").isPresent() ? instant(map) : Optional.empty();
        Optional<String> why = word(map, "why");
        return node.isPresent() && key.isPresent() && since.isPresent() && why.isPresent()
                ? Optional.of(new Revoked(key.get(), node.get(), since.get(), why.get()))
                : Optional.empty();
    }

    /// A key stays recorded while it is revoked only where its node has left, or has left a mesh, and its host is not
    /// clean of it yet.
    private void refuseInUse(Revoked revoked) {
        Optional.ofNullable(inUse.get(revoked.key()))
                .filter(use -> !revoked.why().equals(Keyring.REMOVED)
                        || !use.node().equals(what(revoked.node().value())))
                .ifPresent(use -> diagnostics.error(
                        use.at(),
                        "this key is revoked (" + revoked.node() + ", " + revoked.why() + "), and a revoked key never"
                                + " comes back. Take the key out here, or out of 'revoked' if it never was."));
    }

    private static String what(String node) {
        return "node " + Shown.text(node);
    }

    private Optional<Debt> debt(MapReader map) {
        map.refuseUnknownKeys(List.of("host", "public_key"));
        Optional<NodeName> host = map.requiredScalar("host").flatMap(this::name);
        Optional<PublicKey> key = requiredKey(map);
        return host.flatMap(h -> key.map(k -> new Debt(h, k)));
    }

    private Optional<Punched> punched(MapReader map) {
        map.refuseUnknownKeys(List.of("interface", "between", "endpoints", "since"));
        Optional<String> interfaceName = map.requiredScalar("interface").flatMap(this::interfaceName);
        List<NodeName> pair = map.scalars("between").stream()
                .flatMap(s -> name(s).stream())
                .sorted()
                .distinct()
                .toList();
        if (pair.size() != 2) {
            diagnostics.error(map.valueAt("between"), map.what() + " needs 'between', the names of two nodes.");
        }
        List<YamlScalar> written = map.scalars("endpoints");
        List<Endpoint> endpoints =
                written.stream().flatMap(s -> endpoint(s).stream()).toList();
        if (!written.isEmpty() && written.size() != 2) {
            diagnostics.error(map.valueAt("endpoints"), "'endpoints' must be two, or none for a try that failed.");
        }
        interfaceName
                .filter(i -> owners.put(List.of(i, pair), "") != null)
                .ifPresent(_ -> diagnostics.error(map.at(), "this pair stands in 'punched' twice."));
        Optional<Instant> since = map.requiredScalar("since").isPresent() ? instant(map) : Optional.empty();
        return interfaceName.isPresent()
                        && pair.size() == 2
                        && endpoints.size() == written.size()
                        && endpoints.size() % 2 == 0
                        && since.isPresent()
                ? Optional.of(new Punched(interfaceName.get(), pair.getFirst(), pair.getLast(), endpoints, since.get()))
                : Optional.empty();
    }

    /// Learned from the kernel, so never a name.
    private Optional<Endpoint> endpoint(YamlScalar written) {
        Optional<Endpoint> endpoint = Endpoint.parse(written.text()).filter(Endpoint::isLiteral);
        if (endpoint.isEmpty()) {
            diagnostics.error(
                    written.at(), Shown.text(written.text()) + " is not an address with a port: 192.0.2.7:51820.");
        }
        return endpoint;
    }

    private Optional<String> interfaceName(YamlScalar written) {
        boolean fits = INTERFACE.matcher(written.text()).matches();
        if (!fits) {
            diagnostics.error(written.at(), Shown.text(written.text()) + " cannot be the name of an interface.");
        }
        return Optional.of(written.text()).filter(_ -> fits);
    }

    private <T> List<T> items(MapReader root, String section, Function<MapReader, Optional<T>> read) {
        List<YamlNode> items = root.list(section).map(YamlList::items).orElse(List.of());
        List<T> found = new ArrayList<>();
        for (YamlNode item : items) {
            MapReader.of(item, "an item of '" + section + "'", diagnostics)
                    .flatMap(read)
                    .ifPresent(found::add);
        }
        return found;
    }

    private Optional<PublicKey> requiredKey(MapReader map) {
        return map.requiredScalar("public_key").isPresent() ? key(map, "public_key") : Optional.empty();
    }

    private Optional<PublicKey> key(MapReader map, String key) {
        Optional<YamlScalar> written = map.scalar(key);
        Optional<PublicKey> parsed = written.map(YamlScalar::text).flatMap(PublicKey::parse);
        if (parsed.isEmpty()) {
            written.ifPresent(s -> diagnostics.error(
                    s.at(), "'" + key + "' must be a WireGuard public key: 44 characters of base64."));
        }
        return parsed;
    }

    private Optional<Instant> instant(MapReader map) {
        return map.scalar("since").flatMap(s -> {
            try {
                return Optional.of(Instant.parse(s.text()));
            } catch (DateTimeException e) {
                diagnostics.error(s.at(), "'since' must be a moment such as 2026-11-22T12:00:00Z.");
                return Optional.empty();
            }
        });
    }

    private Optional<String> word(MapReader map, String key) {
        Optional<YamlScalar> written = map.requiredScalar(key);
        written.filter(s -> !WORD.matcher(s.text()).matches())
                .ifPresent(s ->
                        diagnostics.error(s.at(), "'" + key + "' must be one word of letters, digits, '_' and '-'."));
        return written.map(YamlScalar::text).filter(t -> WORD.matcher(t).matches());
    }

    private Optional<NodeName> name(YamlScalar written) {
        Optional<NodeName> name = NodeName.parse(written.text());
        if (name.isEmpty()) {
            diagnostics.error(written.at(), Shown.text(written.text()) + " cannot be the name of a node.");
        }
        return name;
    }
}
