package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.Registry.Debt;
import io.wgorch.inventory.RegistryFile;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.KeyDecision;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What stands in the registry on disk at every point at which a run can be cut off.
class LedgerTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);
    private static final NodeName B = new NodeName("nodeB");
    private static final PublicKey NEXT = TestKeys.key("the next one");
    private static final TunnelId TUNNEL = new TunnelId(B, "wg0");
    private static final Map<TunnelId, KeyDecision> MAKE =
            Map.of(TUNNEL, new KeyDecision.Make(TUNNEL, HomeName.HOST, "rotate"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Project project;

    @SuppressWarnings("NullAway.Init")
    private PublicKey old;

    @BeforeEach
    void aMeshThatWasApplied() throws IOException {
        project = new PlanScenario("nothing-to-do", folder).read();
        old = entry(project.registry()).publicKey().orElseThrow();
    }

    @Test
    void aNewKeyIsKnownBeforeAnyHostUsesIt() {
        Ledger ledger = new Ledger(project, CLOCK);

        ledger.open(MAKE, Map.of(TUNNEL, NEXT));

        Registry written = onDisk();
        assertThat(entry(written).publicKey()).contains(old);
        assertThat(entry(written).nextKey()).contains(NEXT);
        assertThat(written.revoked()).isEmpty();
        assertThat(written.serial()).isEqualTo(project.registry().serial() + 1);
    }

    @Test
    void theOldKeyIsRevokedOnceTheNewOneIsInUse() {
        Ledger ledger = new Ledger(project, CLOCK);
        ledger.open(MAKE, Map.of(TUNNEL, NEXT));

        ledger.settle(TUNNEL, MAKE);
        ledger.save();

        Registry written = onDisk();
        assertThat(entry(written).publicKey()).contains(NEXT);
        assertThat(entry(written).nextKey()).isEmpty();
        assertThat(written.revoked()).containsExactly(new Registry.Revoked(old, B, CLOCK.instant(), "rotated"));
    }

    /// The home that it has left may have it still, and is asked for it when it is to be shown that it is gone.
    @ParameterizedTest
    @CsvSource({
        "STORE, HOST, moved-from-store",
        "VAULT, STORE, moved-from-vault",
        "STORE, STORE, rotated",
        "HOST, VAULT, rotated"
    })
    void whyAKeyIsRevokedSaysWhichHomeItHasLeft(HomeName from, HomeName to, String why) throws IOException {
        SortedMap<NodeName, Registry.Entry> nodes =
                new TreeMap<>(project.registry().nodes());
        nodes.computeIfPresent(B, (_, e) -> e.with("wg0", KeyState.inUse(old, from, CLOCK.instant())));
        Registry kept = project.registry().with(nodes, List.of());
        RegistryFile.write(project.registryFile(), kept);
        Ledger ledger = new Ledger(project.reread(), CLOCK);
        Map<TunnelId, KeyDecision> move = Map.of(TUNNEL, new KeyDecision.Make(TUNNEL, to, "moves"));
        ledger.open(move, Map.of(TUNNEL, NEXT));

        ledger.settle(TUNNEL, move);
        ledger.save();

        assertThat(onDisk().revoked()).extracting(Registry.Revoked::why).containsExactly(why);
    }

    @Test
    void aHostThatFailsKeepsItsOldKeyAndTheNextOneStaysKnown() {
        Ledger ledger = new Ledger(project, CLOCK);
        ledger.open(MAKE, Map.of(TUNNEL, NEXT));

        ledger.close(Set.of(), Set.of(), (_, _) -> false, _ -> false);

        assertThat(entry(onDisk()).publicKey()).contains(old);
        assertThat(entry(onDisk()).nextKey()).contains(NEXT);
        assertThat(onDisk().debts()).isEmpty();
    }

    /// What the inventory wants beside is for an apply to write down.
    @Test
    void aDebtThatIsPaidIsStruckOutAndNothingElseIsWritten() throws IOException {
        Registry owing = project.registry()
                .withOpen(
                        List.of(new Debt(B, NEXT), new Debt(B, old)),
                        project.registry().departed());
        RegistryFile.write(project.registryFile(), owing);
        Project changed = project.with(Optional.of(owing), owing.grown(), List.of(), new Diagnostics());

        new Ledger(changed, CLOCK).pay(d -> d.key().equals(old));

        assertThat(onDisk()).isEqualTo(owing.withOpen(List.of(new Debt(B, NEXT)), owing.departed()));
    }

    /// All its keys, with the debts of all but its own host, before anybody is told.
    @Test
    void anEvictedNodeHasNoKeyAndItsHostOwesNothing() {
        NodeName a = new NodeName("nodeA");
        NodeName c = new NodeName("nodeC");
        Ledger ledger = new Ledger(project, CLOCK);
        ledger.open(MAKE, Map.of(TUNNEL, NEXT));

        ledger.evict(Map.of(B, List.of("SHA256:" + "a".repeat(43))));
        Registry written = onDisk();
        ledger.evict(Map.of(B, List.of("SHA256:" + "b".repeat(43))));

        assertThat(written.key(TUNNEL)).isEqualTo(KeyState.NONE);
        assertThat(written.compromised())
                .containsExactlyInAnyOrder(
                        new Registry.Revoked(old, B, CLOCK.instant(), "compromised"),
                        new Registry.Revoked(NEXT, B, CLOCK.instant(), "compromised"));
        assertThat(written.debts())
                .containsExactlyInAnyOrder(new Debt(a, old), new Debt(a, NEXT), new Debt(c, old), new Debt(c, NEXT));
        assertThat(written.evicted())
                .containsExactly(Map.entry(
                        B, new Registry.Evicted(CLOCK.instant(), List.of("SHA256:" + "a".repeat(43)))));
        assertThat(onDisk()).as("once more, it is the same").isEqualTo(written);
    }

    /// A key that was revoked for less, and forgiven, is owed anew.
    @Test
    void aKeyThatWasOnlyRotatedIsOwedAnew() {
        Ledger ledger = new Ledger(project, CLOCK);
        ledger.open(MAKE, Map.of(TUNNEL, NEXT));
        ledger.settle(TUNNEL, MAKE);
        ledger.close(Set.of(), Set.of(), (_, _) -> false, _ -> true);

        ledger.evict(Map.of(B, List.of()));

        assertThat(onDisk().revoked()).extracting(Registry.Revoked::why).containsExactly("rotated", "compromised");
        assertThat(onDisk().debts()).extracting(Debt::key).containsOnly(NEXT);
    }

    /// Until then a run that is cut off leaves it out.
    @Test
    void anEvictedNodeIsBackWithItsFirstKey() {
        Ledger ledger = new Ledger(project, CLOCK);
        ledger.evict(Map.of(B, List.of()));

        ledger.open(MAKE, Map.of());
        assertThat(onDisk().isEvicted(B)).isTrue();
        ledger.open(MAKE, Map.of(TUNNEL, NEXT));

        assertThat(onDisk().isEvicted(B)).isFalse();
        assertThat(entry(onDisk()).nextKey()).contains(NEXT);
    }

    @Test
    void aNextKeyWhosePrivateHalfIsLostIsDropped() {
        Ledger first = new Ledger(project, CLOCK);
        first.open(MAKE, Map.of(TUNNEL, NEXT));
        Ledger second = new Ledger(project.reread(), CLOCK);

        second.open(Map.of(TUNNEL, new KeyDecision.Use(old, "", false)), Map.of());

        assertThat(second.runsNext(TUNNEL, Optional.of(old))).isFalse();
        assertThat(entry(onDisk()).publicKey()).contains(old);
        assertThat(entry(onDisk()).nextKey()).isEmpty();
    }

    @Test
    void onlyAHostThatRunsTheNextKeyIsSaidToRunIt() {
        Ledger ledger = new Ledger(project, CLOCK);
        ledger.open(MAKE, Map.of(TUNNEL, NEXT));

        assertThat(ledger.runsNext(TUNNEL, Optional.of(NEXT))).isTrue();
        assertThat(ledger.runsNext(TUNNEL, Optional.of(old))).isFalse();
        assertThat(ledger.runsNext(TUNNEL, Optional.empty())).isFalse();
    }

    @Test
    void aHostThatWasNotSeenWithoutTheOldKeyIsADebt() {
        Ledger ledger = new Ledger(project, CLOCK);
        ledger.open(MAKE, Map.of(TUNNEL, NEXT));
        ledger.settle(TUNNEL, MAKE);
        NodeName down = new NodeName("nodeC");

        ledger.close(Set.of(), Set.of(), (_, _) -> false, debt -> !debt.host().equals(down));

        assertThat(onDisk().debts()).containsExactly(new Debt(down, old));
    }

    /// Where the next key lives is written down with it: it may be taken into use by another run.
    @Test
    void aKeyThatMovesIsKnownToDoSoBeforeAnyHostUsesIt() {
        Map<TunnelId, KeyDecision> move = Map.of(TUNNEL, new KeyDecision.Make(TUNNEL, HomeName.VAULT, "moves"));
        Ledger ledger = new Ledger(project, CLOCK);

        ledger.open(move, Map.of(TUNNEL, NEXT));
        KeyState coming = entry(onDisk());
        ledger.open(Map.of(TUNNEL, new KeyDecision.Use(NEXT, "rotation under way", false)), Map.of());
        KeyState resumed = entry(onDisk());
        ledger.settle(TUNNEL, move);
        ledger.save();

        assertThat(coming.home()).isEqualTo(HomeName.HOST);
        assertThat(coming.nextHome()).isEqualTo(HomeName.VAULT);
        assertThat(resumed).isEqualTo(coming);
        assertThat(entry(onDisk())).isEqualTo(KeyState.inUse(NEXT, HomeName.VAULT, CLOCK.instant()));
        assertThat(onDisk().revoked()).extracting(Registry.Revoked::key).containsExactly(old);
    }

    /// The same key is delivered again to a host that was made anew: nothing about it changes.
    @Test
    void aKeyThatIsDeliveredAgainStaysAsItIs() {
        KeyState before = entry(project.registry());
        Map<TunnelId, KeyDecision> again =
                Map.of(TUNNEL, new KeyDecision.Deliver(old, HomeName.STORE, KeyDecision.LOST));
        Ledger ledger = new Ledger(project, CLOCK);

        ledger.open(again, Map.of());
        ledger.settle(TUNNEL, again);
        ledger.close(Set.of(), Set.of(), (_, _) -> false, _ -> false);

        assertThat(entry(onDisk())).isEqualTo(before);
        assertThat(onDisk().revoked()).isEmpty();
        assertThat(onDisk().debts()).isEmpty();
    }

    @Test
    void anAcceptedKeyTakesThePlaceOfTheOneBefore() {
        Ledger ledger = new Ledger(project, CLOCK);

        ledger.open(Map.of(TUNNEL, new KeyDecision.Use(NEXT, "accepted", true)), Map.of());

        assertThat(entry(onDisk()).publicKey()).contains(NEXT);
        assertThat(onDisk().revoked()).containsExactly(new Registry.Revoked(old, B, CLOCK.instant(), "replaced"));
    }

    /// Whatever came of it is known before a host is changed for it; a later try takes the place of an earlier one.
    @Test
    void whatCameOfATryIsWrittenDown() {
        NodeName c = new NodeName("nodeC");
        Ledger ledger = new Ledger(project, CLOCK);
        Punched failed = new Punched("wg0", B, c, List.of(), CLOCK.instant());
        Punched other = new Punched("wg0", new NodeName("nodeA"), c, List.of(), CLOCK.instant());
        ledger.punched(List.of(failed, other));
        assertThat(onDisk().punched()).containsExactly(other, failed);

        Endpoint at = new Endpoint("192.0.2.7", 51820);
        Punched met = new Punched("wg0", B, c, List.of(at, at), CLOCK.instant());
        ledger.punched(List.of(met));

        assertThat(onDisk().punched()).containsExactly(other, met);
        assertThat(onDisk().serial()).isEqualTo(project.registry().serial());
    }

    private Registry twoMeshes(String scenario) throws IOException {
        Path other = folder.resolve("two");
        project = new PlanScenario(scenario, other).read();
        return project.registry();
    }

    /// Each tunnel by itself: the one that was not confirmed keeps its key.
    @Test
    void theTunnelsOfANodeAreSettledOneByOne() throws IOException {
        Registry before = twoMeshes("two-meshes-no-drift");
        TunnelId other = new TunnelId(B, "wg1");
        Map<TunnelId, KeyDecision> both = Map.of(
                TUNNEL,
                new KeyDecision.Make(TUNNEL, HomeName.HOST, "rotate"),
                other,
                new KeyDecision.Make(other, HomeName.HOST, "rotate"));
        Ledger ledger = new Ledger(project, CLOCK);
        ledger.open(both, Map.of(TUNNEL, NEXT, other, TestKeys.key("the other next one")));

        ledger.settle(other, both);
        ledger.save();

        assertThat(onDisk().key(TUNNEL)).isEqualTo(before.key(TUNNEL).withNext(NEXT, HomeName.HOST));
        assertThat(onDisk().key(other)).isEqualTo(KeyState.inUse(TestKeys.key("the other next one"), CLOCK.instant()));
        assertThat(onDisk().revoked())
                .extracting(Registry.Revoked::key)
                .containsExactly(before.key(other).publicKey().orElseThrow());
    }

    /// Every managed host owes the proof; the phone itself is no host.
    @Test
    void theReplacedKeyOfAPhoneIsOwedByTheManagedHosts() throws IOException {
        Registry allocated = twoMeshes("outsider-with-another-key");
        PublicKey replaced = allocated.revoked().getFirst().key();
        Ledger ledger = new Ledger(project, CLOCK);

        ledger.open(Map.of(), Map.of());

        assertThat(onDisk().debts())
                .extracting(Debt::host)
                .extracting(NodeName::value)
                .containsExactly("nodeA", "nodeB", "nodeC");
        assertThat(onDisk().debts()).extracting(Debt::key).containsOnly(replaced);
    }

    @Test
    void aKeyIsGivenAndNothingElseIsWritten() throws IOException {
        twoMeshes("outsider-with-another-key");
        TunnelId phone = new TunnelId(new NodeName("phone"), "wg1");
        Registry before = onDisk();
        PublicKey replaced = before.key(phone).publicKey().orElseThrow();

        new Ledger(project, CLOCK).give(phone, NEXT, new TreeMap<>());

        SortedMap<NodeName, Registry.Entry> nodes = new TreeMap<>(before.nodes());
        nodes.computeIfPresent(phone.node(), (_, e) -> e.with("wg1", KeyState.inUse(NEXT, CLOCK.instant())));
        assertThat(onDisk().nodes()).isEqualTo(nodes);
        assertThat(onDisk().revoked())
                .containsExactly(new Registry.Revoked(replaced, phone.node(), CLOCK.instant(), "replaced"));
        assertThat(onDisk().debts()).extracting(Debt::key).containsOnly(replaced);
    }

    @Test
    void aRevokedKeyIsGivenToNobody() throws IOException {
        Registry before = twoMeshes("two-meshes-no-drift");
        TunnelId phone = new TunnelId(new NodeName("phone"), "wg1");
        PublicKey replaced = before.key(phone).publicKey().orElseThrow();
        Ledger ledger = new Ledger(project, CLOCK);
        ledger.give(phone, NEXT, new TreeMap<>());

        assertThatIllegalStateException().isThrownBy(() -> ledger.give(phone, replaced, new TreeMap<>()));

        assertThat(onDisk().key(phone).publicKey()).contains(NEXT);
    }

    @Test
    void theTunnelOfAMeshThatANodeHasLeftIsForgottenOnceItIsGone() throws IOException {
        twoMeshes("node-left-one-of-its-meshes");
        TunnelId left = new TunnelId(B, "wg1");
        Ledger ledger = new Ledger(project, CLOCK);
        ledger.open(Map.of(), Map.of());
        assertThat(onDisk().key(left).publicKey()).isPresent();

        ledger.close(Set.of(), Set.of(left), (_, _) -> false, _ -> true);

        assertThat(onDisk().key(left)).isEqualTo(KeyState.NONE);
        assertThat(onDisk().key(TUNNEL).publicKey()).isPresent();
        assertThat(onDisk().revoked()).hasSize(1);
    }

    /// Whoever it is given to would share it with that host.
    @Test
    void anAddressIsHeldUntilItsHostIsShownToBeWithoutIt() throws IOException {
        Registry before = twoMeshes("node-left-one-of-its-meshes");
        Ledger ledger = new Ledger(project, CLOCK);
        InetAddress former = Optional.ofNullable(before.nodes().get(B))
                .orElseThrow()
                .former()
                .getFirst();

        ledger.close(Set.of(), Set.of(), (_, _) -> false, _ -> true);
        Registry held = onDisk();
        ledger.close(Set.of(), Set.of(), (node, a) -> node.equals(B) && a.equals(former), _ -> true);

        assertThat(held.nodes().get(B)).isEqualTo(before.nodes().get(B));
        assertThat(onDisk().nodes().values())
                .allSatisfy(e -> assertThat(e.former()).isEmpty());
    }

    private Registry onDisk() {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Registry> read = RegistryFile.read(project.registryFile(), diagnostics);
        assertThat(diagnostics.sorted()).isEmpty();
        return read.orElseThrow();
    }

    private static KeyState entry(Registry registry) {
        return registry.key(TUNNEL);
    }
}
