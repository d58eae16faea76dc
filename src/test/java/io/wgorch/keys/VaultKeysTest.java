package io.wgorch.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.wgorch.crypto.PrivateKey;
import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.VaultSettings;
import io.wgorch.inventory.VaultSettings.AppRole;
import io.wgorch.inventory.VaultSettings.Login;
import io.wgorch.inventory.VaultSettings.TokenFile;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes wrong with a Vault, against a [stand-in][VaultStandIn]: no image of Vault or OpenBao is to be had where
/// these tests have run. What holds of every home is in [KeyHomeTest].
class VaultKeysTest {
    private static final KeyName NAME = new KeyName("nodeB", "wg0");
    private static final String ENTRY = "wgorch/nodeB/wg0";
    private static final Patience SHORT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), 3);

    private VaultStandIn vault = VaultStandIn.plain();

    @TempDir
    Path folder = Path.of("");

    private final Diagnostics diagnostics = new Diagnostics();

    @AfterEach
    void noSecretWasShown() {
        vault.close();
        assertThat(said()).doesNotContain("hvs.").doesNotContain("secret-id-");
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Login token(String... capabilities) throws IOException {
        return new TokenFile(secret("token", vault.token(capabilities)));
    }

    private Login all() throws IOException {
        return token("read", "create", "delete");
    }

    private VaultSettings settings(Login login) {
        return new VaultSettings(vault.address(), "secret", "wgorch", Optional.empty(), Optional.empty(), login);
    }

    private Optional<VaultKeys> opened(VaultSettings settings, Patience patience) {
        return VaultKeys.open(settings, patience, new SecureRandom(), diagnostics);
    }

    private VaultKeys open(Login login) {
        return opened(settings(login), SHORT).orElseGet(() -> fail(said()));
    }

    private String said() {
        return diagnostics.sorted().stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
    }

    private static PublicKey made(VaultKeys keys) throws KeyHomeException {
        return Optional.ofNullable(keys.make(List.of(NAME)).get(NAME)).orElseThrow();
    }

    private static boolean has(VaultKeys keys, PublicKey key) throws KeyHomeException {
        Optional<PrivateKey> found = keys.find(NAME, key);
        found.ifPresent(PrivateKey::close);
        return found.isPresent();
    }

    @Test
    void anEntryHoldsBothHalvesAndCounts() throws Exception {
        try (VaultKeys keys = open(all())) {
            made(keys);
            PublicKey second = made(keys);

            assertThat(vault.paths()).containsExactly(ENTRY);
            assertThat(vault.entry(ENTRY)).satisfies(entry -> {
                assertThat(entry.get("public_key")).isEqualTo(second.base64());
                assertThat(entry.get("generation")).isEqualTo(2.0);
                assertThat(entry.get("private_key")).isNotNull();
                assertThat(entry).hasSize(3);
            });
        }
    }

    @Test
    void nothingOfAnEntryIsLeftWhereItWasRemoved() throws Exception {
        try (VaultKeys keys = open(all())) {
            PublicKey key = made(keys);
            made(keys);

            keys.remove(NAME);

            assertThat(vault.paths()).isEmpty();
            assertThat(has(keys, key)).isFalse();
        }
    }

    /// The engine keeps ten versions, so the eleventh key is the end of the first.
    @Test
    void asManyKeysAreFoundAsTheEngineKeepsVersions() throws Exception {
        try (VaultKeys keys = open(all())) {
            PublicKey first = made(keys);
            PublicKey second = made(keys);
            for (int i = 0; i < 8; i++) {
                made(keys);
            }
            assertThat(has(keys, first)).isTrue();

            made(keys);

            assertThat(has(keys, first)).isFalse();
            assertThat(has(keys, second)).isTrue();
        }
    }

    @Test
    void aNamespaceAndAMountWithSlashes() throws Exception {
        vault.engine("team/kv/net", "2");
        VaultSettings settings = new VaultSettings(
                vault.address(), "kv/net", "wgorch/prod", Optional.of("team"), Optional.empty(), all());

        try (VaultKeys keys = opened(settings, SHORT).orElseThrow()) {
            made(keys);
        }

        assertThat(vault.paths()).containsExactly("team/wgorch/prod/nodeB/wg0");
    }

    @Test
    void anAppRoleLogsInAndItsTokenIsRevokedAtTheEnd() throws Exception {
        AppRole role = new AppRole("approle", VaultStandIn.ROLE, secret("id", vault.secretId(1)));

        try (VaultKeys keys = open(role)) {
            assertThat(has(keys, made(keys))).isTrue();
            assertThat(vault.validTokens()).hasSize(1);
        }

        assertThat(vault.validTokens()).isEmpty();
    }

    @Test
    void aTokenThatHasExpiredIsGotAnew() throws Exception {
        AppRole role = new AppRole("approle", VaultStandIn.ROLE, secret("id", vault.secretId(2)));
        try (VaultKeys keys = open(role)) {
            PublicKey key = made(keys);
            vault.expireAll();

            assertThat(has(keys, key)).isTrue();

            vault.expireAll();
            assertThatThrownBy(() -> keys.find(NAME, key))
                    .hasMessageContaining("gives the AppRole no token")
                    .hasMessageContaining("invalid role or secret ID")
                    .hasMessageContaining("used up");
        }
    }

    /// An agent puts another token into the file when the old one is about to expire.
    @Test
    void aTokenFileIsReadAgainWhenItsTokenIsRefused() throws Exception {
        try (VaultKeys keys = open(all())) {
            PublicKey key = made(keys);
            vault.expireAll();
            all();

            assertThat(has(keys, key)).isTrue();

            vault.expireAll();
            assertThatThrownBy(() -> keys.find(NAME, key))
                    .hasMessageContaining("forbids to read wgorch/nodeB/wg0: 403 (permission denied)");
        }
    }

    @ParameterizedTest
    @CsvSource({"read, write", "create, read", "read create, delete"})
    void whatThePolicyDoesNotAllowIsNamed(String allowed, String verb) throws Exception {
        try (VaultKeys keys = open(token(allowed.split(" ")))) {
            assertThatThrownBy(() -> {
                        made(keys);
                        keys.remove(NAME);
                    })
                    .isInstanceOf(KeyHomeException.class)
                    .hasMessageContaining("forbids to " + verb + " wgorch/nodeB/wg0: 403")
                    .hasMessageContaining("policy");
        }
    }

    @Test
    void aSealedVaultIsSaidToBeSealedAtOnce() throws Exception {
        vault.seal(true);

        assertThat(opened(settings(all()), SHORT)).isEmpty();

        assertThat(said())
                .isEqualTo("the Vault at " + vault.address() + " is sealed. Have it unsealed, then run this again.");
        assertThat(vault.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"none, no secrets engine at 'none'", "old, no KV engine of version 2 at 'old'"})
    void anEngineThatIsNotThereOrOfVersion1IsNamed(String mount, String expected) throws Exception {
        vault.engine("old", "1");
        VaultSettings settings =
                new VaultSettings(vault.address(), mount, "wgorch", Optional.empty(), Optional.empty(), all());

        assertThat(opened(settings, SHORT)).isEmpty();

        assertThat(said()).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void aVaultThatIsBusyIsAskedAgain(int status) throws Exception {
        vault.failNext(status, "0");
        vault.failNext(status, "0");

        try (VaultKeys keys = open(all())) {
            assertThat(has(keys, made(keys))).isTrue();
        }
    }

    @Test
    void aVaultThatStaysBusyIsLeftAfterAFewTries() throws Exception {
        for (int i = 0; i < SHORT.tries(); i++) {
            vault.failNext(429, "0");
        }

        assertThat(opened(settings(all()), SHORT)).isEmpty();

        assertThat(said()).contains("overloaded or out of order: 429, at try 3 of 3");
        assertThat(vault.requests()).hasSize(3);
    }

    /// It is not waited for longer than there is patience.
    @Test
    void aVaultThatWantsALongPauseIsLeftAtOnce() throws Exception {
        vault.failNext(429, "3600");

        assertThat(opened(settings(all()), SHORT)).isEmpty();

        assertThat(said()).contains("429, at try 1 of 3");
        assertThat(vault.requests()).hasSize(1);
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForWithoutEnd() throws Exception {
        vault.delayNext(Duration.ofSeconds(20));

        assertThat(opened(settings(all()), new Patience(Duration.ofMillis(300), Duration.ofSeconds(1), 3)))
                .isEmpty();

        assertThat(said()).contains("has not answered within 0.3 s");
    }

    @Test
    void nobodyIsFollowedToAnotherAddress() throws Exception {
        vault.failNext(307, "");

        assertThat(opened(settings(all()), SHORT)).isEmpty();

        assertThat(said()).contains("sends to another address").contains("https://other.example.com.");
    }

    @Test
    void aVaultThatIsNotThereIsNamed() throws Exception {
        Login login = all();
        vault.close();

        assertThat(opened(settings(login), SHORT)).isEmpty();

        assertThat(said()).isEqualTo("the Vault at " + vault.address() + " cannot be reached.");
    }

    /// Between reading and writing, somebody else has made a key.
    @Test
    void theKeyOfAnotherControllerIsNotOverwritten() throws Exception {
        try (VaultKeys keys = open(all())) {
            made(keys);
            PublicKey other = TestKeys.key("other");
            vault.beforeNextWrite(() ->
                    vault.write(ENTRY, Map.of("public_key", other.base64(), "private_key", "x", "generation", 2)));

            assertThatThrownBy(() -> made(keys))
                    .isInstanceOf(KeyHomeException.class)
                    .hasMessageContaining("another controller")
                    .hasMessageContaining("Nothing was overwritten");

            assertThat(vault.entry(ENTRY).get("public_key")).isEqualTo(other.base64());
        }
    }

    /// The write was carried out, and its answer lost: the repetition finds a version that it did not expect, its own.
    @Test
    void aWriteWhoseAnswerWasLostIsNotTakenForAnothers() throws Exception {
        try (VaultKeys keys = open(all())) {
            vault.passNext();
            vault.loseNextAnswer(502);

            PublicKey key = made(keys);

            assertThat(has(keys, key)).isTrue();
            assertThat(vault.entry(ENTRY).get("generation")).isEqualTo(1.0);
        }
    }

    @Test
    void anEntryThatSomebodyHasDeletedIsWrittenAnew() throws Exception {
        try (VaultKeys keys = open(all())) {
            PublicKey deleted = made(keys);
            vault.deleteNewest(ENTRY);

            assertThat(has(keys, deleted)).isFalse();
            assertThat(has(keys, made(keys))).isTrue();
        }
    }

    @Test
    void anEntryWhoseHalvesDoNotFitIsNoKey() throws Exception {
        PublicKey key = TestKeys.pair("one").publicKey();
        try (VaultKeys keys = open(all())) {
            for (String half : List.of(TestKeys.base64("two"), "short", "")) {
                vault.write(ENTRY, Map.of("public_key", key.base64(), "private_key", half));

                assertThatThrownBy(() -> keys.find(NAME, key))
                        .isInstanceOf(KeyHomeException.class)
                        .hasMessageContaining("its halves do not fit")
                        .hasMessageNotContaining(TestKeys.base64("two"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "no token here, has blanks",
        "'', first line has to be the token",
    })
    void aTokenFileWithoutATokenIsNamedAndNotShown(String line, String expected) throws Exception {
        assertThat(opened(settings(new TokenFile(secret("token", line))), SHORT))
                .isEmpty();

        assertThat(said()).contains(expected).contains("token").doesNotContain("no token here");
        assertThat(vault.requests()).isEmpty();
    }

    @Test
    void aTokenFileThatOthersMayReadIsRefused() throws Exception {
        Path file = secret("token", vault.token("read"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(opened(settings(new TokenFile(file)), SHORT)).isEmpty();

        assertThat(said()).isEqualTo("the token file " + file + " is open to others: chmod 600 " + file);
    }

    // TLS

    private static SSLContext certified(Path pkcs12) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(pkcs12)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private Path keytool(String... words) throws Exception {
        Path store = folder.resolve("server.p12");
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("-alias", "server", "-keystore", store.toString(), "-storepass", "changeit"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool").toFile())
                .start();
        assertThat(process.waitFor()).as(() -> "keytool").isZero();
        return store;
    }

    @Test
    void onlyACertificateThatIsKnownIsTrusted() throws Exception {
        Path store = keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=vault", "-ext", "SAN=IP:127.0.0.1");
        Path ca = folder.resolve("ca.pem");
        keytool("-exportcert", "-rfc", "-file", ca.toString());
        vault.close();
        vault = VaultStandIn.encrypted(certified(store));
        Login login = all();

        assertThat(opened(settings(login), SHORT)).isEmpty();
        assertThat(said()).contains("cannot be trusted").contains("ca_file");
        assertThat(vault.requests()).isEmpty();

        try (VaultKeys keys = opened(trusting(ca, login), SHORT).orElseGet(() -> fail(said()))) {
            assertThat(has(keys, made(keys))).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "absent.pem, '', cannot be read",
        "empty.pem, '', there is no certificate",
        "broken.pem, -----BEGIN CERTIFICATE-----, holds no certificates in PEM",
    })
    void aFileOfCertificatesThatIsNoneIsNamed(String name, String content, String expected) throws Exception {
        Path file = folder.resolve(name);
        if (!name.startsWith("absent")) {
            Files.writeString(file, content);
        }

        assertThat(opened(trusting(file, all()), SHORT)).isEmpty();

        assertThat(said()).contains(expected).contains(file.toString());
    }

    private VaultSettings trusting(Path ca, Login login) {
        URI address = vault.address();
        return new VaultSettings(address, "secret", "wgorch", Optional.empty(), Optional.of(ca), login);
    }
}
