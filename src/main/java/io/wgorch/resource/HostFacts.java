package io.wgorch.resource;

import io.wgorch.wireguard.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What a host is, as far as wgorch has to know it.
///
/// @param hostname as `uname -n`
/// @param os `ID` of os-release(5), such as `debian`
/// @param osVersion `VERSION_ID` of os-release(5)
/// @param kernel as `uname -r`
/// @param machineId machine-id(5); the transaction checks that it is on this host
/// @param bootId of the running kernel; with the machine id it tells a host from its clone
/// @param init `systemd`, or the name of process 1
/// @param wireguard `kernel`, `userspace` (wireguard-go) or `none`
/// @param ipv6 whether a new interface can have an IPv6 address
/// @param tools the commands found of those wgorch uses
/// @param time seconds since the epoch on the host's clock
/// @param addresses of all interfaces, by interface
/// @param ssh the way of this SSH connection; empty when the host cannot tell
/// @param ruleset the nftables rules that decide what comes in, as `nft -s list ruleset` prints them
public record HostFacts(
        String hostname,
        String os,
        String osVersion,
        String kernel,
        String machineId,
        String bootId,
        String init,
        String wireguard,
        boolean ipv6,
        Set<String> tools,
        long time,
        Map<String, List<Cidr>> addresses,
        Optional<SshPath> ssh,
        List<String> ruleset) {
    public HostFacts {
        tools = Set.copyOf(tools);
        addresses = Map.copyOf(addresses);
        ruleset = List.copyOf(ruleset);
    }

    public static HostFacts read(ProbeOutput out) {
        Map<String, List<Cidr>> addresses = new TreeMap<>();
        for (String line : out.all("address")) {
            String[] words = line.split(" ", 2);
            Cidr.parse(words[words.length - 1])
                    .ifPresent(c -> addresses.merge(
                            words[0],
                            List.of(c),
                            (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream())
                                    .toList()));
        }
        return new HostFacts(
                out.first("hostname").orElse(""),
                out.first("os").orElse(""),
                out.first("os_version").orElse(""),
                out.first("kernel").orElse(""),
                out.first("machine_id").orElse(""),
                out.first("boot_id").orElse(""),
                out.first("init").orElse(""),
                out.first("wireguard").orElse("none"),
                !out.first("ipv6").equals(Optional.of("off")),
                Set.copyOf(out.all("tool")),
                out.first("time")
                        .filter(t -> t.matches("\\d{1,18}"))
                        .map(Long::parseLong)
                        .orElse(0L),
                addresses,
                SshPath.read(out.first("ssh").orElse(""), out.first("ssh_device"), addresses),
                out.all("ruleset"));
    }

    /// The address this SSH connection comes from, as the host sees it.
    public Optional<InetAddress> sshClient() {
        return ssh.map(SshPath::client);
    }

    /// The host's own address that it came to.
    public Optional<InetAddress> sshServer() {
        return ssh.map(SshPath::server);
    }

    /// As templates and `when` see them.
    public Map<String, Object> asMap() {
        return Map.of(
                "hostname", hostname,
                "os", os,
                "os_version", osVersion,
                "kernel", kernel,
                "init", init,
                "wireguard", wireguard);
    }
}
