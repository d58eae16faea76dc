package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("lab")
class LabContainerTest {
    @TempDir
    Path folder;

    @Test
    void isAFullHost() throws LabException, IOException, InterruptedException {
        try (LabContainer host = new LabContainer()) {
            host.start();
            LabFiles files = new LabFiles(folder);
            host.authorize(files.publicKey());

            assertThat(in(host, "systemctl is-system-running")).isEqualTo("running");
            assertThat(in(host, "sysctl -nw net.ipv4.ip_forward=1")).isEqualTo("1");
            assertThat(in(host, "touch /f && chattr +i /f && ! rm -f /f 2>/dev/null && chattr -i /f && echo held"))
                    .isEqualTo("held");
            assertThat(in(host, "wg --version")).startsWith("wireguard-tools");
            assertThat(in(
                            host,
                            "wireguard-go wgx >/dev/null 2>&1 || ip link add wgx type wireguard; wg show interfaces"))
                    .isEqualTo("wgx");
            assertThat(ssh(host, files, "id -un")).isEqualTo("admin");
        }
    }

    private static String in(LabContainer host, String command) throws IOException, InterruptedException {
        return host.execInContainer("/bin/sh", "-c", command).getStdout().strip();
    }

    private static String ssh(LabContainer host, LabFiles files, String command) throws LabException {
        List<String> line = List.of(
                "ssh",
                "-F/dev/null",
                "-i" + files.folder().resolve("id_ed25519"),
                "-oBatchMode=yes",
                "-oStrictHostKeyChecking=no",
                "-oUserKnownHostsFile=/dev/null",
                "-p" + host.getMappedPort(22),
                "admin@" + host.getHost(),
                command);
        Cli.Result result = Cli.run(line, "", Duration.ofSeconds(30));
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out().strip();
    }
}
