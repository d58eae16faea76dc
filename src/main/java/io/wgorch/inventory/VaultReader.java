package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.inventory.VaultSettings.AppRole;
import io.wgorch.inventory.VaultSettings.Login;
import io.wgorch.inventory.VaultSettings.TokenFile;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Reads `vault:`. Every form is narrow enough that no value can be more than it should in a URL or a header. No file
/// is opened.
final class VaultReader {
    static final List<String> KEYS =
            List.of("address", "mount", "path", "namespace", "ca_file", "token_file", "approle");
    static final List<String> APPROLE_KEYS = List.of("role_id", "secret_id_file", "mount");

    private static final Pattern ADDRESS =
            Pattern.compile("(https?)://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(?::([1-9]\\d{0,4}))?/?");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1\\]");
    private static final Pattern PATH =
            Pattern.compile("(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*");
    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9._-]+");
    private static final String PATH_RULE = "must be names of letters, digits, '.', '_' and '-', joined by '/'";

    private final PathReader paths;
    private final Diagnostics diagnostics;

    VaultReader(Portable paths, Diagnostics diagnostics) {
        this.paths = new PathReader(paths, diagnostics, "vault");
        this.diagnostics = diagnostics;
    }

    /// Empty when anything of it is wrong.
    Optional<VaultSettings> read(MapReader from) {
        from.refuseUnknownKeys(KEYS);
        from.requiredScalar("address");
        from.requiredScalar("path");
        Optional<URI> address = text(
                        from,
                        "address",
                        VaultReader::isAddress,
                        "must be https://HOST or https://HOST:PORT; http is for this machine (127.0.0.1) only, as keys"
                                + " and tokens would be read on the way")
                .map(a -> URI.create(a.replaceFirst("/$", "")));
        Optional<String> path = path(from, "path");
        Optional<Login> login = login(from);
        Optional<String> mount = from.has("mount") ? path(from, "mount") : Optional.of("secret");
        Optional<String> namespace = path(from, "namespace");
        var caFile = paths.read(from, "ca_file");
        return address.isPresent() && path.isPresent() && login.isPresent() && mount.isPresent()
                ? Optional.of(new VaultSettings(address.get(), mount.get(), path.get(), namespace, caFile, login.get()))
                : Optional.empty();
    }

    private Optional<Login> login(MapReader from) {
        if (from.has("token_file") == from.has("approle")) {
            diagnostics.error(
                    from.has("approle") ? from.keyAt("approle") : from.at(),
                    from.what() + " needs 'token_file' or 'approle', one of the two.");
        }
        return paths.read(from, "token_file")
                .<Login>map(TokenFile::new)
                .or(() -> from.map("approle", "'approle' of " + from.what()).flatMap(this::appRole));
    }

    private Optional<Login> appRole(MapReader from) {
        from.refuseUnknownKeys(APPROLE_KEYS);
        from.requiredScalar("role_id");
        from.requiredScalar("secret_id_file");
        Optional<String> mount = from.has("mount") ? path(from, "mount") : Optional.of("approle");
        Optional<String> role =
                text(from, "role_id", r -> ROLE.matcher(r).matches(), "must be letters, digits, '.', '_' and '-'");
        return paths.read(from, "secret_id_file")
                .flatMap(file -> role.flatMap(r -> mount.map(m -> new AppRole(m, r, file))));
    }

    private static boolean isAddress(String text) {
        var parts = ADDRESS.matcher(text);
        if (!parts.matches()) {
            return false;
        }
        String host = parts.group(2);
        boolean port = parts.group(3) == null || Integer.parseInt(parts.group(3)) <= 65535;
        boolean encrypted =
                parts.group(1).equals("https") || LOOPBACK.matcher(host).matches();
        return port && encrypted && Endpoint.isHost(host.replaceAll("[\\[\\]]", ""));
    }

    private Optional<String> path(MapReader from, String key) {
        return text(from, key, p -> PATH.matcher(p).matches(), PATH_RULE);
    }

    private Optional<String> text(MapReader from, String key, Predicate<String> fits, String rule) {
        Optional<YamlScalar> value = from.scalar(key);
        value.filter(v -> !fits.test(v.text()))
                .ifPresent(v -> diagnostics.error(
                        v.at(), "'vault." + key + "' " + rule + ". " + Shown.text(v.text()) + " is not."));
        return value.map(YamlScalar::text).filter(fits);
    }
}
