package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineReportTest {
    private static final String COMMON = "--cap-add NET_ADMIN --cap-add NET_RAW --cap-add SYS_ADMIN"
            + " --cap-add LINUX_IMMUTABLE --sysctl net.ipv6.conf.all.disable_ipv6=0 --device /dev/net/tun --security-opt seccomp=unconfined";
    private static final String DOCKER = COMMON
            + " --security-opt apparmor=unconfined --security-opt systempaths=unconfined --tmpfs /run --tmpfs /tmp";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            false | 1 [name=seccomp,profile=default]                          | 1 | false
            false | 2 [name=apparmor name=seccomp,profile=default]            | 2 | true
            false | 2 [name=seccomp,profile=unconfined name=cgroupns]         | 2 | false
            true  | v2 false                                                  | 2 | false
            true  | v1 true                                                   | 1 | true
            """)
    void readsWhatTheEngineReports(boolean podman, String text, int cgroupVersion, boolean appArmor) {
        assertThat(EngineReport.parse(podman, text + "\n"))
                .isEqualTo(new EngineReport(podman, cgroupVersion, appArmor));
    }

    @Test
    void dockerWithCgroupV1SeesTheHostsTree() {
        assertThat(flags(false, 1, false)).isEqualTo(DOCKER + " -v /sys/fs/cgroup:/sys/fs/cgroup:rw");
    }

    @Test
    void dockerWithCgroupV2GetsANamespaceAndNotTheHostsTree() {
        assertThat(flags(false, 2, true)).isEqualTo(DOCKER + " --cgroupns=private");
    }

    @Test
    void podmanPreparesSystemdItself() {
        assertThat(flags(true, 2, false))
                .isEqualTo(COMMON + " --systemd=always --security-opt unmask=ALL --security-opt label=disable");
    }

    @Test
    void podmanIsAskedAboutAppArmorOnlyWhereItHasIt() {
        assertThat(flags(true, 2, true)).endsWith("--security-opt apparmor=unconfined");
    }

    private static String flags(boolean podman, int cgroupVersion, boolean appArmor) {
        return String.join(" ", new EngineReport(podman, cgroupVersion, appArmor).hostFlags());
    }
}
