package io.wgorch.run;

import io.wgorch.crypto.PresharedKey;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.keys.KeyName;
import io.wgorch.keys.KeyStore;
import io.wgorch.keys.PskName;
import io.wgorch.mesh.Mesh;
import io.wgorch.plan.PresharedKeys;
import io.wgorch.render.Renderer.Rendered;
import io.wgorch.resource.Tunnel;
import io.wgorch.wireguard.PeerKey;
import io.wgorch.wireguard.PskHash;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.WgQuickFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The wg-quick file of a node that wgorch does not reach: a phone, a laptop, an appliance. Its key is its own, when
/// the inventory gives the public half, or is made here and kept in the [KeyStore]; then the registry learns the public
/// half, and the peers with the next apply.
///
/// Failure modes: what is missing is an error, and nothing is made; so is an inventory that was not applied, because an
/// export writes nothing down but the key. The private key is durable before the registry names its public half; a run
/// that is cut off in between goes on where it was.
public final class ExportRun {
    private final Project project;
    private final Mesh mesh;
    private final Node node;
    private final TunnelId tunnel;

    private ExportRun(Project project, Mesh mesh, Node node) {
        this.project = project;
        this.mesh = mesh;
        this.node = node;
        this.tunnel = new TunnelId(node.name(), mesh.interfaceName());
    }

    /// What was exported.
    ///
    /// @param text the file; it holds the private key, unless that is the node's own affair
    /// @param waiting peers whose keys are not known yet, and which are left out
    /// @param made why the key is new, so that the peers have to learn it; empty when it is not
    public record Exported(String text, List<NodeName> waiting, Optional<String> made) {
        @Override
        public String toString() {
            return "Exported[waiting=" + waiting + ", made=" + made + "]";
        }
    }

    /// An export of a node's tunnel; empty with a diagnostic when there is nothing to export.
    ///
    /// @param meshName which, for a node in several meshes
    public static Optional<ExportRun> of(
            Project project, NodeName name, Optional<String> meshName, Diagnostics diagnostics) {
        Node node = project.inventory().node(name);
        List<Mesh> all = project.meshes().of(name);
        List<Mesh> meant = all.stream()
                .filter(m -> meshName.isEmpty()
                        || meshName.get().equals(m.definition().name()))
                .toList();
        List<String> names = all.stream().map(m -> m.definition().name()).toList();
        if (node.managed()) {
            diagnostics.error("'" + name + "' is managed: apply writes its file on its host. Only a node with"
                    + " managed: false is exported.");
        } else if (project.recorded().isEmpty()) {
            diagnostics.error(
                    "there is no registry yet, so the keys of the peers are not known. Run wgorch apply" + " first.");
        } else if (!project.recorded().equals(Optional.of(project.registry()))) {
            diagnostics.error("the inventory has changed since the last apply: run wgorch apply first.");
        } else if (meant.isEmpty()) {
            diagnostics.error("'" + name + "' is in no mesh"
                    + meshName.map(m -> " '" + m + "'").orElse("")
                    + (names.isEmpty() ? "." : ". It is in: " + String.join(", ", names) + "."));
        } else if (meant.size() > 1) {
            diagnostics.error(
                    "'" + name + "' is in the meshes " + String.join(", ", names) + ". Say which with" + " --mesh.");
        }
        return diagnostics.isEmpty() ? Optional.of(new ExportRun(project, meant.getFirst(), node)) : Optional.empty();
    }

    /// Whether the private key is in wgorch's keeping, so that the store is needed.
    public boolean needsStore() {
        return node.publicKey().isEmpty();
    }

    /// The file of a node that keeps its private key to itself.
    public Optional<Exported> withoutKey(Diagnostics diagnostics) {
        PublicKey own = node.publicKey().orElseThrow();
        if (isEvicted()) {
            diagnostics.error(
                    node.at(),
                    "'" + node.name()
                            + "' is evicted, and its 'public_key' is revoked. To have it back, write another.");
            return Optional.empty();
        }
        return text(own, new TreeMap<>(), diagnostics)
                .map(t -> exported(
                        t.replace(
                                "PrivateKey = " + WgQuickFile.PRIVATE_KEY,
                                "# PrivateKey = the one that belongs to " + own.base64()),
                        Optional.empty()));
    }

