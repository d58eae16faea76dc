package io.wgorch.ssh;

import io.wgorch.ssh.SshException.Reason;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Jump hosts: `ProxyJump a,b` means that b is reached through a, and the target through b.
final class Hop {
    private static final Pattern SPEC = Pattern.compile(
            "(?:ssh://)?(?:(?<user>[^@]*)@)?(?:\\[(?<v6>[^\\]]+)]|(?<host>[^:\\[\\]]+))(?::(?<port>\\d{1,5}))?/?");

    private Hop() {}

    /// The hop that dials the target, itself reached through those before it; empty for a direct connection.
    ///
    /// The hop reads the target's known_hosts file. The rest of its settings are its own, from ssh_config.
    static Optional<SshTarget> before(SshTarget target, ResolvedHost resolved) throws SshException {
        Optional<String> jump =
                resolved.proxyJump().filter(j -> !j.equalsIgnoreCase("none")).filter(j -> !j.isBlank());
        if (jump.isEmpty()) {
            return Optional.empty();
        }
        String hops = jump.get();
        int comma = hops.lastIndexOf(',');
        String last = hops.substring(comma + 1).strip();
        Matcher spec = SPEC.matcher(last);
        if (!spec.matches()) {
            throw new SshException(
                    Reason.CONFIGURATION,
                    target.name() + ": '" + Text.quote(last) + "' is not a jump host",
                    "write jump hosts as [user@]host[:port], separated by commas");
        }
        String host = Optional.ofNullable(spec.group("v6")).orElseGet(() -> spec.group("host"));
        return Optional.of(new SshTarget(
                target.name() + ", jump host " + host,
                host,
                Optional.ofNullable(spec.group("port")).map(Integer::valueOf),
                Optional.ofNullable(spec.group("user")),
                Optional.empty(),
                target.knownHosts(),
                Optional.empty(),
                comma < 0 ? Optional.empty() : Optional.of(hops.substring(0, comma))));
    }
}
