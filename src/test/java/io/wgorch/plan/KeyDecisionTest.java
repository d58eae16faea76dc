package io.wgorch.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TunnelId;
import io.wgorch.plan.KeyDecision.Alarm;
import io.wgorch.plan.KeyDecision.Make;
import io.wgorch.plan.KeyDecision.Use;
import io.wgorch.plan.KeyDecision.Wish;
import io.wgorch.resource.TunnelSeen;
import io.wgorch.wireguard.PendingKey;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.util.Optional;
import java.util.Set;
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
        return new TunnelSeen(file, Optional.empty(), false, key(spare));
    }

    private static KeyDecision decide(
            String known, String next, String inUse, String spare, String revoked, boolean rotate, boolean accept) {
        KeyState recorded = new KeyState(key(known), HomeName.HOST, key(next), HomeName.HOST, Optional.empty());
        Set<PublicKey> gone = Stream.of(revoked)
                .map(KeyDecisionTest::key)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return KeyDecision.decide(TUNNEL, recorded, gone, seen(inUse, spare), new Wish(rotate, accept));
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

        String said = switch (decision) {
            case Use(PublicKey used, String reason, boolean _) -> "use " + name(used) + ": " + reason;
            case Make(TunnelId _, String reason) -> "make: " + reason;
            case Alarm _ -> "alarm";
        };
        assertThat(said.strip()).isEqualTo(expected);
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
                        new java.util.TreeSet<>(),
                        new java.util.TreeSet<>(),
                        new java.util.TreeMap<>(),
                        java.util.Map.of())),
                true,
                Optional.empty());
        KeyState recorded = new KeyState(key("K"), HomeName.HOST, key("-"), HomeName.HOST, Optional.empty());

        assertThat(KeyDecision.decide(TUNNEL, recorded, Set.of(), both, new Wish(false, false)))
                .isEqualTo(new Use(TestKeys.key("K"), "", false));
    }
}