    /// The file with the key from the store, made if there never was one, or if it is revoked. A key that is in use and
    /// has got lost is an error: to put another in its place would cut the node off.
    ///
    /// @param anew make another key in any case; the one before is revoked
    /// @throws UncheckedIOException when store or registry cannot be written
    public Optional<Exported> withKey(
            KeyStore store, boolean anew, SecureRandom random, Clock clock, Diagnostics diagnostics) {
        KeyName name = new KeyName(node.name().value(), mesh.interfaceName());
        Optional<PublicKey> kept = store.get(name).map(PrivateKey::publicKey);
        Optional<String> made = anew ? Optional.of("as --new-key asks for") : lack(kept);
        if (!anew && isEvicted()) {
            diagnostics.error("'" + node.name() + "' is evicted. To have it back, make it another key: --new-key.");
            return Optional.empty();
        }
        if (made.isPresent() && !anew && inUse().isPresent()) {
            diagnostics.error("'" + node.name() + "' has a key that is in use, and its private half is not here: "
                    + made.get() + ". Take that file from git; or, if the key is lost, make another with --new-key:"
                    + " the one before is then revoked.");
            return Optional.empty();
        }
        if (made.isPresent()) {
            store.put(name, PrivateKey.generate(random));
        }
        PrivateKey key = store.get(name).orElseThrow();
        SortedMap<NodeName, PskHash> psks = psks(store, name, anew, random);
        Optional<String> text = text(key.publicKey(), psks, diagnostics);
        if (text.isPresent()) {
            try {
                store.write();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
            new Ledger(project, clock).give(tunnel, key.publicKey(), psks);
        }
        return text.map(t -> exported(
                withPsks(
                        key.base64().useText(secret -> t.replace(WgQuickFile.PRIVATE_KEY, String.valueOf(secret))),
                        psks,
                        peer -> store.psk(new PskName(name, peer.value())).orElseThrow()),
                made));
    }

    /// What stands for the preshared keys with its peers; those that the store has not are made.
    private SortedMap<NodeName, PskHash> psks(KeyStore store, KeyName tunnelName, boolean anew, SecureRandom random) {
        SortedMap<NodeName, PskHash> psks = new TreeMap<>();
        if (mesh.definition().presharedKeys()) {
            for (NodeName peer : mesh.tunnel(node.name()).peers().keySet()) {
                PskName name = new PskName(tunnelName, peer.value());
                if (anew || store.psk(name).isEmpty()) {
                    store.put(name, PresharedKey.generate(random));
                }
                psks.put(
                        peer,
                        store.psk(name).orElseThrow().hash(project.registry().meshId()));
            }
        }
        return psks;
    }

    private static String withPsks(String text, Map<NodeName, PskHash> psks, Function<NodeName, PresharedKey> ofPeer) {
        String complete = text;
        for (Map.Entry<NodeName, PskHash> psk : psks.entrySet()) {
            String with = complete;
            complete = ofPeer.apply(psk.getKey())
                    .base64()
                    .useText(secret -> with.replace(psk.getValue().text(), String.valueOf(secret)));
        }
        return complete;
    }

    /// Why the store has no key that may be used; empty if it has.
    private Optional<String> lack(Optional<PublicKey> kept) {
        if (kept.isEmpty()) {
            return Optional.of("there is none in " + storeFile());
        }
        boolean revoked =
                project.registry().revoked().stream().anyMatch(r -> r.key().equals(kept.get()));
        return revoked ? Optional.of("the one in " + storeFile() + " is revoked") : Optional.empty();
    }

    private boolean isEvicted() {
        return project.registry().isEvicted(node.name());
    }

    private Optional<PublicKey> inUse() {
        return project.registry().key(tunnel).publicKey();
    }

    private Path storeFile() {
        return KeyStore.beside(project.registryFile());
    }

    private Exported exported(String text, Optional<String> made) {
        return new Exported(
                text,
                Rehearsal.context(project, node.name(), known(), PresharedKeys.NONE)
                        .waitingFor(mesh),
                made);
    }

    /// The keys that the registry knows.
    private Map<TunnelId, PeerKey> known() {
        Map<TunnelId, PeerKey> keys = new TreeMap<>();
        project.registry()
                .nodes()
                .forEach((name, entry) -> entry.keys()
                        .forEach((interfaceName, state) ->
                                state.publicKey().ifPresent(k -> keys.put(new TunnelId(name, interfaceName), k))));
        return keys;
    }

    private Optional<String> text(PublicKey own, SortedMap<NodeName, PskHash> psks, Diagnostics diagnostics) {
        Map<TunnelId, PeerKey> keys = known();
        keys.put(tunnel, own);
        Optional<Rendered> rendered = project.renderer()
                .render(
                        Rehearsal.context(
                                project, node.name(), keys, new PresharedKeys(Map.of(tunnel, new TreeMap<>(psks)))),
                        diagnostics);
        Optional<String> text = rendered.stream()
                .flatMap(r -> r.resources().stream())
                .filter(r -> r.id().equals(Tunnel.id(mesh.interfaceName())) && r instanceof Tunnel)
                .map(r -> ((Tunnel) r).fileText())
                .findFirst();
        if (text.isEmpty() && diagnostics.isEmpty()) {
            diagnostics.error("the playbook makes no tunnel for '" + node.name() + "': none of its wireguard tasks"
                    + " names it in 'hosts'.");
        }
        return text;
    }
}
