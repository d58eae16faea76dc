package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.apply.PunchResult;
import io.wgorch.inventory.KeyState;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.SshSettings;
import io.wgorch.plan.Punch;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Connector;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.SshTarget;
import io.wgorch.ssh.ToldSession;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.TestKeys;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Hosts that answer what a test tells them to: gate sees where the others come from, natA and natB say whom they have
/// met.
class PunchRunTest {
    private static final NodeName GATE = new NodeName("gate");
    private static final NodeName A = new NodeName("natA");
    private static final NodeName B = new NodeName("natB");
    private static final Endpoint AT_A = new Endpoint("192.0.2.1", 51820);
    private static final Endpoint AT_B = new Endpoint("192.0.2.2", 1024);
    private static final Punch PUNCH = new Punch("wg0", A, B, GATE);

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, ToldSession> sessions = new ConcurrentHashMap<>();

    @BeforeEach
    void theyMeet() {
        answers.put("gate", seen(A, AT_A) + seen(B, AT_B));
        answers.put("natA", met(B));
        answers.put("natB", met(A));
    }

    private static String seen(NodeName node, Endpoint at) {
        return "seen " + TestKeys.key(node.value()) + " " + at + "\n";
    }

    private static String met(NodeName node) {
        return "met wg0 " + TestKeys.key(node.value()) + "\n";
    }

    private Session connect(SshTarget target) throws SshException {
        String answer = answers.get(target.name());
        if (answer == null) {
            throw new SshException(SshException.Reason.LOST, "gone", "");
        }
        ToldSession session = new ToldSession(new Answer(0, answer, ""));
        sessions.put(target.name(), session);
        return session;
    }

    private List<PunchResult> run() {
        SortedMap<NodeName, Registry.Entry> nodes = new TreeMap<>();
        for (NodeName node : List.of(GATE, A, B)) {
            SortedMap<String, KeyState> keys =
                    new TreeMap<>(Map.of("wg0", KeyState.inUse(TestKeys.key(node.value()), Instant.EPOCH)));
            nodes.put(node, new Registry.Entry(keys, List.of(), List.of(), SshSettings.NONE, true));
        }
        Registry registry = Registry.fresh("m").with(nodes, List.of());
        Map<NodeName, SshTarget> targets = new HashMap<>();
        nodes.keySet().forEach(n -> targets.put(n, target(n)));
        Connector connector = this::connect;
        try (Fleet fleet = new Fleet(connector, targets, 1)) {
            return new PunchRun(
                            fleet, registry, List.of(Cidr.parse("10.0.0.0/24").orElseThrow()))
                    .run(List.of(PUNCH));
        }
    }

    private static SshTarget target(NodeName node) {
        return new SshTarget(
                node.value(),
                node.value(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private String asked(String host) {
        return sessions.getOrDefault(host, new ToldSession(new Answer(0, "", "")))
                .asked();
    }

    @Test
    void eachIsToldWhereTheOtherIsSeenAndOneBegins() {
        assertThat(run()).containsExactly(new PunchResult(PUNCH, List.of(AT_A, AT_B), ""));

        assertThat(asked("natA")).contains("\tpunch_peer wg0 " + TestKeys.key("natB") + " 192.0.2.2:1024\n\tsleep 1\n");
        assertThat(asked("natB"))
                .contains("\tsleep 1\n\tpunch_peer wg0 " + TestKeys.key("natA") + " 192.0.2.1:51820\n");
    }

    @Test
    void aHandshakeOnOneSideIsNone() {
        answers.put("natB", "");

        assertThat(run())
                .containsExactly(
                        new PunchResult(PUNCH, List.of(), "no handshake at 192.0.2.1:51820 and 192.0.2.2:1024"));
    }

    @Test
    void aHostThatIsGoneHasMetNobody() {
        answers.remove("natA");

        assertThat(run()).extracting(PunchResult::met).containsExactly(false);
    }

    @Test
    void whoIsNotSeenIsNotTried() {
        answers.put("gate", seen(A, AT_A));

        assertThat(run()).containsExactly(new PunchResult(PUNCH, List.of(), "gate does not see natB"));
        assertThat(sessions).containsOnlyKeys("gate");
    }

    @Test
    void withoutAnybodyWhoSeesThemTheyAreNotTried() {
        answers.remove("gate");

        assertThat(run()).containsExactly(new PunchResult(PUNCH, List.of(), "gate does not see natA, natB"));
    }

    /// An endpoint inside the tunnel would be dialled through itself.
    @Test
    void nobodyIsDialledInsideTheMesh() {
        answers.put("gate", seen(A, AT_A) + seen(B, new Endpoint("10.0.0.3", 51820)));

        assertThat(run().stream().map(PunchResult::detail).collect(Collectors.toSet()))
                .containsExactly("gate does not see natB");
    }
}
