package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.keys.VaultStandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// No secret is ever seen outside the places where it has to be: `wg0.conf` and the kernel, and the homes of keys,
/// which
/// are sealed. Every command runs, in success and in failure, and says as much as it can.
@Tag("lab")
class SecretsTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};
    private static final int ANY = -1;
    private static final String WORDS = "correct horse battery staple";

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("secrets", SEED);

    private final VaultStandIn vault = VaultStandIn.plain();

    /// Private and preshared keys, in base64.
    private final Set<String> keys = new TreeSet<>();

    private final StringBuilder said = new StringBuilder();
    private final String token = vault.token("read", "create", "delete");

    @AfterEach
    void close() {
        vault.close();
    }

    /// Keys of nodeA live on its host, those of nodeB in the sealed file, those of nodeC in Vault; nodeD is a phone.
    private void everyHome() {
        mesh.untouched(SEED);
        mesh.secret("passphrase", WORDS);
        mesh.secret("wrong", "another horse");
        mesh.secret("inventory/token", token);
        mesh.head("  preshared_keys: true\nvault: { address: '" + vault.address()
                + "', path: wgorch/lab, token_file: token }\n");
        mesh.declare("nodeB", "keys: store");
        mesh.declare("nodeC", "keys: vault");
        mesh.declareOutsider("nodeD");
    }

    @Test
    void noneIsAnywhereElse() throws Exception {
        everyHome();
        String right = mesh.file("passphrase").toString();
        String wrong = mesh.file("wrong").toString();
        Path plan = mesh.file("saved.json");
        try (Argv argv = new Argv(mesh, SEED)) {
            say(0, "validate", "-v");
            say(0, "plan", "-v");
            say(
                    1,
                    "apply",
                    "--yes",
                    "-v",
                    "--passphrase-file",
                    mesh.file("none").toString());
            say(0, "apply", "--yes", "-v", "--passphrase-file", right);
            collect();
            say(3, "export", "nodeD", "-v", "--passphrase-file", wrong);
            export(right);
            say(0, "plan", "-v", "--out", plan.toString());
            say(0, "apply", "--yes", "-v", "--json", "--passphrase-file", right);
            say(0, "status", "-v", "--json");
            say(0, "graph", "-v");
            say(0, "render", "-v", "--out", mesh.file("rendered").toString());
            say(1, "rotate", "nodeB", "--yes", "-v", "--passphrase-file", wrong);
            say(0, "rotate", "nodeB", "--yes", "-v", "--passphrase-file", right);
            collect();
            mesh.secret("inventory/token", "not-the-token");
            say(1, "rotate", "nodeC", "--yes", "-v", "--passphrase-file", right);
            mesh.secret("inventory/token", token);
            say(ANY, "verify-revoked", "nodeB", "-v", "--json", "--passphrase-file", right);
            meddle(right);
            collect();
            say(0, "rotate", "nodeC", "--compromised", "--yes", "-v", "--passphrase-file", right);
            say(ANY, "verify-revoked", "nodeC", "-v", "--passphrase-file", right);
            collect();
            String registry = mesh.registry();
            mesh.delete("inventory/registry.yml");
            say(ANY, "import", "--registry", "-v");
            mesh.write("inventory/registry.yml", registry);
            search(argv);
            say(ANY, "destroy", "-l", "nodeA,nodeB", "--yes", "-v");
        }

        assertThat(keys)
                .as("keys of four nodes and their pairs, replaced ones as well")
                .hasSizeGreaterThan(10);
        assertThat(found(said.toString())).isEmpty();
        for (String node : new String[] {"nodeA", "nodeB"}) {
            keys.forEach(key -> assertThat(files(node, key)).as(node).isEmpty());
        }
    }

    /// What somebody else does on the hosts is looked at and put right.
    private void meddle(String passphrase) throws Exception {
        mesh.sh(
                "nodeA",
                "chmod 644 /etc/wireguard/wg0.conf; wg genpsk >/run/psk; wg set wg0 peer " + mesh.key("nodeB")
                        + " preshared-key /run/psk");
        keys.add(mesh.sh("nodeA", "cat /run/psk; rm /run/psk"));
        say(ANY, "plan", "-v", "--json");
        mesh.sh("nodeA", "sed -i 's/^PrivateKey = .*/PrivateKey = oops/' /etc/wireguard/wg0.conf");
        say(ANY, "plan", "-v");
        mesh.sh("nodeB", "chattr +i /etc/wireguard/wg0.conf");
        say(1, "rotate", "nodeB", "--yes", "-v", "--passphrase-file", passphrase);
        mesh.sh("nodeB", "chattr -i /etc/wireguard/wg0.conf");
        say(ANY, "apply", "--yes", "-v", "--json", "--passphrase-file", passphrase);
    }

    /// The one command that says secrets, and nothing but the file that has them.
    private void export(String passphrase) throws Exception {
        Ran ran = Ran.of(mesh.launch("export", "nodeD", "-v", "--passphrase-file", passphrase), Duration.ofSeconds(90));
        assertThat(ran.exit()).as(ran.err()).isZero();
        said.append(ran.err());
        ran.out()
                .lines()
                .filter(l -> l.matches("(PrivateKey|PresharedKey) = .{44}"))
                .forEach(l -> keys.add(l.substring(l.length() - 44)));
    }

    private void search(Argv argv) throws IOException {
        assertThat(found(project())).as("the project").isEmpty();
        assertThat(found(argv.here())).as("arguments on this machine").isEmpty();
        assertThat(argv.here()).as("this machine was looked at").contains("verify-revoked");
        for (String node : SEED) {
            assertThat(found(argv.on(node))).as("arguments on " + node).isEmpty();
            assertThat(argv.on(node)).as(node + " was looked at").contains("wg0");
            assertThat(found(mesh.sh(node, "journalctl --no-pager -o cat -a")))
                    .as("journal of " + node)
                    .isEmpty();
            for (String key : keys) {
                assertThat(files(node, key)).as("files on " + node).isIn("", "600 root:root /etc/wireguard/wg0.conf");
            }
        }
    }

    /// The files of a host that have a key in any form, with mode and owner.
    private static String files(String node, String key) {
        String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(key));
        return mesh.sh(
                node,
                "find /var /run /tmp /root /home /etc -type f -print0 2>/dev/null | perl -0ne 'BEGIN { $raw = pack(q(H*), q("
                        + hex + ")) } chomp; open(F, q(<:raw), $_) or next; { local $/; $c = <F> } print qq($_\\n) if"
                        + " index($c, $raw) >= 0 || index($c, q(" + key + ")) >= 0 || index(lc $c, q(" + hex
                        + ")) >= 0' 2>/dev/null | sort | while read -r f; do stat -c '%a %U:%G %n' \"$f\"; done; true");
    }

    @Test
    void theSearchFindsWhatIsThere() {
        mesh.hostsUp();
        String key = Base64.getEncoder()
                .encodeToString("0123456789abcdef0123456789\0\nCDEF".getBytes(StandardCharsets.ISO_8859_1));
        keys.add(key);
        for (String poison : forms(key)) {
            assertThat(found("a " + poison + " b")).containsExactly(key);
        }
        assertThat(found("a b")).isEmpty();
        mesh.sh(
                "nodeA",
                "umask 077; printf %s '" + key + "' >/root/one; printf %s '" + key
                        + "' | base64 -d >/root/two; printf %s '" + key
                        + "' | base64 -d | od -An -tx1 | tr -d ' \\n' >/root/three");

        String seen = files("nodeA", key);
        mesh.sh("nodeA", "rm /root/one /root/two /root/three");

        assertThat(seen.lines())
                .containsExactly("600 root:root /root/one", "600 root:root /root/three", "600 root:root /root/two");
        assertThat(files("nodeA", key)).isEmpty();
    }

    /// In a process of its own, so that its log is heard as well.
    ///
    /// @param exit the code that it ends with; [#ANY] for any but that of bad input
    private void say(int exit, String... arguments) {
        Ran ran = Ran.of(mesh.launch(arguments), Duration.ofMinutes(2));
        assertThat(ran.exit())
                .as(String.join(" ", arguments) + "\n" + ran.all())
                .matches(code -> exit == ANY ? code != 3 : code == exit);
        said.append(ran.all());
    }

    private void collect() {
        for (String node : SEED) {
            mesh.sh(
                            node,
                            "wg show wg0 private-key; wg show wg0 preshared-keys | cut -f2;"
                                    + " sed -n 's/^PrivateKey = //p; s/^PresharedKey = //p' /etc/wireguard/wg0.conf;"
                                    + " cat /etc/wireguard/*.new 2>/dev/null || true")
                    .lines()
                    .filter(l -> l.length() == 44)
                    .forEach(keys::add);
        }
    }

    private static List<String> forms(String key) {
        byte[] bytes = Base64.getDecoder().decode(key);
        String hex = HexFormat.of().formatHex(bytes);
        return List.of(key, hex, hex.toUpperCase(Locale.ROOT), new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /// The secrets that stand in a text in any form: keys, the passphrase, the token.
    private List<String> found(String text) {
        List<String> found = new ArrayList<>();
        keys.stream()
                .filter(key -> forms(key).stream().anyMatch(text::contains))
                .forEach(found::add);
        Stream.of(WORDS, token).filter(text::contains).forEach(found::add);
        return found;
    }

    /// Every file of the project but the two that hold a secret by themselves.
    private static String project() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(mesh.file(""))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!Set.of("passphrase", "token").contains(file.getFileName().toString())) {
                    all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return all.toString();
    }
}
