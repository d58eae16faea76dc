package io.wgorch.keys;

import io.wgorch.crypto.PrivateKey;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.VaultSettings;
import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PublicKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// A KV secrets engine of version 2, of HashiCorp Vault or OpenBao, as a home: one entry for each tunnel, at
/// `PATH/NODE/INTERFACE`, with `private_key`, `public_key` and `generation`. Keys are made here, with the JDK's X25519.
/// The engine keeps the versions of an entry, ten unless it is told otherwise, and so the keys before the newest.
///
/// Every write names the version that it follows (check-and-set), so that two controllers cannot overwrite each
/// other's.
///
/// Failure modes: those of [VaultServer] and [VaultSession]; no such engine; a policy that does not allow it; another
/// controller that was quicker. What is in Vault is then as it was.
public final class VaultKeys implements KeyHome {
    /// As many versions as the engine keeps, unless it is told otherwise.
    private static final int MOST_KEYS = 10;

    private final VaultSettings settings;
    private final VaultServer server;
    private final VaultSession session;
    private final SecureRandom random;

    private VaultKeys(VaultSettings settings, VaultServer server, VaultSession session, SecureRandom random) {
        this.settings = settings;
        this.server = server;
        this.session = session;
        this.random = random;
    }

    /// Logs in, and makes sure that the engine is there; empty with a diagnostic where that does not work.
    public static Optional<VaultKeys> open(
            VaultSettings settings, Patience patience, SecureRandom random, Diagnostics diagnostics) {
        try {
            VaultServer server = VaultServer.of(settings, patience);
            try {
                VaultKeys keys = new VaultKeys(settings, server, new VaultSession(server, settings.login()), random);
                keys.checkEngine();
                return Optional.of(keys);
            } catch (KeyHomeException e) {
                server.close();
                throw e;
            }
        } catch (KeyHomeException e) {
            diagnostics.error(e.getMessage());
            return Optional.empty();
        }
    }

    /// What `vault kv` asks first as well. Who may not know of an engine is told the same as where there is none.
    private void checkEngine() throws KeyHomeException {
        VaultAnswer answer = session.call("GET", "sys/internal/ui/mounts/" + settings.mount(), Map.of());
        if (answer.status() != 200) {
            throw server.failed("has no secrets engine at '" + settings.mount() + "', or the token may not use it: "
                    + answer.status() + VaultServer.why(answer));
        }
        if (!answer.text("data", "options", "version").equals(Optional.of("2"))) {
            throw server.failed("has no KV engine of version 2 at '" + settings.mount() + "', but "
                    + answer.text("data", "type").map(t -> "one of type " + t).orElse("another")
                    + answer.text("data", "options", "version")
                            .map(v -> " and version " + v)
                            .orElse("")
                    + ". Version 2 keeps the keys before the newest: vault kv enable-versioning " + settings.mount());
        }
    }

    @Override
    public SortedMap<KeyName, PublicKey> make(Collection<KeyName> names) throws KeyHomeException {
        SortedMap<KeyName, PublicKey> made = new TreeMap<>();
        for (KeyName name : names) {
            made.put(name, make(name));
        }
        return made;
    }

    private PublicKey make(KeyName name) throws KeyHomeException {
        Version before = read(name, OptionalInt.empty());
        try (PrivateKey key = PrivateKey.generate(random);
                Secret base64 = key.base64()) {
            PublicKey own = key.publicKey();
            Map<String, Object> body = Map.of(
                    "options",
                    Map.of("cas", before.number()),
                    "data",
                    Map.of(
                            "private_key",
                            base64.useText(String::new),
                            "public_key",
                            own.base64(),
                            "generation",
                            before.generation() + 1));
            VaultAnswer answer = session.call("POST", data(name), body);
            boolean overtaken = answer.status() == 400 && answer.says("check-and-set");
            if (overtaken && !isNewest(name, own)) {
                throw server.failed("has another key at " + path(name) + " than a moment ago: another controller has"
                        + " written one. Nothing was overwritten. Plan again");
            }
            if (!overtaken && answer.status() != 200) {
                throw refused("write", name, answer);
            }
            return own;
        }
    }

    /// A write that was repeated may have been carried out the first time, and only its answer lost.
    private boolean isNewest(KeyName name, PublicKey key) throws KeyHomeException {
        return read(name, OptionalInt.empty()).publicKey().equals(Optional.of(key));
    }

    @Override
    public Optional<PrivateKey> find(KeyName name, PublicKey key) throws KeyHomeException {
        Version version = read(name, OptionalInt.empty());
        int oldest = Math.max(1, version.number() - MOST_KEYS + 1);
        for (int number = version.number() - 1;
                number >= oldest && !version.publicKey().equals(Optional.of(key));
                number--) {
            version = read(name, OptionalInt.of(number));
        }
        return version.publicKey().equals(Optional.of(key)) ? Optional.of(privateKey(name, version)) : Optional.empty();
    }

    private PrivateKey privateKey(KeyName name, Version version) throws KeyHomeException {
        Optional<PrivateKey> key = PrivateKey.parse(version.privateKey().getBytes(StandardCharsets.US_ASCII));
        if (key.isEmpty() || !Optional.of(key.get().publicKey()).equals(version.publicKey())) {
            key.ifPresent(PrivateKey::close);
            throw server.failed(
                    "has something at " + path(name) + " that is no key of wgorch's: its halves do not fit");
        }
        return key.get();
    }

    @Override
    public void remove(KeyName name) throws KeyHomeException {
        VaultAnswer answer = session.call("DELETE", settings.mount() + "/metadata/" + path(name), Map.of());
        if (answer.status() != 204 && answer.status() != 404) {
            throw refused("delete", name, answer);
        }
    }

    /// One version of an entry; of one that is not there, or deleted, without its data.
    ///
    /// @param number 0 where there never was any
    private record Version(int number, int generation, Optional<PublicKey> publicKey, String privateKey) {
        @Override
        public String toString() {
            return "Version[number=" + number + "]";
        }
    }

    private Version read(KeyName name, OptionalInt number) throws KeyHomeException {
        String query = number.isPresent() ? "?version=" + number.getAsInt() : "";
        VaultAnswer answer = session.call("GET", data(name) + query, Map.of());
        if (answer.status() != 200 && answer.status() != 404) {
            throw refused("read", name, answer);
        }
        return new Version(
                answer.number("data", "metadata", "version").orElse(0),
                answer.number("data", "data", "generation").orElse(0),
                answer.text("data", "data", "public_key").flatMap(PublicKey::parse),
                answer.text("data", "data", "private_key").orElse(""));
    }

    private KeyHomeException refused(String verb, KeyName name, VaultAnswer answer) {
        return server.failed((answer.status() == 403 ? "forbids to " : "does not ") + verb + " "
                + path(name) + ": " + answer.status() + VaultServer.why(answer)
                + (answer.status() == 403 ? ". Look at the policy of the token" : ""));
    }

    private String path(KeyName name) {
        return settings.path() + "/" + name.node() + "/" + name.interfaceName();
    }

    private String data(KeyName name) {
        return settings.mount() + "/data/" + path(name);
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public String toString() {
        return "the Vault at " + settings.address();
    }
}
