package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A revoked key is shown to be gone where it is gone, and found wherever somebody has put it back.
@Tag("lab")
class RevocationEvidenceTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};
    private static final String GONE = "shown shown not_tried";
    private static final String SILENT = "shown shown shown";

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("evidence", SEED);

    private Path passphrase = Path.of("");

    /// With endpoints that can be dialled from here, and a phone.
    @BeforeEach
    void apply() throws IOException {
        mesh.untouched(SEED);
        String nodes = List.of(SEED).stream()
                .map(n -> "  %s: { address: 10.0.0.%d, endpoint: %s }\n"
                        .formatted(
                                n,
                                n.charAt(4) - 'A' + 1,
                                mesh.sh(n, "getent ahostsv4 " + n + " | cut -d' ' -f1 | head -n 1")))
                .collect(Collectors.joining());
        mesh.write(
                "inventory/mesh.yml",
                "mesh:\n  network: 10.0.0.0/24\n  topology: full_mesh\nnodes:\n" + nodes
                        + "  phone: { address: 10.0.0.9, managed: false }\n");
        mesh.delete("inventory/keys.sealed");
        mesh.hostsUp();
        mesh.run("apply", "--yes").expect(0);
        passphrase = mesh.file("passphrase");
        mesh.write("passphrase", "words\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aKeyThatIsRotatedIsShownToBeGoneOrFound() {
        String old = mesh.key("nodeB");
        String secret = mesh.sh("nodeB", "wg show wg0 private-key");
        mesh.run("rotate", "nodeB", "--yes").expect(0);

        Ran shown = mesh.run("verify-revoked", "nodeB").expect(0);
        assertThat(shown.out()).contains("Shown: ").contains("never left nodeB").contains(old);

        mesh.sh("nodeC", "ip link add wg9 type wireguard || wireguard-go wg9; wg set wg9 peer '" + old + "'");
        mesh.sh("nodeA", "printf '[Peer]\\nPublicKey = " + old + "\\n' >/etc/wireguard/wg0.conf.bak");
        mesh.sh("nodeB", "mkdir -p /etc/systemd/network; echo 'PrivateKey=" + secret + "' >/etc/systemd/network/x");
        Ran found = verify("nodeB").expect(4);
        assertThat(found.out())
                .contains("\"wg9\"", "\"/etc/wireguard/wg0.conf.bak\"", "\"/etc/systemd/network/x\"")
                .doesNotContain(secret);
        assertThat(evidence(found))
                .isEqualTo(Map.of(
                        "nodeA", "shown found not_tried",
                        "nodeB", "shown found not_tried",
                        "nodeC", "found shown not_tried"));

        mesh.sh("nodeA", "rm /etc/wireguard/wg0.conf.bak");
        mesh.sh("nodeB", "rm /etc/systemd/network/x");
        mesh.kill("nodeC");
        assertThat(evidence(verify("nodeB").expect(4)))
                .isEqualTo(Map.of("nodeA", GONE, "nodeB", GONE, "nodeC", "not_shown not_shown not_tried"));
        mesh.hostsUp();
        assertThat(evidence(verify("nodeB").expect(0))).isEqualTo(everywhere(GONE));
    }

    @Test
    void aKeyThatIsKeptIsTriedOnEveryHost() {
        export();
        mesh.run("apply", "--yes").expect(0);
        String old = mesh.sh("nodeA", "wg show wg0 allowed-ips | sed -n 's|\t10.0.0.9/32||p'");
        export("--new-key");
        assertThat(evidence(verify("phone").expect(4))).isEqualTo(everywhere("found found found"));

        mesh.run("apply", "--yes").expect(0);
        mesh.sh("nodeC", "wg set wg0 peer '" + old + "'");
        String before = mesh.tunnel("nodeA");
        Ran caught = verify("phone").expect(4);
        assertThat(caught.out()).containsPattern("\"place\": ?\"[0-9.]*:51820\"");
        assertThat(evidence(caught)).isEqualTo(Map.of("nodeA", SILENT, "nodeB", SILENT, "nodeC", "found shown found"));
        assertThat(mesh.tunnel("nodeA")).as("no canary is left").isEqualTo(before);

        mesh.run("plan", "--detailed-exitcode").expect(2);
        mesh.sh("nodeC", "wg set wg0 peer '" + old + "' remove");
        assertThat(evidence(verify("phone").expect(0))).isEqualTo(everywhere(SILENT));
        assertThat(evidence(verify("phone").expect(0)))
                .as("once more, with the key forgotten")
                .isEqualTo(everywhere(GONE));
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    private void export(String... more) {
        List<String> command = new ArrayList<>(List.of(more));
        command.addAll(
                0, List.of("export", "phone", "--out", mesh.file("phone.conf").toString()));
        withPassphrase(command).expect(0);
    }

    private Ran verify(String node) {
        return withPassphrase(List.of("verify-revoked", node, "--json"));
    }

    private Ran withPassphrase(List<String> command) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--passphrase-file", passphrase.toString()));
        return mesh.run(all.toArray(String[]::new));
    }

    private static Map<String, String> everywhere(String evidence) {
        return List.of(SEED).stream().collect(Collectors.toMap(n -> n, _ -> evidence));
    }

    /// By host: kernel, files, answer.
    private static Map<String, String> evidence(Ran verified) {
        JsonArray keys =
                JsonParser.parseString(verified.out()).getAsJsonObject().getAsJsonArray("keys");
        assertThat(keys).hasSize(1);
        Map<String, String> evidence = new TreeMap<>();
        keys.get(0).getAsJsonObject().getAsJsonArray("hosts").forEach(h -> {
            JsonObject host = h.getAsJsonObject();
            evidence.put(
                    host.get("host").getAsString(),
                    Stream.of("kernel", "files", "answer")
                            .map(r -> host.getAsJsonObject(r).get("state").getAsString())
                            .collect(Collectors.joining(" ")));
        });
        return evidence;
    }
}
