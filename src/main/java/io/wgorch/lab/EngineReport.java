package io.wgorch.lab;

import java.util.ArrayList;
import java.util.List;

/// What an engine says about itself, as far as it decides how a container becomes a full systemd host.
///
/// Docker 20.10 with cgroup v1 is what this was tried with. The rest follows the engines' documentation: with cgroup v2
/// the container gets a cgroup namespace of its own, whose tree the image's `lab-init` mounts writable; Docker Desktop
/// is such an engine; Podman prepares all of it itself with `--systemd=always`.
///
/// @param podman whether it is Podman; Docker otherwise
/// @param cgroupVersion 1 or 2
/// @param appArmor whether it confines containers by AppArmor
public record EngineReport(boolean podman, int cgroupVersion, boolean appArmor) {
    static final String DOCKER_FORMAT = "{{.CgroupVersion}} {{.SecurityOptions}}";
    static final String PODMAN_FORMAT = "{{.Host.CgroupsVersion}} {{.Host.Security.AppArmorEnabled}}";

    /// Reads what `info --format` printed for the format above: `1 [name=seccomp,profile=default]`, `v2 true`.
    static EngineReport parse(boolean podman, String text) {
        String[] word = text.strip().split("\\s+", 2);
        int version = word[0].endsWith("2") ? 2 : 1;
        String security = word.length > 1 ? word[1] : "";
        return new EngineReport(podman, version, security.contains("apparmor") || security.equals("true"));
    }

    /// The flags of `create` that let systemd run as PID 1 and let the host be administered like any other: interfaces,
    /// sysctls, mounts, immutable files. `--privileged` would do more than that, and is refused in places.
    List<String> hostFlags() {
        List<String> flags = new ArrayList<>();
        for (String capability : List.of("NET_ADMIN", "NET_RAW", "SYS_ADMIN", "LINUX_IMMUTABLE")) {
            flags.addAll(List.of("--cap-add", capability));
        }
        // An engine whose network has no IPv6 switches it off in its containers, tunnels included.
        flags.addAll(List.of("--sysctl", "net.ipv6.conf.all.disable_ipv6=0"));
        flags.addAll(List.of("--device", "/dev/net/tun", "--security-opt", "seccomp=unconfined"));
        if (podman) {
            flags.addAll(
                    List.of("--systemd=always", "--security-opt", "unmask=ALL", "--security-opt", "label=disable"));
            if (appArmor) {
                flags.addAll(List.of("--security-opt", "apparmor=unconfined"));
            }
            return List.copyOf(flags);
        }
        flags.addAll(List.of("--security-opt", "apparmor=unconfined", "--security-opt", "systempaths=unconfined"));
        flags.addAll(List.of("--tmpfs", "/run", "--tmpfs", "/tmp"));
        flags.addAll(
                cgroupVersion == 2 ? List.of("--cgroupns=private") : List.of("-v", "/sys/fs/cgroup:/sys/fs/cgroup:rw"));
        return List.copyOf(flags);
    }

    /// The template that prints the subnet of a network.
    String subnetFormat() {
        return podman ? "{{range .Subnets}}{{.Subnet}} {{end}}" : "{{range .IPAM.Config}}{{.Subnet}} {{end}}";
    }
}
