package io.wgorch.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.KeyDecision.Alarm;
import io.wgorch.plan.KeyDecision.Deliver;
import io.wgorch.plan.KeyDecision.Make;
import io.wgorch.plan.KeyDecision.Use;
import io.wgorch.plan.KeyDecision.Wish;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.PendingKey;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A row for every case: what the registry has, what the host has, what is asked for, and what comes of it. `-` is
/// nothing; keys are named by a letter.
class KeyDecisionTest {
    private static final TunnelId TUNNEL = new TunnelId(new NodeName("nodeB"), "wg0");

    private static Optional<PublicKey> key(String name) {
        return name.equals("-") ? Optional.empty() : Optional.of(TestKeys.key(name));
    }

    private static TunnelSeen seen(String inUse, String spare) {
        Optional<TunnelSeen.File> file =
                key(inUse).map(k -> new TunnelSeen.File("[Interface]\n", Optional.of(k), "600 root:root"));
        return new TunnelSeen(file, Optional.empty(), false, key(spare), List.of());
    }

    private static KeyDecision decide(
            String known, String next, String inUse, String spare, String revoked, boolean rotate, boolean accept) {
        KeyState recorded =
                new KeyState(key(known), HomeName.HOST, key(next), HomeName.HOST, Optional.empty(), new TreeMap<>());
        return decide(recorded, revoked, seen(inUse, spare), new Wish(rotate, accept, HomeName.HOST));
    }

    private static KeyDecision decide(KeyState recorded, String revoked, TunnelSeen seen, Wish wish) {
        Set<PublicKey> gone = Stream.of(revoked)
                .map(KeyDecisionTest::key)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return KeyDecision.decide(TUNNEL, recorded, gone, seen, wish);
    }

    @ParameterizedTest
    @CsvSource({
        // known, next, in use, spare, revoked, rotate, accept, decision
        "-, -, -, -, -, false, false, make: first key",
        "-, -, -, S, -, false, false, use S: first key",
        "-, -, -, S, S, false, false, make: first key",
        "-, S, -, S, -, false, false, use S: first key",
        "K, -, -, -, -, false, false, make: the host has lost its key: it was reinstalled",
        "K, -, -, S, -, false, false, use S: the host has lost its key: it was reinstalled",
        "K, -, -, -, -, true, true, make: the host has lost its key: it was reinstalled",
        "K, -, K, -, -, false, false, use K:",
        "K, -, K, S, -, false, false, use K:",
        "K, -, K, -, -, false, true, use K:",
        "K, -, K, -, -, true, false, make: rotate",
        "K, -, K, S, -, true, false, use S: rotate",
        "K, -, K, S, S, true, false, make: rotate",
        "K, N, K, N, -, false, false, use N: rotation under way",
        "K, N, K, -, -, false, false, use K:",
        "K, N, K, S, -, false, false, use K:",
        "K, N, K, N, N, false, false, use K:",
        "K, N, N, -, -, false, false, use N: rotated",
        "K, N, N, -, -, true, false, use N: rotated",
        "-, N, N, -, -, false, false, use N: rotated",
        "K, -, R, -, R, false, false, make: the host runs a revoked key",
        "K, -, R, S, R, false, false, use S: the host runs a revoked key",
        "K, -, R, -, R, false, true, make: the host runs a revoked key",
        "K, -, X, -, -, false, true, use X: accepted",
        "K, -, X, -, -, true, false, make: rotate",
        "K, -, X, -, -, true, true, use X: accepted",
        "-, -, X, -, -, false, true, use X: accepted",
        "K, -, X, -, -, false, false, alarm",
        "K, N, X, N, -, false, false, alarm",
        "-, -, X, -, -, false, false, alarm",
    })
    void decides(
            String known,
            String next,
            String inUse,
            String spare,
            String revoked,
            boolean rotate,
            boolean accept,
            String expected) {
        KeyDecision decision = decide(known, next, inUse, spare, revoked, rotate, accept);

        assertThat(said(decision)).isEqualTo(expected);
    }

    private static String said(KeyDecision decision) {
        String said = switch (decision) {
            case Use(PublicKey used, String reason, boolean _) -> "use " + name(used) + ": " + reason;
            case Make(TunnelId _, HomeName home, String reason) -> "make" + in(home) + ": " + reason;
            case Deliver(PublicKey key, HomeName home, String reason) ->
                "deliver " + name(key) + in(home) + ": " + reason;
            case Alarm _ -> "alarm";
        };
        return said.strip();
    }

    private static String in(HomeName home) {
        return home == HomeName.HOST ? "" : " in " + home.keyword();
    }

