package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.wgorch.apply.Crossing;
import io.wgorch.apply.Crossings;
import io.wgorch.apply.NewKeys;
import io.wgorch.inventory.HomeName;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Registry;
import io.wgorch.inventory.TunnelId;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.SshTarget;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The key of nodeB is replaced, and its pairs with nodeA and nodeC are led around. The hosts say what a test tells
/// them to.
class DetourRunTest {
    private static final NodeName A = new NodeName("nodeA");
    private static final NodeName B = new NodeName("nodeB");
    private static final NodeName C = new NodeName("nodeC");
    private static final String KEY_OF_A = "6REE5ZD+l6a1/J7CmBVWkb5j32e+2HWBLnm32aiuJyQ=";
    private static final String NEXT_OF_B = TestKeys.base64("next");
    private static final String KEY_OF_C = "n3S57eER8Jeo6Q4L90E7fRE52KHFsgR5FRyC5K8Yy1g=";
    private static final Pattern VERB =
            Pattern.compile("/wg0/detour\\.(?:new|sh) (\\w+)([^|\n]*)|(stop) wgorch-detour");

    @TempDir
    Path dir = Path.of("");

    /// By `nodeB meet`.
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    /// The same, of what a host cannot do.
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /// The same, of what a connection does not survive.
    private final Set<String> cuts = ConcurrentHashMap.newKeySet();

    /// The same, and what happens then.
    private final Map<String, Runnable> events = new ConcurrentHashMap<>();

    /// Hosts that let nobody in a second time.
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

    private final Map<String, Integer> connections = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private String scenario = "rotation-requested";
    private Goal goal = new Goal.Rotate(Set.of(B));
    private boolean dead;
    private Optional<PlanRun> look = Optional.empty();

    @BeforeEach
    void everythingWorks() {
        answers.put("nodeA meet", "met " + NEXT_OF_B + "\n");
        answers.put("nodeB meet", "met " + KEY_OF_A + "\nmet " + KEY_OF_C + "\n");
        answers.put("nodeC meet", "met " + NEXT_OF_B + "\n");
        answers.put("nodeB alive", "alive nodeA\nalive nodeC\n");
        answers.put("nodeB down", "echo nodeA 10.0 1\necho nodeA 10.05 2\necho nodeC 10.0 1\nend 10.06\n");
    }

    @AfterEach
    void close() {
        look.ifPresent(PlanRun::close);
    }

    private final class Host implements Session {
        private final PlanScenario plan;
        private final String name;
        private boolean cut;

        Host(PlanScenario plan, String name) {
            this.plan = plan;
            this.name = name;
        }

        @Override
        public Answer run(Script script, Duration limit) throws SshException {
            if (script.main().equals("observe")) {
                return new Answer(0, observed(), "");
            }
            Matcher verb = VERB.matcher(script.functions());
            assertThat(verb.find()).isTrue();
            String what = name + " " + Optional.ofNullable(verb.group(1)).orElse("clear");
            asked.add(what + Optional.ofNullable(verb.group(2)).orElse("").stripTrailing());
            events.getOrDefault(what, () -> {}).run();
            cut |= cuts.remove(what);
            if (cut) {
                throw new SshException(SshException.Reason.LOST, "the connection died", "");
            }
            return refused.contains(what)
                    ? new Answer(1, "", "not here")
                    : new Answer(0, answers.getOrDefault(what, ""), "");
        }

