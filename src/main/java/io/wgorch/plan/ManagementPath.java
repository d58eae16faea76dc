package io.wgorch.plan;

import io.wgorch.resource.Firewall;
import io.wgorch.resource.Firewall.FirewallSeen;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Kinds;
import io.wgorch.resource.Resource;
import io.wgorch.resource.Seen;
import io.wgorch.resource.SshPath;
import io.wgorch.resource.Sysctl;
import java.net.Inet6Address;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether what a host shall have would shut the SSH connection that the plan itself came over. Only what is certain is
/// found; the rest is for the host, which puts the old configuration back when nobody can confirm the new one.
public final class ManagementPath {
    private static final Pattern IPV6_OFF = Pattern.compile("net\\.ipv6\\.conf\\.(.+)\\.disable_ipv6");

    private ManagementPath() {}

    /// In words, the first change that would shut it, and the cure. What runs already shuts nothing, as the host was
    /// reached in spite of it.
    public static Optional<String> shut(HostState state, Collection<Resource> desired) {
        return state.facts()
                .ssh()
                .flatMap(ssh -> desired.stream()
                        .flatMap(resource ->
                                Optional.ofNullable(state.resources().get(resource.id()))
                                        .flatMap(seen -> shut(ssh, resource, seen))
                                        .stream())
                        .findFirst());
    }

    private static Optional<String> shut(SshPath ssh, Resource resource, Seen seen) {
        if (resource instanceof Firewall firewall && seen instanceof FirewallSeen table && !table.runs(firewall)) {
            return firewall.shuts(ssh)
                    .map(how -> "the firewall would shut the SSH connection that this plan comes over: " + how);
        }
        if (resource instanceof Sysctl && ssh.server() instanceof Inet6Address) {
            return Kinds.difference(resource.id(), Optional.of(resource), seen).fields().stream()
                    .filter(f -> f.after().equals(Optional.of("1")) && f.path().size() == 1)
                    .map(f -> f.path().getFirst())
                    .filter(switchesOff(ssh))
                    .findFirst()
                    .map(key -> key + " = 1 in /" + resource.id().name() + " would shut the SSH connection that this"
                            + " plan comes over, which is an IPv6 one. Leave it out, or give the host an 'ssh.host'"
                            + " with an IPv4 address.");
        }
        return Optional.empty();
    }

    private static Predicate<String> switchesOff(SshPath ssh) {
        return key -> {
            Matcher off = IPV6_OFF.matcher(Sysctl.dotted(key));
            return off.matches() && (off.group(1).equals("all") || ssh.devices().equals(Set.of(off.group(1))));
        };
    }
}
