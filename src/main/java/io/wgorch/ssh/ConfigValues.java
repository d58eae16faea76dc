package io.wgorch.ssh;

import io.wgorch.ssh.SshException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The values ssh_config has for one host, and how they and the inventory's make a [ResolvedHost].
///
/// @param values lower-case keyword to its values, in order
/// @param environment for `SSH_AUTH_SOCK`
/// @param home what `~` stands for
record ConfigValues(Map<String, List<String>> values, Map<String, String> environment, Path home) {
    private static final List<String> DEFAULT_KEYS = List.of("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa");
    private static final List<String> DEFAULT_USER_HOSTS = List.of("~/.ssh/known_hosts", "~/.ssh/known_hosts2");
    private static final List<String> DEFAULT_GLOBAL_HOSTS =
            List.of("/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2");

    ResolvedHost resolve(SshTarget target) throws SshException {
        if (first("proxycommand").isPresent() && target.jump().isEmpty()) {
            throw new SshException(
                    Reason.CONFIGURATION,
                    target.name() + ": ssh_config reaches " + target.host()
                            + " by ProxyCommand, which is not supported",
                    "use ProxyJump for this host, or say ssh.jump in the inventory");
        }
        String host = first("hostname").orElse(target.host()).replace("%h", target.host());
        int port = target.port().orElse(number("port").orElse(22));
        String user = target.user().or(() -> first("user")).orElseGet(() -> System.getProperty("user.name", "root"));
        return new ResolvedHost(
                host,
                port,
                user,
                target.identityFile().map(List::of).orElseGet(() -> paths("identityfile", DEFAULT_KEYS, host, user)),
                target.identityFile().isPresent() || isYes("identitiesonly"),
                agent(host, user),
                target.knownHosts()
                        .map(List::of)
                        .orElseGet(() -> paths("userknownhostsfile", DEFAULT_USER_HOSTS, host, user)),
                paths("globalknownhostsfile", DEFAULT_GLOBAL_HOSTS, host, user),
                first("hostkeyalias"),
                target.jump().or(() -> first("proxyjump")),
                number("connecttimeout").filter(s -> s > 0).map(Duration::ofSeconds));
    }

    private Optional<String> first(String keyword) {
        return values.getOrDefault(keyword, List.of()).stream()
                .filter(v -> !v.equalsIgnoreCase("none"))
                .findFirst();
    }

    private Optional<Integer> number(String keyword) {
        return first(keyword).filter(v -> v.matches("\\d{1,9}")).map(Integer::valueOf);
    }

    private boolean isYes(String keyword) {
        return first(keyword)
                .map(v -> v.toLowerCase(Locale.ROOT))
                .filter(v -> v.equals("yes") || v.equals("true"))
                .isPresent();
    }

    /// `IdentityAgent none` turns the agent off; unset and `SSH_AUTH_SOCK` mean the environment's.
    private Optional<Path> agent(String host, String user) {
        List<String> said = values.getOrDefault("identityagent", List.of("SSH_AUTH_SOCK"));
        String value = said.getFirst();
        if (value.equalsIgnoreCase("none")) {
            return Optional.empty();
        }
        if (value.equals("SSH_AUTH_SOCK") || value.startsWith("$")) {
            String variable = value.replaceAll("[${}]", "");
            return Optional.ofNullable(environment.get(variable))
                    .filter(s -> !s.isEmpty())
                    .map(Path::of);
        }
        return Optional.of(path(value, host, user));
    }

    private List<Path> paths(String keyword, List<String> otherwise, String host, String user) {
        return values.getOrDefault(keyword, otherwise).stream()
                .filter(v -> !v.equalsIgnoreCase("none"))
                .map(v -> path(v, host, user))
                .toList();
    }

    /// `~` and the tokens of ssh_config(5) that file names commonly carry.
    private Path path(String value, String host, String user) {
        String expanded = value.replace("%%", "\0")
                .replace("%d", home.toString())
                .replace("%h", host)
                .replace("%r", user)
                .replace("%u", System.getProperty("user.name", "root"))
                .replace("\0", "%");
        if (expanded.equals("~") || expanded.startsWith("~/")) {
            expanded = home + expanded.substring(1);
        }
        return Path.of(expanded);
    }
}