        private String observed() {
            try {
                String seen = plan.observed(new NodeName(name));
                return dead ? seen.replace("1772599959 2049 4097", "0 0 0") : seen;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {}
    }

    private Session connect(PlanScenario plan, SshTarget target) throws SshException {
        if (connections.merge(target.name(), 1, Integer::sum) > 1 && gone.contains(target.name())) {
            throw new SshException(SshException.Reason.TIMEOUT, "no answer in 5 s", "");
        }
        return new Host(plan, target.name());
    }

    private DetourRun run() throws IOException {
        PlanScenario plan = new PlanScenario(scenario, dir);
        PlanRun looked = PlanRun.look(plan.read(), plan.options(), target -> connect(plan, target), goal);
        look = Optional.of(looked);
        Registry registry = looked.project().registry();
        TreeMap<NodeName, Registry.Entry> nodes = new TreeMap<>(registry.nodes());
        nodes.computeIfPresent(
                B,
                (_, entry) -> entry.with(
                        "wg0", registry.key(new TunnelId(B, "wg0")).withNext(TestKeys.key("next"), HomeName.HOST)));
        return new DetourRun(
                looked, looked.plan().detours(), registry.with(nodes, List.of()), new NewKeys(Map.of(), Map.of()));
    }

    private List<String> asked(String verb) {
        return asked.stream().filter(a -> a.contains(" " + verb)).sorted().toList();
    }

    @Test
    void theTrafficIsLedThereAndBack() throws IOException {
        DetourRun run = run();

        assertThat(run.open(false)).isEmpty();
        assertThat(asked("switch")).hasSize(3).contains("nodeA switch " + NEXT_OF_B, "nodeC switch " + NEXT_OF_B);
        Crossings crossings = run.close(_ -> true);

        assertThat(asked("settle")).hasSize(3).contains("nodeA settle 12 " + NEXT_OF_B, "nodeC settle 12 " + NEXT_OF_B);
        assertThat(asked("return")).containsExactly("nodeA return", "nodeB return", "nodeC return");
        assertThat(asked.subList(asked.size() - 3, asked.size()))
                .containsExactlyInAnyOrder("nodeA down", "nodeB down", "nodeC down");
        assertThat(crossings.left()).isEmpty();
        assertThat(crossings.measured())
                .extracting(c -> c.detour().peer(), Crossing::sent, Crossing::lost)
                .containsExactly(tuple(A, 2, 0), tuple(C, 1, 0));
    }

    /// A tunnel that has the old key on one of its ends cannot shake hands.
    @Test
    void aPairOfWhichOneIsNotChangedIsNotWaitedFor() throws IOException {
        DetourRun run = run();
        run.open(false);

        run.close(node -> !node.equals(C));

        assertThat(asked("settle")).containsExactly("nodeA settle 12 " + NEXT_OF_B, "nodeB settle 12 " + KEY_OF_A);
        assertThat(asked("down")).hasSize(3);
    }

    @Test
    void withoutAHandshakeNothingIsSwitched() throws IOException {
        answers.put("nodeC meet", "");

        Optional<String> why = run().open(false);

        assertThat(why).get().asString().contains("no handshake over the detour between nodeB and nodeC.", "udp/52820");
        assertThat(asked("switch")).isEmpty();
        assertThat(asked("down")).hasSize(3);
    }

    /// With --allow-loss the others are led around all the same.
    @ParameterizedTest
    @ValueSource(strings = {"up", "meet"})
    void anEndThatDoesNotWorkIsLeftOut(String verb) throws IOException {
        refused.add("nodeC " + verb);
        DetourRun run = run();

        Optional<String> why = run.open(true);

        assertThat(why).isEmpty();
        assertThat(asked("switch")).containsExactly("nodeA switch " + NEXT_OF_B, "nodeB switch " + KEY_OF_A);
        assertThat(run.close(_ -> true).measured())
                .extracting(c -> c.detour().peer())
                .containsExactly(A);
    }

    @Test
    void whyAnEndDoesNotWorkIsSaid() throws IOException {
        refused.add("nodeC up");

        assertThat(run().open(false))
                .get()
                .asString()
                .contains("between nodeB and nodeC (nodeC: no detour beside wg0: not here)");
    }

    /// Nobody misses a pair without a session.
    @Test
    void aPairThatIsDeadAnywayStopsNothing() throws IOException {
        dead = true;
        answers.put("nodeC meet", "");

        assertThat(run().open(false)).isEmpty();

        assertThat(asked("switch")).containsExactly("nodeA switch " + NEXT_OF_B, "nodeB switch " + KEY_OF_A);
    }

    @Test
    void whereNothingComesBackTheTrafficIsGivenBack() throws IOException {
        events.put("nodeB switch", () -> answers.put("nodeB alive", "alive nodeC\n"));
        DetourRun run = run();

        Optional<String> why = run.open(false);

        assertThat(why)
                .get()
                .asString()
                .contains("nothing comes back over the detour between nodeB and nodeA.", "wg0-d");
        assertThat(asked("return")).hasSize(3);
        assertThat(asked("down")).hasSize(3);
        asked.clear();
        assertThat(run.close(_ -> true)).isEqualTo(Crossings.NONE);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatCannotBeSwitchedIsGivenBack() throws IOException {
        refused.add("nodeC switch");

        assertThat(run().open(false)).get().asString().contains("could not be switched", "nodeC: ", "not here");

        assertThat(asked("down")).hasSize(3);
    }

    /// The other ends would wait in vain for what this one sends over the detour.
    @ParameterizedTest
    @ValueSource(strings = {"settle", "return"})
    void aConnectionThatIsCutIsMadeAnewToTakeItAway(String verb) throws IOException {
        cuts.add("nodeC " + verb);
        DetourRun run = run();
        run.open(false);

        Crossings crossings = run.close(_ -> true);

        assertThat(connections).containsEntry("nodeC", 2).containsEntry("nodeB", 1);
        assertThat(asked).contains("nodeC down");
        assertThat(crossings.left()).isEmpty();
    }

    @Test
    void whatIsLeftOnAHostIsSaid() throws IOException {
        cuts.add("nodeC return");
        gone.add("nodeC");
        DetourRun run = run();
        run.open(false);

        Crossings crossings = run.close(_ -> true);

        assertThat(crossings.left())
                .containsExactly(Map.entry(
                        C,
                        "the detour beside wg0 could not be taken away (no answer in 5 s). Some of its pairs may be"
                                + " down until it ends by itself, 10 minutes after it was made."));
        assertThat(crossings.measured()).hasSize(2);
    }

    /// Before the hosts change as well: the run that is refused says so too.
    @Test
    void whatIsLeftOfAnAttemptIsSaid() throws IOException {
        answers.put("nodeA meet", "");
        refused.add("nodeC down");
        DetourRun run = run();

        assertThat(run.open(false)).isPresent();

        assertThat(run.close(_ -> true).left()).containsOnlyKeys(C);
    }

    @Test
    void whatAnEarlierRunHasLeftIsTakenAway() throws IOException {
        scenario = "detour-left-behind";
        goal = new Goal.Converge();
        DetourRun run = run();

        assertThat(run.open(false)).isEmpty();
        assertThat(run.close(_ -> true)).isEqualTo(Crossings.NONE);

        assertThat(asked).containsExactly("nodeB clear");
    }

    @Test
    void whatAnEarlierRunHasLeftMayStay() throws IOException {
        scenario = "detour-left-behind";
        goal = new Goal.Converge();
        cuts.add("nodeB clear");

        assertThat(run().close(_ -> true).left()).containsOnlyKeys(B);
    }
}
