package io.wgorch.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.crypto.KdfCost;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.crypto.Sealing;
import io.wgorch.diag.Diagnostics;
import io.wgorch.keys.KeyName;
import io.wgorch.keys.KeyStore;
import io.wgorch.keys.VaultStandIn;
import io.wgorch.secret.Secret;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Keys that live on the host, in the sealed store, in Vault (a [stand-in][VaultStandIn]), and on the way from one to
/// the other.
@Tag("lab")
class KeyHomesTest {
    private static final String[] BOTH = {"nodeA", "nodeB"};
    private static final String WORDS = "correct horse";
    private static final KeyName NODE_B = new KeyName("nodeB", "wg0");
    private static final String VAULT_ENTRY = "wgorch/lab/nodeB/wg0";

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("homes", BOTH);

    private final VaultStandIn vault = VaultStandIn.plain();

    @AfterEach
    void close() {
        vault.close();
    }

    /// The keys of nodeB shall live there.
    private void live(String home) throws IOException {
        mesh.secret("passphrase", WORDS);
        mesh.secret("inventory/token", vault.token("read", "create", "delete"));
        mesh.head("vault: { address: '" + vault.address() + "', path: wgorch/lab, token_file: token }\n");
        mesh.declare("nodeB", "keys: " + home);
    }

    private static Ran apply() {
        return mesh.run(
                "apply", "--yes", "--passphrase-file", mesh.file("passphrase").toString());
    }

    private static String privateKeyOn(String node) {
        return mesh.sh(node, "wg show wg0 private-key");
    }

    private static Optional<String> privateKeyInTheStore() {
        try (Secret words = Secret.of(WORDS.getBytes(UTF_8));
                KeyStore store = KeyStore.open(
                                KeyStore.beside(mesh.file("inventory/mesh.yml")),
                                new Sealing(new SecureRandom(), KdfCost.DEFAULT),
                                words,
                                new Diagnostics())
                        .orElseThrow()) {
            return store.get(NODE_B).map(PrivateKey::base64).map(s -> s.useText(String::new));
        }
    }

    @Test
    void aHostThatIsMadeAnewGetsItsKeyBackFromTheStoreAndItsPeersNoticeNothing() throws IOException {
        mesh.untouched(BOTH);
        live("store");
        Ran first = apply().expect(0);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        String secret = privateKeyOn("nodeB");
        String key = mesh.key("nodeB");
        String peer = mesh.incarnation("nodeA") + mesh.tunnel("nodeA");
        assertThat(privateKeyInTheStore()).contains(secret);
        assertThat(first.all()).doesNotContain(secret);
        assertThat(mesh.registry()).contains("home: store");

        mesh.reinstall("nodeB");
        mesh.secret("passphrase", "wrong horse");
        Ran wrong = apply().expect(1);
        assertThat(wrong.err())
                .contains("the passphrase is not the one that opens")
                .contains("Nothing was changed");
        assertThat(mesh.sh("nodeB", "ls -A /etc/wireguard; ls /var/lib")).doesNotContain("wgorch");
        mesh.secret("passphrase", WORDS);
        Ran again = apply().expect(0);

        assertThat(again.all()).contains("it was reinstalled").doesNotContain(secret);
        assertThat(privateKeyOn("nodeB")).isEqualTo(secret);
        assertThat(mesh.key("nodeB")).isEqualTo(key);
        assertThat(mesh.incarnation("nodeA") + mesh.tunnel("nodeA")).isEqualTo(peer);
        assertThat(mesh.registry()).contains("revoked: []").contains("debts: []");
        assertThat(mesh.sh("nodeB", "ls -A /etc/wireguard; stat -c %a /etc/wireguard/wg0.conf"))
                .isEqualTo("wg0.conf\n600");
        mesh.allPing(BOTH);
        mesh.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void keysMoveFromTheHostToTheStoreToVaultAndBackEachByOnePlan() throws IOException {
        mesh.fresh(BOTH);
        String onHost = mesh.key("nodeB");

        live("store");
        Ran toStore = apply().expect(0);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        String inStore = mesh.key("nodeB");
        assertThat(toStore.out()).contains("the key moves from host to store");
        assertThat(privateKeyInTheStore()).contains(privateKeyOn("nodeB"));

        live("vault");
        refusesToMoveToAVaultThatIsNotReady();
        apply().expect(0);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        String inVault = mesh.key("nodeB");
        assertThat(vault.entry(VAULT_ENTRY).get("private_key")).isEqualTo(privateKeyOn("nodeB"));
        assertThat(privateKeyInTheStore()).as("what has left is forgotten").isEmpty();
        assertThat(mesh.registry()).contains("home: vault").doesNotContain("home: store");

        live("host");
        apply().expect(0);
        mesh.run("plan", "--detailed-exitcode").expect(0);
        assertThat(vault.entry(VAULT_ENTRY)).as("what has left is forgotten").isEmpty();
        assertThat(mesh.registry()).doesNotContain("home:");
        assertThat(mesh.registry().substring(mesh.registry().indexOf("revoked:")))
                .contains(onHost, inStore, inVault)
                .doesNotContain(mesh.key("nodeB"));
        mesh.allPing(BOTH);
    }

    private void refusesToMoveToAVaultThatIsNotReady() throws IOException {
        String hosts = state();
        String registry = mesh.registry();
        vault.seal(true);
        Ran sealed = apply().expect(1);
        vault.seal(false);
        mesh.secret("inventory/token", vault.token("read"));
        Ran forbidden = apply().expect(1);
        mesh.secret("inventory/token", vault.token("read", "create", "delete"));

        assertThat(sealed.err()).contains("is sealed").contains("Nothing was changed");
        assertThat(forbidden.all()).contains("forbids to write wgorch/lab/nodeB/wg0: 403");
        assertThat(state()).isEqualTo(hosts);
        assertThat(mesh.registry()).isEqualTo(registry);
    }

    private static String state() {
        return mesh.tunnel("nodeA")
                + mesh.tunnel("nodeB")
                + mesh.sh("nodeA", "ls -A /etc/wireguard")
                + mesh.sh("nodeB", "ls -A /etc/wireguard");
    }
}
