package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabFilesTest {
    private static final LabNode NODE_A = node("nodeA", 22200);
    private static final LabNode NODE_B = node("nodeB", 22201);

    @TempDir
    Path folder;

    @Test
    void everyHostIsReachedByItsNamesWithStrictKeys() {
        String text = new LabFiles(Path.of("/lab 1/50%")).sshConfigText(List.of(NODE_A));

        assertThat(text).isEqualTo("""
                # Written by wgorch lab; use it as: wgorch -F FILE, ssh -F FILE
                Host nodeA nodeA.example.com
                    HostName 127.0.0.1
                    Port 22200
                    User root
                    IdentityFile "/lab 1/50%%/id_ed25519"
                    IdentitiesOnly yes
                    UserKnownHostsFile "/lab 1/50%%/known_hosts"
                    GlobalKnownHostsFile /dev/null
                    StrictHostKeyChecking yes
                """);
    }

    @Test
    void openSshReadsIt() throws LabException {
        LabFiles files = new LabFiles(folder.resolve("with space"));
        files.publicKey();
        files.write(Map.of(NODE_A, "ssh-ed25519 AAAA", NODE_B, "ssh-ed25519 BBBB"));

        String config = Cli.run(
                        List.of("ssh", "-G", "-F", files.sshConfig().toString(), "nodeB.example.com"),
                        "",
                        Duration.ofSeconds(20))
                .out();

        assertThat(config.lines())
                .contains(
                        "hostname 127.0.0.1",
                        "port 22201",
                        "user root",
                        "stricthostkeychecking true",
                        "identityfile " + files.folder() + "/id_ed25519",
                        "userknownhostsfile " + files.folder() + "/known_hosts");
    }

    @Test
    void hostKeysStandUnderThePublishedPorts() throws LabException, IOException {
        LabFiles files = new LabFiles(folder.resolve("lab"));
        files.publicKey();

        files.write(Map.of(NODE_B, "ssh-ed25519 BBBB", NODE_A, "ssh-ed25519 AAAA"));

        assertThat(files.folder().resolve("known_hosts")).hasContent("""
                [127.0.0.1]:22200 ssh-ed25519 AAAA
                [127.0.0.1]:22201 ssh-ed25519 BBBB
                """);
    }

    @Test
    void theKeyIsMadeOnceAndForTheOwnerOnly() throws LabException, IOException {
        LabFiles files = new LabFiles(folder.resolve("lab"));

        String first = files.publicKey();

        assertThat(first).startsWith("ssh-ed25519 ");
        assertThat(files.publicKey()).isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(files.folder().resolve("id_ed25519")))
                .hasSize(2);
    }

    @Test
    void theFolderNamesTheLab() {
        assertThat(new LabFiles(folder.resolve("x/../lab")).labId())
                .isEqualTo(new LabFiles(folder.resolve("lab")).labId())
                .isNotEqualTo(new LabFiles(folder.resolve("lab2")).labId())
                .matches("[0-9a-f]{8}");
    }

    private static LabNode node(String name, int port) {
        LabHost host = new LabHost(new NodeName(name), new TreeSet<>(Set.of(name + ".example.com")));
        return new LabNode(host, "wgorch-1-" + name, "running", "172.18.0.10", port);
    }
}
