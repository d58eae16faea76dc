package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A user's own task beside the built-in ones.
@Tag("lab")
class OwnTaskTest {
    private static final String[] SEED = {"nodeA", "nodeB"};

    private static final String BUILT_IN = """
            - name: mesh
              hosts: all
              tasks:
                - { name: kernel, sysctl: { template: sysctl.conf.ftl }, tags: [sysctl] }
                - { name: guard, firewall: { template: nftables.conf.ftl }, tags: [firewall] }
                - { name: tunnel, wireguard: { template: wg0.conf.ftl }, tags: [wireguard] }
                - { name: boot, service: { enabled: true }, tags: [wireguard] }
            """;

    private static final String OWN = """
                - name: Message
                  template: { src: motd.ftl, dest: /etc/motd.mesh, mode: "0640", group: adm }
                  when: node.name == "nodeA"
                  tags: [message]
            """;

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("own-task", SEED);

    @BeforeEach
    void aMesh() {
        mesh.fresh(SEED);
        mesh.on("nodeA", "rm -f /etc/motd.mesh");
        mesh.write("templates/motd.ftl", "${node.name} of <#list tunnels?first.mesh.networks as n>${n}</#list>\n");
    }

    @Test
    void itsFileIsWrittenWhereItApplies() {
        mesh.write("playbooks/site.yml", BUILT_IN + OWN);

        mesh.run("apply", "--yes").expect(0);

        assertThat(mesh.sh("nodeA", "cat /etc/motd.mesh; stat -c '%a %U:%G' /etc/motd.mesh"))
                .isEqualTo("nodeA of 10.0.0.0/24\n640 root:adm");
        assertThat(mesh.on("nodeB", "cat /etc/motd.mesh").exit()).isNotZero();
        mesh.run("plan", "--detailed-exitcode").expect(0);
        mesh.sh("nodeA", "echo drift >/etc/motd.mesh");
        assertThat(mesh.planned()).isNotEmpty().allMatch(c -> c.startsWith("nodeA update file/etc/motd.mesh"));
    }

    @Test
    void tagsChooseTasksAndTheOthersAreLeftAlone() {
        mesh.write("playbooks/site.yml", BUILT_IN + OWN);
        mesh.sh("nodeB", "ip link set mtu 1300 dev wg0");
        String nodeB = mesh.tunnel("nodeB");

        mesh.run("apply", "--yes", "--tags", "message").expect(0);

        assertThat(mesh.sh("nodeA", "cat /etc/motd.mesh")).contains("nodeA");
        assertThat(mesh.tunnel("nodeB")).isEqualTo(nodeB);
        mesh.run("apply", "--yes", "--skip-tags", "message").expect(0);
        assertThat(mesh.sh("nodeB", "cat /sys/class/net/wg0/mtu")).isEqualTo("1420");
        assertThat(mesh.sh("nodeA", "cat /etc/motd.mesh")).contains("nodeA");
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void aTaskThatIsTakenOutTakesItsFileAway() {
        mesh.write("playbooks/site.yml", BUILT_IN + OWN);
        mesh.run("apply", "--yes").expect(0);

        mesh.write("playbooks/site.yml", BUILT_IN);
        assertThat(mesh.planned()).containsExactly("nodeA delete file/etc/motd.mesh file: present -> ");
        mesh.run("apply", "--yes").expect(0);

        assertThat(mesh.on("nodeA", "ls /etc/motd.mesh").exit()).isNotZero();
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void aFileThatWasThereBeforeComesBack() {
        mesh.sh("nodeA", "echo mine >/etc/motd.mesh; chmod 600 /etc/motd.mesh");
        mesh.write("playbooks/site.yml", BUILT_IN + OWN);
        mesh.run("apply", "--yes").expect(0);
        mesh.write("templates/motd.ftl", "changed\n");
        mesh.run("apply", "--yes").expect(0);
        assertThat(mesh.sh("nodeA", "cat /etc/motd.mesh")).isEqualTo("changed");

        mesh.write("playbooks/site.yml", BUILT_IN);
        mesh.run("apply", "--yes").expect(0);

        assertThat(mesh.sh("nodeA", "cat /etc/motd.mesh; stat -c %a /etc/motd.mesh"))
                .isEqualTo("mine\n600");
    }
}
