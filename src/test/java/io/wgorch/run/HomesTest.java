package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.crypto.PrivateKey;
import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.keys.KeyHome;
import io.wgorch.keys.KeyHomeException;
import io.wgorch.keys.KeyName;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which homes a plan needs, and what shows before a host is touched.
class HomesTest {
    private static final TunnelId NODE_B = new TunnelId(new NodeName("nodeB"), "wg0");

    @TempDir
    Path folder = Path.of("");

    private final List<String> deeds = new ArrayList<>();
    private final Diagnostics diagnostics = new Diagnostics();
    private boolean works = true;
    private boolean has = true;

    /// Writes down what is asked of it.
    private final class Told implements KeyHome {
        private final HomeName name;

        Told(HomeName name) {
            this.name = name;
        }

        private void say(String verb, String what) throws KeyHomeException {
            deeds.add(name.keyword() + " " + verb + " " + what);
            if (!works) {
                throw new KeyHomeException("it is sealed.");
            }
        }

        @Override
        public SortedMap<KeyName, PublicKey> make(Collection<KeyName> names) throws KeyHomeException {
            SortedMap<KeyName, PublicKey> made = new TreeMap<>();
            for (KeyName key : names) {
                say("makes", key.node());
                made.put(key, TestKeys.key(key.node()));
            }
            return made;
        }

        @Override
        public Optional<PrivateKey> find(KeyName name, PublicKey key) throws KeyHomeException {
            say("finds", name.node());
            return PrivateKey.parse(TestKeys.base64("found").getBytes(StandardCharsets.US_ASCII))
                    .filter(_ -> has);
        }

        @Override
        public void withdraw(KeyName name, PublicKey key) throws KeyHomeException {
            say("withdraws", name.node());
        }

        @Override
        public void remove(KeyName name) throws KeyHomeException {
            say("forgets", name.node());
        }

        @Override
        public void close() {
            deeds.add(name.keyword() + " closes");
        }

        @Override
        public String toString() {
            return "the " + name.keyword();
        }
    }

    private Homes homes() {
        return new Homes(
                (name, said) -> {
                    deeds.add(name.keyword() + " opens");
                    if (!works) {
                        said.error("it does not open.");
                    }
                    return Optional.of(new Told(name)).filter(_ -> works);
                },
                new SecureRandom());
    }

    /// What a plan of a scenario knows.
    private record Known(Registry registry, Assessment assessment) {
        void open(Homes homes, Diagnostics said) {
            homes.open(registry, assessment.decisions(), assessment.plan(), said);
        }

        Optional<String> ready(Homes homes) {
            return homes.ready(registry, assessment.decisions(), assessment.plan());
        }
    }

    private Known known(String scenario) throws IOException {
        PlanScenario plan = new PlanScenario(scenario, folder);
        return new Known(plan.read().registry(), plan.assess());
    }

    private String said() {
        return String.join(
                "\n", diagnostics.sorted().stream().map(Diagnostic::toString).toList());
    }

    @Test
    void aPlanForKeysOnHostsNeedsNone() throws IOException {
        try (Homes homes = homes()) {
            assertThat(known("rotation-requested").ready(homes)).isEmpty();
        }

        assertThat(deeds).isEmpty();
    }

    @Test
    void aHomeIsOpenedOnceAndItsKeysAreMadeWhenThePlanBegins() throws IOException {
        Known plan = known("first-plan-with-keys-in-the-store");
        try (Homes homes = homes()) {
            plan.open(homes, diagnostics);
            assertThat(deeds).containsExactly("store opens");

            assertThat(plan.ready(homes)).isEmpty();
        }

        assertThat(deeds)
                .containsExactly(
                        "store opens",
                        "store makes nodeA",
                        "store makes nodeB",
                        "store makes nodeC",
                        "store" + " closes");
    }

    @Test
    void aKeyToBeDeliveredIsLookedForBeforeAHostIsTouched() throws IOException {
        try (Homes homes = homes()) {
            known("host-reinstalled-and-its-key-is-in-the-store").open(homes, diagnostics);

            assertThat(said()).isEmpty();
            assertThat(deeds).containsExactly("store opens", "store finds nodeB");
        }
    }

    /// The plan is looked at when it is shown, and again when its turn comes.
    @Test
    void aKeyThatWasFoundIsNotLookedForAgain() throws IOException {
        Known plan = known("host-reinstalled-and-its-key-is-in-the-store");
        try (Homes homes = homes()) {
            plan.open(homes, diagnostics);

            assertThat(plan.ready(homes)).isEmpty();

            assertThat(deeds).containsExactly("store opens", "store finds nodeB");
        }
    }

