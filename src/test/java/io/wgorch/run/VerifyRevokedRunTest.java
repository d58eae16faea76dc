package io.wgorch.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.crypto.PrivateKey;
import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.HostPattern;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.Registry.Revoked;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.keys.RetiredKeys;
import io.wgorch.render.Renderer.Selection;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.SshTarget;
import io.wgorch.ssh.ToldSession;
import io.wgorch.verify.Answers;
import io.wgorch.verify.Evidence;
import io.wgorch.verify.Finding;
import io.wgorch.verify.Prober;
import io.wgorch.verify.Revocation;
import io.wgorch.verify.Trace;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Three hosts that answer what a test tells them to; nodeB has two revoked keys, and everybody owes for both.
class VerifyRevokedRunTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);
    private static final NodeName A = new NodeName("nodeA");
    private static final NodeName B = new NodeName("nodeB");
    private static final NodeName C = new NodeName("nodeC");
    private static final PublicKey FIRST = TestKeys.pair("first").publicKey();
    private static final PublicKey SECOND = TestKeys.pair("second").publicKey();
    private static final PublicKey OTHER = TestKeys.pair("other").publicKey();
    private static final Finding SHOWN = new Finding.Shown();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Project project;

    private final Diagnostics diagnostics = new Diagnostics();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Set<PublicKey> held = new HashSet<>();
    private final Set<PublicKey> forgotten = new HashSet<>();

    @BeforeEach
    void threeHostsThatAreClean() throws IOException {
        PlanScenario scenario = new PlanScenario("nothing-to-do", folder);
        Registry registry = scenario.read().registry();
        List<Debt> debts = List.of(new Debt(A, FIRST), new Debt(A, OTHER), new Debt(C, FIRST), new Debt(C, SECOND));
        RegistryFile.write(
                registryFile(),
                registry.with(
                                registry.nodes(),
                                List.of(
                                        new Revoked(FIRST, B, CLOCK.instant(), "rotated"),
                                        new Revoked(SECOND, B, CLOCK.instant(), "reinstalled"),
                                        new Revoked(OTHER, new NodeName("gone"), CLOCK.instant(), "removed")))
                        .withOpen(debts, registry.departed()));
        project = scenario.read();
        List.of(A, B, C).forEach(host -> says(host, 0, ""));
    }

    private Path registryFile() {
        return RegistryFile.beside(folder.resolve("inventory/mesh.yml"));
    }

    private void says(NodeName host, int code, String output) {
        answers.put(host.value(), new Answer(code, output, ""));
    }

    private Session connect(SshTarget target) throws SshException {
        Answer answer = answers.get(target.name());
        if (answer == null) {
            throw new SshException(SshException.Reason.TIMEOUT, target.name() + ": no answer", "Start it.");
        }
        return new ToldSession(answer);
    }

    private final RetiredKeys keeper = new RetiredKeys() {
        @Override
        public Optional<PrivateKey> retired(PublicKey key) {
            return held.contains(key)
                    ? PrivateKey.parse(TestKeys.base64("first").getBytes(UTF_8))
                    : Optional.empty();
        }

        @Override
        public void forget(PublicKey key) {
            forgotten.add(key);
        }
    };

    private Revocation show(String node, Optional<HostPattern> limit) {
        Options options = new Options(
                folder.resolve("inventory"),
                Optional.empty(),
                limit,
                4,
                Optional.empty(),
                new Selection(Set.of(), Set.of()),
                Optional.empty(),
                Duration.ofSeconds(60),
                Set.of(),
                false,
                false);
        Prober prober = new Prober(new SecureRandom(), CLOCK, 1, Duration.ofMillis(10));
        return VerifyRevokedRun.of(project, new NodeName(node), diagnostics)
                .orElseThrow()
                .show(options, this::connect, keeper, new Answers(prober, new SecureRandom(), "me@here"), CLOCK);
    }

    private Revocation show() {
        return show("nodeB", Optional.empty());
    }

    private static Evidence of(Revocation revocation, NodeName host, PublicKey key) {
        return revocation.of(key).stream()
                .filter(e -> e.host().equals(host))
                .findFirst()
                .orElseThrow();
    }

    private List<Debt> debts() {
        return RegistryFile.read(registryFile(), new Diagnostics())
                .orElseThrow()
                .debts();
    }

    @Test
    void everyHostIsAskedForEveryKey() {
        Revocation revocation = show();

        assertThat(revocation.isShown()).isTrue();
        assertThat(revocation.evidence()).hasSize(6).allMatch(Evidence::isComplete);
        assertThat(of(revocation, C, SECOND))
                .isEqualTo(new Evidence(
                        C,
                        SECOND,
                        CLOCK.instant(),
                        SHOWN,
                        SHOWN,
                        new Finding.NotTried("the old private key never left nodeB, so it cannot be tried")));
    }

    @Test
    void whatIsShownIsOwedNoMoreAndNothingElseIsStruckOut() {
        says(C, 0, "peer " + SECOND + " wg0\n");

        Revocation revocation = show();

        assertThat(revocation.isShown()).isFalse();
        assertThat(revocation.isShown(FIRST)).isTrue();
        assertThat(revocation.isShown(SECOND)).isFalse();
        assertThat(of(revocation, C, SECOND).kernel())
                .isEqualTo(new Finding.Found(List.of(new Trace(Trace.Kind.PEER, "wg0"))));
        assertThat(debts())
                .containsExactly(new Debt(A, OTHER), new Debt(C, SECOND))
                .isEqualTo(revocation.debts());
    }

    /// The kernel alone is not what is owed.
    @Test
    void aFileIsEnoughToOweIt() {
        says(A, 0, "public " + FIRST + " /etc/wireguard/wg0.conf.bak\n");

        assertThat(show().isShown()).isFalse();

        assertThat(debts()).contains(new Debt(A, FIRST));
    }

    @Test
    void aHostThatDoesNotAnswerHasShownNothing() {
        answers.remove("nodeC");

        Revocation revocation = show();

        assertThat(revocation.isShown()).isFalse();
        assertThat(of(revocation, C, FIRST).kernel()).isEqualTo(new Finding.NotShown("no answer\nStart it."));
        assertThat(of(revocation, A, FIRST).isComplete()).isTrue();
        assertThat(debts()).containsExactly(new Debt(A, OTHER), new Debt(C, FIRST), new Debt(C, SECOND));
    }

    @Test
    void aHostThatIsNotContactedHasShownNothing() {
        Revocation revocation = show("nodeB", Optional.of(new HostPattern("nodeA,nodeB")));

        assertThat(of(revocation, C, FIRST).files())
                .isEqualTo(new Finding.NotShown("not contacted: it is outside --limit"));
        assertThat(revocation.isShown()).isFalse();
    }

    /// A key that is held is asked with. nodeC refuses everything, the canary included: it has shown nothing.
    @Test
    void aKeyThatIsHeldHasToBeTried() {
        held.add(FIRST);
        says(C, 1, "");

        Revocation revocation = show();

        assertThat(of(revocation, C, FIRST).answer()).isInstanceOf(Finding.NotShown.class);
        assertThat(of(revocation, C, SECOND).answer()).isInstanceOf(Finding.NotTried.class);
        assertThat(revocation.isShown(FIRST)).isFalse();
        assertThat(forgotten).doesNotContain(FIRST);
    }

    @Test
    void aKeyIsForgottenOnceItIsShownToBeGoneEverywhere() {
        says(A, 0, "private " + SECOND + " /root/old\n");

        show();

        assertThat(forgotten).containsExactly(FIRST);
    }

    @Test
    void aNodeThatHasLeftIsAskedForByName() {
        Revocation revocation = show("gone", Optional.empty());

        assertThat(revocation.isShown()).isTrue();
        assertThat(debts()).doesNotContain(new Debt(A, OTHER)).hasSize(3);
    }

    private VerifyRevokedRun of(Registry recorded, NodeName node) {
        return VerifyRevokedRun.of(
                        project.with(Optional.of(recorded), project.registry(), List.of(), diagnostics),
                        node,
                        diagnostics)
                .orElseThrow();
    }

    private Registry recorded(KeyState key, String why) {
        Registry registry = project.registry();
        SortedMap<NodeName, Registry.Entry> nodes = new TreeMap<>(registry.nodes());
        nodes.computeIfPresent(B, (_, e) -> e.with("wg0", key));
        return registry.with(nodes, List.of(new Revoked(FIRST, B, CLOCK.instant(), why)));
    }

    @ParameterizedTest
    @CsvSource({
        "HOST,  HOST,  rotated,           ''",
        "STORE, STORE, rotated,           STORE",
        "VAULT, VAULT, reinstalled,       VAULT",
        "HOST,  VAULT, rotated,           VAULT",
        "HOST,  HOST,  moved-from-store,  STORE",
        "VAULT, VAULT, moved-from-store,  STORE VAULT"
    })
    void theHomesAreAskedThatMayHaveTheKey(HomeName home, HomeName next, String why, String asked) {
        KeyState key = KeyState.inUse(TestKeys.key("kept"), home, CLOCK.instant());
        KeyState state = next == home ? key : key.withNext(TestKeys.key("next"), next);

        assertThat(of(recorded(state, why), B).homes().stream()
                        .map(HomeName::name)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(asked);
    }

    /// Its key may have been made by an export.
    @Test
    void theStoreIsAskedForOneThatIsNotManaged() {
        assertThat(of(project.registry(), new NodeName("gone")).homes()).containsExactly(HomeName.STORE);
    }

    @Test
    void whatHasNoRevokedKeyIsRefused() {
        assertThat(VerifyRevokedRun.of(project, A, diagnostics)).isEmpty();
        assertThat(VerifyRevokedRun.of(project, new NodeName("nodeX"), diagnostics))
                .isEmpty();
        assertThat(VerifyRevokedRun.of(project, new NodeName("gon"), diagnostics))
                .isEmpty();

        assertThat(diagnostics.sorted().stream().map(Diagnostic::message).collect(Collectors.joining("\n")))
                .contains("'nodeA' has no revoked key")
                .contains("there is no node 'nodeX'")
                .contains("Did you mean 'gone'?");
    }
}
