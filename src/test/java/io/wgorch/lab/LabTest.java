package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import io.wgorch.wireguard.Cidr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Real containers: see that a lab comes up, grows, survives what happens to labs, and goes without a trace.
@Tag("lab")
class LabTest {
    private static final Path FOLDER = Path.of("target", "lab-test", "lab");
    private static final Duration SSH_LIMIT = Duration.ofSeconds(30);
    private static final String IDENTITY =
            "cat /etc/machine-id /etc/hosts; hostname -I; cat /etc/ssh/*.pub; findmnt -n /etc/hosts || echo plain";

    private Engine engine;
    private Lab lab;

    @BeforeEach
    void newLab() throws LabException {
        engine = Engine.find(System.getenv());
        lab = new Lab(FOLDER, engine, _ -> {});
        lab.down();
    }

    @AfterEach
    void noLab() throws LabException {
        lab.down();
    }

    @Test
    void hostsAreReachedByNameAndKnowEachOther() throws LabException {
        List<LabNode> nodes = lab.up(hosts("nodeA", "nodeB"), List.of());

        assertThat(nodes).extracting(n -> n.host().name().value()).containsExactly("nodeA", "nodeB");
        assertThat(nodes).allMatch(LabNode::running);
        assertThat(ssh("nodeA", "systemctl is-system-running")).isEqualTo("running");
        assertThat(ssh("nodeB.example.com", "hostname")).isEqualTo("nodeB");
        assertThat(ssh("nodeA", "getent hosts nodeB.example.com"))
                .startsWith(nodes.getLast().ip());
        assertThat(ssh("nodeA", "ping -c1 -W2 nodeB.example.com >/dev/null && echo yes"))
                .isEqualTo("yes");
        assertThat(sshAs("admin", "nodeB", "sudo -n id -u")).isEqualTo("0");
        assertThat(distinct("nodeA", "nodeB", "cat /etc/machine-id")).hasSize(2);
        assertThat(distinct("nodeA", "nodeB", "cat /etc/ssh/ssh_host_ed25519_key.pub"))
                .hasSize(2);
    }

    @Test
    void aNodeIsAddedAndTheOthersStay() throws LabException {
        lab.up(hosts("nodeA", "nodeB"), List.of());
        String boot = ssh("nodeA", "cat /proc/1/stat | cut -d' ' -f22");
        ssh("nodeA", "echo 192.0.2.1 mine >>/etc/hosts");

        lab.up(hosts("nodeA", "nodeB", "nodeC"), List.of());

        assertThat(ssh("nodeA", "cat /proc/1/stat | cut -d' ' -f22")).isEqualTo(boot);
        assertThat(ssh("nodeA", "getent hosts nodeC.example.com && getent hosts mine"))
                .contains("nodeC.example.com")
                .contains("192.0.2.1");
        assertThat(ssh("nodeC", "getent hosts nodeA.example.com")).contains("nodeA.example.com");
        assertThat(lab.up(hosts("nodeA"), List.of())).hasSize(3);
    }

    @Test
    void aHostKeepsWhatItIsOverARestart() throws LabException {
        lab.up(hosts("nodeA", "nodeB"), List.of());
        String before = ssh("nodeA", IDENTITY);

        lab.restart(new NodeName("nodeA"));

        assertThat(ssh("nodeA", IDENTITY)).isEqualTo(before);
    }

    @Test
    void leftoversOfKilledRunsAreNoObstacle() throws LabException {
        lab.up(hosts("nodeA", "nodeB"), List.of());
        String container = lab.status().getFirst().container();
        engine.run("kill", container);
        engine.run("network", "create", "--label", LabNode.LABEL_LAB + "=" + id(), "wgorch-" + id() + "-probe0");
        Folders.delete(FOLDER);

        lab.up(hosts("nodeA", "nodeB"), List.of());

        assertThat(ssh("nodeA", "hostname")).isEqualTo("nodeA");
        assertThat(engine.run("network", "ls", "--format", "{{.Name}}")).doesNotContain("-probe");
    }

    @Test
    void theNetworkStaysClearOfTheMesh() throws LabException {
        lab.up(hosts("nodeA"), List.of());
        String picked = lab.status().getFirst().ip();
        lab.down();

        lab.up(hosts("nodeA"), List.of(Cidr.parse(picked + "/16").orElseThrow()));

        Cidr avoided = Cidr.parse(picked + "/16").orElseThrow();
        assertThat(avoided.contains(Cidr.parse(lab.status().getFirst().ip()).orElseThrow()))
                .isFalse();
    }

    @Test
    void downLeavesNothing() throws LabException {
        lab.up(hosts("nodeA"), List.of());
        String id = id();

        lab.down();

        assertThat(lab.status()).isEmpty();
        assertThat(engine.run("network", "ls", "--format", "{{.Name}}")).doesNotContain(id);
        assertThat(engine.run("ps", "-a", "--format", "{{.Names}}")).doesNotContain(id);
        assertThat(Files.exists(FOLDER)).isFalse();
        lab.down();
    }

    private static List<LabHost> hosts(String... names) {
        return Arrays.stream(names)
                .map(n -> new LabHost(new NodeName(n), new TreeSet<>(Set.of(n + ".example.com"))))
                .toList();
    }

    private static String id() {
        return new LabFiles(FOLDER).labId();
    }

    private Set<String> distinct(String a, String b, String command) throws LabException {
        return new HashSet<>(List.of(ssh(a, command), ssh(b, command)));
    }

    private String ssh(String host, String command) throws LabException {
        return sshAs("root", host, command);
    }

    private String sshAs(String user, String host, String command) throws LabException {
        List<String> line = new ArrayList<>(List.of("ssh", "-F", lab.sshConfig().toString(), "-l", user));
        line.addAll(List.of("-o", "BatchMode=yes", host, command));
        Cli.Result result = Cli.run(line, "", SSH_LIMIT);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out().strip();
    }
}
