package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The inventories of `inventory/examples`, rolled out: who reaches whom on the hosts is what the proof says, and what
/// users do next with such a mesh works.
@Tag("lab")
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("inventory/examples");

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("examples");

    static List<String> examples() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static String example(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name).resolve("mesh.yml"));
    }

    /// Every claim of the proof, tried; those that must not reach are tried last, when all handshakes are made.
    private static void asOnPaper() {
        List<PaperMesh.Claim> claims = PaperMesh.of(mesh).claims();
        assertThat(claims).isNotEmpty();
        claims.stream()
                .filter(PaperMesh.Claim::reaches)
                .forEach(c -> mesh.eventually(c.toString(), () -> ping(c.from(), c.address())));
        claims.stream()
                .filter(c -> !c.reaches())
                .forEach(c ->
                        assertThat(ping(c.from(), c.address())).as(c.toString()).isFalse());
    }

    private static boolean ping(String from, String address) {
        return mesh.on(from, "ping -n -c 1 -W 2 " + address).exit() == 0;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isOnHostsAsItIsOnPaper(String name) throws IOException, LabException {
        mesh.startOver(example(name));

        mesh.run("apply", "--yes").expect(0);

        asOnPaper();
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    /// A subnet is reached through the spoke that it is behind; when the active hub is lost, one plan moves all spokes.
    @Test
    void anotherHubIsPromotedByOnePlan() throws IOException, LabException {
        String inventory = example("hub_and_spoke");
        mesh.startOver(inventory);
        mesh.run("apply", "--yes").expect(0);
        mesh.sh("east-1", "ip address add 10.121.7.1/32 dev lo");
        mesh.eventually("the subnet", () -> ping("east-2", "10.121.7.1") && ping("server", "10.121.7.1"));

        mesh.kill("hub-1");
        assertThat(ping("east-2", "10.121.7.1")).isFalse();
        mesh.write(
                "inventory/mesh.yml",
                inventory
                        .replace("hubs: [hub-1, hub-2]", "hubs: [hub-2, hub-1]")
                        .replace("via: hub-1", "via: hub-2"));
        Ran apply = mesh.run("apply", "--yes").expect(1);

        assertThat(apply.all()).contains("hub-1").contains("unreachable");
        mesh.eventually("the subnet through hub-2", () -> ping("east-2", "10.121.7.1") && ping("server", "10.121.7.1"));
        mesh.restart("hub-1");
        mesh.run("apply", "--yes").expect(0);
        asOnPaper();
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void aFullMeshBecomesHubAndSpokeByAnEdit() throws LabException {
        String nodes = """
                nodes:
                  nodeA: { endpoint: nodeA.example.com }
                  nodeB: { endpoint: nodeB.example.com }
                  nodeC: { nat: true, ssh: { host: nodeC.example.net } }
                """;
        mesh.startOver("mesh: { network: 10.0.0.0/24 }\n" + nodes);
        mesh.run("apply", "--yes").expect(0);
        mesh.write(
                "inventory/mesh.yml", "mesh: { network: 10.0.0.0/24, topology: hub_and_spoke, hubs: nodeA }\n" + nodes);

        Ran plan = mesh.run("plan", "--detailed-exitcode").expect(2);
        assertThat(plan.out()).contains("- peers.nodeC").contains("~ peers.nodeA.allowed_ips");
        mesh.run("apply", "--yes").expect(0);

        assertThat(mesh.sh("nodeB", "wg show wg0 peers | wc -l")).isEqualTo("1");
        assertThat(mesh.sh("nodeA", "sysctl -n net.ipv4.ip_forward")).isEqualTo("1");
        asOnPaper();
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    /// The file of a phone, used on a machine that stands in for it; with a new key the old file is worth nothing.
    @Test
    void aPhoneJoinsByItsFile() throws IOException, LabException {
        mesh.startOver(example("several_meshes"));
        mesh.write("passphrase", "correct horse\n");
        Files.setPosixFilePermissions(mesh.file("passphrase"), PosixFilePermissions.fromString("rw-------"));
        Ran first = mesh.run("apply", "--yes").expect(0);
        assertThat(first.out()).contains("waits for the key of phone");

        String file = export();
        mesh.run("apply", "--yes").expect(0);
        carry(file);
        String gate = PaperMesh.of(mesh).address("gate", "admin");
        String db = PaperMesh.of(mesh).address("db", "admin");
        mesh.eventually("the phone reaches db over gate", () -> ping("web", gate) && ping("web", db));
        assertThat(export()).isEqualTo(file);
        assertThat(mesh.registry() + mesh.read("inventory/keys.sealed")).doesNotContain(privateKey(file));

        String again = export("--new-key");
        mesh.run("apply", "--yes").expect(0);
        assertThat(privateKey(again)).isNotEqualTo(privateKey(file));
        mesh.sh("web", "wg-quick down /root/phone.conf");
        mesh.sh("web", "wg-quick up /root/phone.conf");
        assertThat(ping("web", gate)).isFalse();
        carry(again);
        mesh.eventually("the phone with its new key", () -> ping("web", gate) && ping("web", db));
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    private static String export(String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "export",
                                "phone",
                                "--passphrase-file",
                                mesh.file("passphrase").toString()),
                        Stream.of(more))
                .toList();
        Ran export = mesh.run(arguments.toArray(String[]::new)).expect(0);
        assertThat(export.out()).startsWith("#").contains("[Interface]").doesNotContain("ListenPort");
        return export.out();
    }

    private static String privateKey(String file) {
        return file.lines()
                .filter(l -> l.startsWith("PrivateKey = "))
                .findFirst()
                .orElseThrow()
                .substring(13);
    }

    private static void carry(String file) {
        mesh.on("web", "wg-quick down /root/phone.conf");
        mesh.sh("web", "umask 077; cat >/root/phone.conf <<'END'\n" + file + "END\n");
        mesh.sh("web", "wg-quick up /root/phone.conf");
    }
}
