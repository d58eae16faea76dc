package io.wgorch.inventory;

import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Entry;
import io.wgorch.inventory.Registry.Evicted;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.Ip;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.yaml.YamlWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The registry as text: the same registry gives the same bytes, and what did not change keeps its lines, so that a
/// diff in git shows what happened.
final class RegistryText {
    static final int FORMAT = 1;
    static final String SLOTS = "meshes";
    static final String BLOCKS = "blocks";
    static final String PUNCHED = "punched";
    static final String EVICTED = "evicted";
    private static final String HEADER = "# written by wgorch; keep it in git; no secrets\n";

    private RegistryText() {}

    static String write(Registry registry, Portable paths) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("format", FORMAT);
        root.put("mesh", registry.meshId());
        root.put("serial", registry.serial());
        root.put("nodes", entries(registry.nodes(), paths));
        root.put(
                "revoked",
                registry.revoked().stream().map(RegistryText::revoked).toList());
        root.put("debts", registry.debts().stream().map(RegistryText::debt).toList());
        root.put("departed", entries(registry.departed(), paths));
        if (!registry.slots().isEmpty()) {
            root.put(SLOTS, slots(registry.slots()));
        }
        if (!registry.blocks().isEmpty()) {
            root.put(BLOCKS, blocks(registry.blocks()));
        }
        if (!registry.punched().isEmpty()) {
            root.put(
                    PUNCHED,
                    registry.punched().stream().map(RegistryText::punched).toList());
        }
        if (!registry.evicted().isEmpty()) {
            root.put(EVICTED, evicted(registry.evicted()));
        }
        return HEADER + YamlWriter.write(root) + RegistryFile.END + "\n";
    }

    static final String PSKS = "preshared_keys";

    private static Map<String, Object> entries(Map<NodeName, Entry> entries, Portable paths) {
        Map<String, Object> out = new LinkedHashMap<>();
        entries.forEach((name, entry) -> out.put(name.value(), entry(entry, paths)));
        return out;
    }

    private static Map<String, Object> entry(Entry entry, Portable paths) {
        Map<String, Object> out = new LinkedHashMap<>();
        if (!entry.managed()) {
            out.put("managed", false);
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        entry.keys().forEach((interfaceName, key) -> keys.put(interfaceName, key(key)));
        if (!keys.isEmpty()) {
            out.put("keys", keys);
        }
        out.put("addresses", entry.addresses().stream().map(Ip::text).toList());
        if (!entry.former().isEmpty()) {
            out.put("former", entry.former().stream().map(Ip::text).toList());
        }
        Map<String, Object> ssh = ssh(entry.ssh(), paths);
        if (!ssh.isEmpty()) {
            out.put("ssh", ssh);
        }
        return out;
    }

    private static Map<String, Object> key(KeyState key) {
        Map<String, Object> out = new LinkedHashMap<>();
        key.publicKey().map(PublicKey::base64).ifPresent(k -> out.put("public_key", k));
        home(key.home()).ifPresent(h -> out.put("home", h));
        key.nextKey().map(PublicKey::base64).ifPresent(k -> out.put("next_key", k));
        home(key.nextHome()).ifPresent(h -> out.put("next_home", h));
        key.since().ifPresent(i -> out.put("since", i.toString()));
        if (!key.psks().isEmpty()) {
            Map<String, Object> psks = new LinkedHashMap<>();
            key.psks().forEach((peer, psk) -> psks.put(peer.value(), psk.hex()));
            out.put(PSKS, psks);
        }
        return out;
    }

    /// Most keys live on their hosts, so that is not said.
    private static Optional<String> home(HomeName home) {
        return home == HomeName.HOST ? Optional.empty() : Optional.of(home.keyword());
    }

    private static Map<String, Object> slots(Map<String, Slot> slots) {
        Map<String, Object> out = new LinkedHashMap<>();
        slots.forEach((mesh, slot) -> {
            Map<String, Object> own = new LinkedHashMap<>();
            own.put("interface", slot.interfaceName());
            own.put("listen_port", slot.listenPort());
            out.put(mesh, own);
        });
        return out;
    }

    private static Map<String, Object> blocks(Map<NodeName, List<Cidr>> blocks) {
        Map<String, Object> out = new LinkedHashMap<>();
        blocks.forEach((hub, prefixes) ->
                out.put(hub.value(), prefixes.stream().map(Cidr::toString).toList()));
        return out;
    }

    private static Map<String, Object> evicted(Map<NodeName, Evicted> evicted) {
        Map<String, Object> out = new LinkedHashMap<>();
        evicted.forEach((node, how) -> {
            Map<String, Object> own = new LinkedHashMap<>();
            own.put("since", how.since().toString());
            own.put("host_keys", how.hostKeys());
            out.put(node.value(), own);
        });
        return out;
    }

    private static Map<String, Object> ssh(SshSettings ssh, Portable paths) {
        Map<String, Object> out = new LinkedHashMap<>();
        ssh.host().ifPresent(v -> out.put("host", v));
        ssh.port().ifPresent(v -> out.put("port", v));
        ssh.user().ifPresent(v -> out.put("user", v));
        ssh.identityFile().ifPresent(v -> out.put("identity_file", paths.shorten(v)));
        ssh.knownHosts().ifPresent(v -> out.put("known_hosts", paths.shorten(v)));
        ssh.hostKey().ifPresent(v -> out.put("host_key", v));
        ssh.jump().ifPresent(v -> out.put("jump", v));
        return out;
    }

    private static Map<String, Object> revoked(Revoked revoked) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("public_key", revoked.key().base64());
        out.put("node", revoked.node().value());
        out.put("since", revoked.since().toString());
        out.put("why", revoked.why());
        return out;
    }

    private static Map<String, Object> punched(Punched punched) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("interface", punched.interfaceName());
        out.put("between", List.of(punched.one().value(), punched.other().value()));
        out.put(
                "endpoints",
                punched.endpoints().stream().map(Endpoint::toString).toList());
        out.put("since", punched.since().toString());
        return out;
    }

    private static Map<String, Object> debt(Debt debt) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("host", debt.host().value());
        out.put("public_key", debt.key().base64());
        return out;
    }
}