    /// A home other than the host still has the keys that the registry names; `K@store` lives in the store.
    @ParameterizedTest
    @CsvSource({
        // known, next, in use, spare, revoked, wanted, rotate, decision
        "-,       -,       -, -, -, store, false, make in store: first key",
        "-,       -,       -, S, -, store, false, make in store: first key",
        "-,       N@store, -, N, -, store, false, use N: first key",
        "-,       N@store, -, -, -, store, false, deliver N in store: first key",
        "-,       N@store, -, -, N, store, false, make in store: first key",
        "-,       N@store, -, N, -, vault, false, make in vault: first key",
        "-,       N@store, -, N, -, host,  false, make: first key",
        "K@store, -,       -, -, -, store, false, deliver K in store: the host has lost its key: it was reinstalled",
        "K@store, -,       -, K, -, store, false, use K: the host has lost its key: it was reinstalled",
        "K@store, -,       -, S, -, store, false, deliver K in store: the host has lost its key: it was reinstalled",
        "K@store, N@store, -, -, -, store, false, deliver K in store: the host has lost its key: it was reinstalled",
        "K@store, -,       -, -, K, store, false, make in store: the host has lost its key: it was reinstalled",
        "K@store, -,       -, -, -, store, true,  make in store: the host has lost its key: it was reinstalled",
        "K@store, -,       -, -, -, vault, false, make in vault: the host has lost its key: it was reinstalled",
        "K@store, -,       -, S, -, host,  false, make: the host has lost its key: it was reinstalled",
        "K@host,  -,       -, -, -, store, false, make in store: the host has lost its key: it was reinstalled",
        "K@store, -,       K, -, -, store, false, use K:",
        "K@store, -,       K, S, -, store, false, use K:",
        "K@store, -,       K, -, -, store, true,  make in store: rotate",
        "K@store, -,       K, S, -, store, true,  make in store: rotate",
        "K@store, N@store, K, N, -, store, false, use N: rotation under way",
        "K@store, N@store, K, -, -, store, false, deliver N in store: rotation under way",
        "K@store, N@store, K, -, -, store, true,  deliver N in store: rotate",
        "K@store, N@store, N, -, -, store, false, use N: rotated",
        "K@host,  -,       K, -, -, store, false, make in store: the key moves from host to store",
        "K@host,  -,       K, S, -, store, false, make in store: the key moves from host to store",
        "K@host,  N@store, K, -, -, store, false, deliver N in store: the key moves from host to store",
        "K@host,  N@store, K, N, -, store, false, use N: the key moves from host to store",
        "K@host,  N@store, K, N, -, host,  false, use K:",
        "K@host,  N@store, K, N, -, host,  true,  make: rotate",
        "K@host,  N@host,  K, N, -, store, false, make in store: the key moves from host to store",
        "K@store, -,       K, -, -, vault, false, make in vault: the key moves from store to vault",
        "K@vault, -,       K, -, -, host,  false, make: the key moves from vault to host",
        "K@vault, -,       K, S, -, host,  false, make: the key moves from vault to host",
        "K@vault, N@host,  K, N, -, host,  false, use N: the key moves from vault to host",
        "K@vault, N@host,  K, -, -, host,  false, make: the key moves from vault to host",
        "K@vault, -,       K, -, -, host,  true,  make: rotate",
        "K@store, -,       R, -, R, store, false, deliver K in store: the host runs a revoked key",
        "K@store, -,       R, -, R, store, true,  make in store: the host runs a revoked key",
        "K@store, -,       X, -, -, store, false, alarm",
        "K@store, -,       X, -, -, store, true,  make in store: rotate",
    })
    void decidesByWhereKeysLive(
            String known,
            String next,
            String inUse,
            String spare,
            String revoked,
            String wanted,
            boolean rotate,
            String expected) {
        KeyState recorded = new KeyState(
                key(known.replaceAll("@.*", "")),
                home(known),
                key(next.replaceAll("@.*", "")),
                home(next),
                Optional.empty(),
                new TreeMap<>());

        KeyDecision decision =
                decide(recorded, revoked, seen(inUse, spare), new Wish(rotate, false, home("@" + wanted)));

        assertThat(said(decision)).isEqualTo(expected);
    }

    private static HomeName home(String keyAtHome) {
        return Stream.of(HomeName.values())
                .filter(h -> keyAtHome.endsWith("@" + h.keyword()))
                .findFirst()
                .orElse(HomeName.HOST);
    }

    private static String name(PublicKey key) {
        return Stream.of("K", "N", "R", "S", "X")
                .filter(n -> TestKeys.key(n).equals(key))
                .findFirst()
                .orElseThrow();
    }

    /// Only a key that was accepted by name is taken over from outside.
    @Test
    void onlyWhatWasAcceptedIsMarkedSo() {
        assertThat(decide("K", "-", "X", "-", "-", false, true))
                .isEqualTo(new Use(TestKeys.key("X"), "accepted", true));
        assertThat(decide("K", "-", "K", "-", "-", false, true)).isEqualTo(new Use(TestKeys.key("K"), "", false));
    }

    @Test
    void theKeyInRenderedFiles() {
        assertThat(decide("K", "-", "K", "-", "-", false, false).peerKey()).contains(TestKeys.key("K"));
        assertThat(decide("-", "-", "-", "-", "-", false, false).peerKey()).contains(new PendingKey("nodeB", "wg0"));
        assertThat(decide("K", "-", "X", "-", "-", false, false).peerKey()).isEmpty();
    }

    @Test
    void anAlarmNamesBothKeysAndBothCures() {
        assertThat(decide("K", "-", "X", "-", "-", false, false).why())
                .contains(TestKeys.base64("K"), TestKeys.base64("X"), "--accept-key nodeB", "wgorch rotate nodeB");
    }

    /// What runs counts more than what stands in the file.
    @Test
    void theRunningKeyIsTheOneInUse() {
        TunnelSeen both = new TunnelSeen(
                seen("X", "-").file(),
                Optional.of(new TunnelSeen.Live(
                        0,
                        true,
                        key("K"),
                        51820,
                        1420,
                        0,
                        new java.util.TreeSet<>(),
                        new java.util.TreeSet<>(),
                        new java.util.TreeMap<>(),
                        java.util.Map.of())),
                true,
                Optional.empty(),
                List.of());
        KeyState recorded =
                new KeyState(key("K"), HomeName.HOST, key("-"), HomeName.HOST, Optional.empty(), new TreeMap<>());

        assertThat(KeyDecision.decide(TUNNEL, recorded, Set.of(), both, new Wish(false, false, HomeName.HOST)))
                .isEqualTo(new Use(TestKeys.key("K"), "", false));
    }
}
