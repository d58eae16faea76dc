package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.NodeName;
import io.wgorch.ssh.HostKeys;
import io.wgorch.ssh.ResolvedHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may come back: nodeB was evicted when its host was known by the key of before.
class ReadmissionTest {
    private static final byte[] BEFORE = "the key of before".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "a new one".getBytes(StandardCharsets.UTF_8);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private PlanScenario scenario;

    @BeforeEach
    void evicted() throws Exception {
        scenario = new PlanScenario("evicted-node-comes-back", folder);
        Path registry = folder.resolve("inventory/registry.yml");
        Files.writeString(
                registry, Files.readString(registry).replace("SHA256:" + "a".repeat(43), fingerprint(BEFORE)));
    }

    private static String fingerprint(byte[] key) throws NoSuchAlgorithmException {
        return "SHA256:"
                + Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    }

    private static String line(byte[] key) {
        return "host ssh-ed25519 " + Base64.getEncoder().encodeToString(key) + "\n";
    }

    private String refused(String node, String known) throws IOException {
        Path file = Files.writeString(folder.resolve("known_hosts"), known);
        HostKeys keys = new HostKeys(
                _ -> new ResolvedHost(
                        "host",
                        22,
                        "root",
                        List.of(),
                        true,
                        Optional.empty(),
                        List.of(file),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Duration.ofSeconds(1));
        Diagnostics diagnostics = new Diagnostics();
        Readmission.check(scenario.read(), Set.of(new NodeName(node)), keys, diagnostics);
        return diagnostics.sorted().stream().map(Diagnostic::message).collect(Collectors.joining());
    }

    @Test
    void aNewHostKeyWillDo() throws IOException {
        assertThat(refused("nodeB", line(NEW))).isEmpty();
    }

    @Test
    void aHostThatNobodyKnowsWillNot() throws IOException {
        assertThat(refused("nodeB", "")).contains("no SSH host key of 'nodeB' is known", "wgorch trust");
    }

    /// Whatever else it is known by: it may be the old one that answers.
    @Test
    void theOldHostKeyWillNotEvenBesideANewOne() throws Exception {
        assertThat(refused("nodeB", line(NEW) + line(BEFORE)))
                .contains("still known by the SSH host key that it had", fingerprint(BEFORE), "ssh-keygen -R");
    }

    @Test
    void aNodeThatIsInTheMeshHasNothingToComeBackFrom() throws IOException {
        assertThat(refused("nodeA", line(NEW))).contains("'nodeA' is not evicted");
    }
}
