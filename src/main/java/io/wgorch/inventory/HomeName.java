package io.wgorch.inventory;

import io.wgorch.yaml.MapReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where the private key of a tunnel can live, by the names that inventory and registry use.
public enum HomeName {
    /// On the host that has made it, and nowhere else.
    HOST,
    /// In the sealed file beside the inventory, and on the host.
    STORE,
    /// In a Vault or an OpenBao, and on the host.
    VAULT;

    private static final List<String> KEYWORDS =
            Arrays.stream(values()).map(HomeName::keyword).toList();

    /// As written in the inventory: `store`.
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The home that a key of a map names; empty where it names none, and then there is a diagnostic.
    static Optional<HomeName> read(MapReader from, String key) {
        return from.word(key, "home for keys", KEYWORDS).map(w -> valueOf(w.toUpperCase(Locale.ROOT)));
    }
}
