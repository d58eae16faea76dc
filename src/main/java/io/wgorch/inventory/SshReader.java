package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.Shown;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.yaml.MapReader;
import io.wgorch.yaml.YamlNode.YamlScalar;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `ssh:`. Every form is narrow enough that no value can be taken for an option of ssh or reach a shell.
final class SshReader {
    static final List<String> KEYS =
            List.of("host", "port", "user", "identity_file", "known_hosts", "host_key", "jump");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\\$?");
    static final Pattern HOST_KEY = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
    private static final Pattern JUMP =
            Pattern.compile("(?:([^@]+)@)?(\\[[^\\]]+\\]|[^:@\\[\\]]+)(?::([1-9]\\d{0,4}))?");

    private final PathReader paths;
    private final Diagnostics diagnostics;

    SshReader(Portable paths, Diagnostics diagnostics) {
        this.paths = new PathReader(paths, diagnostics, "ssh");
        this.diagnostics = diagnostics;
    }

    SshSettings read(MapReader from) {
        from.refuseUnknownKeys(KEYS);
        return new SshSettings(
                text(
                        from,
                        "host",
                        Endpoint::isHost,
                        "must be a host name or an address; a port goes into ssh.port and a user into ssh.user"),
                from.integer("port", 1, 65535),
                text(
                        from,
                        "user",
                        u -> USER.matcher(u).matches(),
                        "must be a login name: letters, digits, '_', '.' and '-', not starting with '-' or '.'"),
                paths.read(from, "identity_file"),
                paths.read(from, "known_hosts"),
                text(
                        from,
                        "host_key",
                        k -> HOST_KEY.matcher(k).matches(),
                        "must be the fingerprint of the host's key as 'ssh-keygen -lf' prints it: 'SHA256:' and 43"
                                + " characters"),
                text(from, "jump", SshReader::isJump, "must be one host to go through, as [user@]host[:port]"));
    }

    private static boolean isJump(String text) {
        Matcher m = JUMP.matcher(text);
        if (!m.matches()) {
            return false;
        }
        String host = m.group(2).replaceAll("[\\[\\]]", "");
        boolean userFits = m.group(1) == null || USER.matcher(m.group(1)).matches();
        boolean portFits = m.group(3) == null || (portOf(m.group(3)) >= 1 && portOf(m.group(3)) <= 65535);
        return userFits && Endpoint.isHost(host) && portFits;
    }

    private static int portOf(String digits) {
        return Integer.parseInt(digits);
    }

    private Optional<String> text(MapReader from, String key, Predicate<String> fits, String rule) {
        Optional<YamlScalar> value = from.scalar(key);
        value.filter(v -> !fits.test(v.text()))
                .ifPresent(v -> diagnostics.error(
                        v.at(), "'ssh." + key + "' " + rule + ". " + Shown.text(v.text()) + " is not."));
        return value.map(YamlScalar::text).filter(fits);
    }
}