    @Test
    void aKeyThatIsNotInItsHomeIsNamedWithTheCure() throws IOException {
        has = false;
        try (Homes homes = homes()) {
            known("host-reinstalled-and-its-key-is-in-the-store").open(homes, diagnostics);
        }

        assertThat(said())
                .contains("the key of nodeB on wg0, is not in the store")
                .contains("wgorch rotate nodeB");
    }

    @Test
    void aHomeThatDoesNotOpenEndsIt() throws IOException {
        works = false;
        try (Homes homes = homes()) {
            assertThat(known("key-moves-to-vault").ready(homes)).contains("it does not open.");
        }

        assertThat(deeds).containsExactly("vault opens");
    }

    @Test
    void aKeyThatCannotBeMadeEndsIt() throws IOException {
        Known plan = known("key-moves-to-vault");
        try (Homes homes = homes()) {
            plan.open(homes, diagnostics);
            works = false;

            assertThat(plan.ready(homes)).contains("it is sealed.");
        }
    }

    /// The home that a key leaves has to be there as well, although nothing is made in it.
    @Test
    void theHomeThatAKeyLeavesForgetsItOnceTheNextIsInUse() throws IOException {
        KeyState leaving = KeyState.inUse(TestKeys.key("old"), HomeName.VAULT, Instant.EPOCH)
                .withNext(TestKeys.key("new"), HomeName.HOST);
        try (Homes homes = homes()) {
            assertThat(known("key-moves-from-vault-to-the-host").ready(homes)).isEmpty();
            assertThat(deeds).containsExactly("vault opens");

            assertThat(homes.forget(NODE_B, leaving)).isTrue();
            assertThat(deeds).endsWith("vault forgets nodeB");
            assertThat(homes.problems()).isEmpty();
        }
    }

    /// The key is not recorded as moved, so that the next run tries again.
    @Test
    void aHomeThatDoesNotForgetLeavesTheTunnelUnsettled() throws IOException {
        KeyState leaving = KeyState.inUse(TestKeys.key("old"), HomeName.VAULT, Instant.EPOCH)
                .withNext(TestKeys.key("new"), HomeName.HOST);
        try (Homes homes = homes()) {
            assertThat(known("key-moves-from-vault-to-the-host").ready(homes)).isEmpty();
            works = false;

            assertThat(homes.forget(NODE_B, leaving)).isFalse();

            assertThat(homes.problems())
                    .containsExactly("the keys that nodeB had on wg0 are still in the vault: it is sealed. Apply again"
                            + " to have them removed.");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyThatDoesNotComeIntoUseIsWithdrawn(boolean can) throws IOException {
        KeyState state =
                KeyState.inUse(TestKeys.key("old"), Instant.EPOCH).withNext(TestKeys.key("new"), HomeName.VAULT);
        try (Homes homes = homes()) {
            assertThat(known("key-moves-to-vault").ready(homes)).isEmpty();
            works = can;

            homes.withdraw(NODE_B, state);

            assertThat(deeds).endsWith("vault withdraws nodeB");
            assertThat(homes.problems()).hasSize(can ? 0 : 1);
        }
    }

    @Test
    void whatTheHostHasMadeItKeeps() {
        try (Homes homes = homes()) {
            homes.withdraw(
                    NODE_B,
                    KeyState.inUse(TestKeys.key("old"), Instant.EPOCH).withNext(TestKeys.key("new"), HomeName.HOST));
        }

        assertThat(deeds).isEmpty();
    }

    @Test
    void whatStaysWhereItIsIsNotForgotten() {
        PublicKey old = TestKeys.key("old");
        try (Homes homes = homes()) {
            KeyState kept = KeyState.inUse(old, HomeName.STORE, Instant.EPOCH);
            assertThat(homes.forget(NODE_B, kept)).isTrue();
            assertThat(homes.forget(NODE_B, kept.withNext(TestKeys.key("new"), HomeName.STORE)))
                    .isTrue();
            assertThat(homes.forget(
                            NODE_B, KeyState.inUse(old, Instant.EPOCH).withNext(TestKeys.key("new"), HomeName.VAULT)))
                    .isTrue();
        }

        assertThat(deeds).isEmpty();
    }
}
