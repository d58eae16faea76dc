package io.wgorch.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PeerSettings;
import io.wgorch.wireguard.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Laws over seeded random states; a failure names its seed.
class TunnelCommandsTest {
    private static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    private record Case(Tunnel desired, TunnelSeen seen) {
        static Case of(long seed) {
            RandomTunnels random = new RandomTunnels(seed);
            return new Case(random.desired(), random.seen());
        }

        TunnelSeen.Live live() {
            return seen.live().orElseThrow();
        }

        TunnelCommands commands() {
            return new TunnelCommands(desired, seen);
        }

        FakeInterface host() {
            return new FakeInterface(desired, live());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void activateLeadsToWhatIsDesired(long seed) {
        Case it = Case.of(seed);
        FakeInterface host = it.host();

        host.run(it.commands().activate());

        assertThat(host.key).contains((PublicKey) it.desired().key());
        assertThat(host.up).isTrue();
        assertThat(host.port).isEqualTo(it.desired().settings().listenPort().orElseThrow());
        assertThat(host.fwmark).isZero();
        assertThat(host.mtu).isEqualTo(it.desired().settings().mtu().orElseThrow());
        assertThat(host.addresses()).isEqualTo(it.desired().settings().addresses());
        assertThat(host.routes).isEqualTo(it.desired().routes());
        assertThat(host.peers.values().stream().map(TunnelCommandsTest::apartFromEndpoint))
                .containsExactlyInAnyOrderElementsOf(it.desired().peers().values().stream()
                        .map(TunnelCommandsTest::apartFromEndpoint)
                        .toList());
    }

    /// The endpoint is set where the diff says so, and is otherwise left to roam.
    @ParameterizedTest
    @MethodSource("seeds")
    void endpointsAreSetOnlyWhereTheDiffNamesThem(long seed) {
        Case it = Case.of(seed);
        List<List<String>> changed = TunnelDiff.of(it.desired(), it.seen()).stream()
                .map(FieldChange::path)
                .toList();
        FakeInterface host = it.host();

        host.run(it.commands().activate());

        it.desired().peers().forEach((node, wanted) -> {
            Optional<PeerSettings> before =
                    Optional.ofNullable(it.live().peers().get((PublicKey) wanted.key()));
            Optional<Endpoint> after = host.peer((PublicKey) wanted.key()).endpoint();
            boolean named = before.isEmpty() || changed.contains(List.of("peers", node, "endpoint"));
            assertThat(after)
                    .as(node)
                    .isEqualTo(named ? wanted.endpoint() : before.orElseThrow().endpoint());
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void undoAfterTheWholeGivesBackWhatWasSeen(long seed) {
        Case it = Case.of(seed);
        FakeInterface host = it.host();

        host.run(it.commands().activate());
        host.run(it.commands().undo());

        assertAsSeen(host, it);
    }

    /// Activation may fail at any command; undo is run all the same.
    @ParameterizedTest
    @MethodSource("seeds")
    void undoAfterAnyPartGivesBackWhatWasSeen(long seed) {
        Case it = Case.of(seed);
        List<String> commands = it.commands().activate().lines().toList();
        for (int done = 0; done < commands.size(); done++) {
            FakeInterface host = it.host();

            commands.subList(0, done).forEach(host::line);
            host.run(it.commands().undo());

            assertAsSeen(host, it);
        }
    }

    private static void assertAsSeen(FakeInterface host, Case it) {
        assertThat(host.key).isEqualTo(it.live().key());
        assertThat(host.up).isEqualTo(it.live().up());
        assertThat(host.port).isEqualTo(it.live().listenPort());
        assertThat(host.mtu).isEqualTo(it.live().mtu());
        assertThat(host.fwmark).isEqualTo(it.live().fwmark());
        assertThat(host.addresses()).isEqualTo(it.live().addresses());
        assertThat(host.routes).isEqualTo(it.live().routes());
        assertThat(host.peers.keySet()).isEqualTo(it.live().peers().keySet());
        it.live().peers().forEach((key, peer) -> {
            PeerSettings now = host.peer(key);
            assertThat(apartFromEndpoint(now)).isEqualTo(apartFromEndpoint(peer));
            // wg(8) cannot take an endpoint away.
            peer.endpoint().ifPresent(e -> assertThat(now.endpoint()).contains(e));
        });
    }

    /// Naming a peer would reset its endpoint, and a peer that is not concerned must not feel a thing.
    @ParameterizedTest
    @MethodSource("seeds")
    void peersThatDoNotDifferAreNeverNamed(long seed) {
        Case it = Case.of(seed);
        List<String> differing = TunnelDiff.of(it.desired(), it.seen()).stream()
                .map(FieldChange::path)
                .filter(p -> p.getFirst().equals("peers"))
                .map(p -> p.get(1))
                .toList();
        String both = it.commands().activate() + it.commands().undo();

        it.desired().peers().forEach((node, peer) -> {
            if (!differing.contains(node)) {
                assertThat(both).doesNotContain(peer.key().text());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsDoneWhereNothingDiffers(long seed) {
        Case it = Case.of(seed);
        FakeInterface host = it.host();
        host.run(it.commands().activate());
        TunnelSeen settled = new TunnelSeen(
                Optional.empty(),
                Optional.of(new TunnelSeen.Live(
                        it.live().now(),
                        host.up,
                        host.key,
                        host.port,
                        host.mtu,
                        host.fwmark,
                        host.addresses(),
                        host.routes,
                        host.peers,
                        it.live().stats())),
                true,
                Optional.empty(),
                List.of());

        String again = new TunnelCommands(it.desired(), settled).activate();

        // A peer that never had a session may be dialled again where it is wanted; nothing else.
        assertThat(again.lines().filter(l -> !l.contains(" endpoint "))).isEmpty();
    }

    private static PeerSettings apartFromEndpoint(PeerSettings p) {
        return new PeerSettings(p.key(), p.allowedIps(), Optional.empty(), p.keepalive(), p.presharedKey());
    }
}
