package io.wgorch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.apply.PowerHost.Cut;
import io.wgorch.apply.PowerHost.Lost;
import io.wgorch.inventory.NodeName;
import io.wgorch.observe.Observer;
import io.wgorch.plan.HostPlan;
import io.wgorch.plan.Order;
import io.wgorch.plan.Planner;
import io.wgorch.plan.Planner.HostInput;
import io.wgorch.resource.Firewall;
import io.wgorch.resource.HostState;
import io.wgorch.resource.Kinds;
import io.wgorch.resource.ProbeList;
import io.wgorch.resource.Resource;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Service;
import io.wgorch.resource.Sysctl;
import io.wgorch.resource.TemplateFile;
import io.wgorch.resource.Tunnel;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.SshException;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.InterfaceSettings;
import io.wgorch.wireguard.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The power is cut before every command of a transaction that changes a file: after the boot, the host's files are
/// wholly old or wholly new. `script/acceptance power-loss` runs it; it needs root and loop devices.
@Tag("power")
@SuppressWarnings("SystemOut")
class PowerLossTest {
    private static final NodeName NODE = new NodeName("nodeA");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int NEVER = Integer.MAX_VALUE;
    private static final String TUNNEL = "wgpower";

    @TempDir
    Path dir;

    /// What the transaction does to the host.
    enum Change {
        FIRST_DEPLOYMENT,
        UPDATE,
        REMOVAL
    }

    static Stream<Arguments> cases() {
        return Stream.of(Change.values()).flatMap(c -> Stream.of(Lost.values()).map(l -> Arguments.of(c, l)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theFilesAreWhollyOldOrWhollyNew(Change change, Lost lost) throws SshException {
        PowerHost host = new PowerHost(dir);
        List<Script> scripts = prepared(host, change);
        host.keep();
        String before = host.cut(NEVER, lost, List.of()).settled();
        host.restore();
        host.run(scripts).expect(0);
        String after = host.cut(NEVER, lost, List.of()).settled();
        int old = 0;
        int now = 0;
        List<String> problems = new ArrayList<>();

        boolean through = false;
        for (int n = 1; !through; n++) {
            host.restore();
            Cut cut = host.cut(n, lost, scripts);
            through = cut.atEnd();
            if (cut.settled().equals(after)) {
                now++;
            } else if (cut.settled().equals(before) && !cut.acknowledged()) {
                old++;
            } else {
                problems.add(cut.at() + (cut.acknowledged() ? ", acknowledged" : "") + "\nagainst the old:\n"
                        + difference(before, cut.settled()) + "against the new:\n" + difference(after, cut.settled())
                        + host.said());
            }
        }

        System.out.printf(
                "%s, %s lost: %d cuts, %d old, %d new%n", change, lost, old + now + problems.size(), old, now);
        assertThat(old).isPositive();
        assertThat(now).isPositive();
        assertThat(problems).isEmpty();
    }

    /// The scripts of the change, on a host that has all that comes before it.
    private static List<Script> prepared(PowerHost host, Change change) throws SshException {
        PublicKey key = makeKey(host);
        if (change != Change.FIRST_DEPLOYMENT) {
            host.run(transaction(host, "0001", resources(key, 1))).expect(0);
        }
        return transaction(host, "0002", change == Change.REMOVAL ? List.of() : resources(key, 2));
    }

    private static String difference(String a, String b) {
        List<String> left = a.lines().toList();
        List<String> right = b.lines().toList();
        StringBuilder out = new StringBuilder();
        left.stream()
                .filter(l -> !right.contains(l))
                .forEach(l -> out.append("- ").append(l).append('\n'));
        right.stream()
                .filter(l -> !left.contains(l))
                .forEach(l -> out.append("+ ").append(l).append('\n'));
        return out.toString();
    }

    private static PublicKey makeKey(PowerHost host) {
        String said = host.run(new Script(Kinds.shell(), "tunnel_make_keys " + TUNNEL), LIMIT)
                .output();
        return PublicKey.parse(said.strip().replaceFirst(".* ", "")).orElseThrow();
    }

    private static List<Script> transaction(PowerHost host, String id, List<Resource> wanted) throws SshException {
        Map<ResourceId, List<String>> hints = new TreeMap<>();
        wanted.forEach(r -> hints.put(r.id(), List.of()));
        ProbeList probes = ProbeList.of(hints);
        HostState state = new Observer("5a17").observe(host, probes);
        Optional<String> leaves = wanted.isEmpty() ? Optional.of("destroy") : Optional.empty();
        HostInput input =
                new HostInput.Observed(NODE, state, Map.of(), wanted, leaves, Set.of(), probes, Map.of(), List.of());
        HostPlan plan = Planner.plan(List.of(input), new Order(1, Set.of()), List.of(), List.of())
                .hosts()
                .getFirst();
        RunId run = new RunId("mesh", 1, id, "test", Duration.ofSeconds(30));
        Transaction transaction = new Transaction(plan, run, new NewKeys(Map.of(), Map.of()));
        return List.of(transaction.begin(), transaction.confirm());
    }

    private static List<Resource> resources(PublicKey key, int version) {
        String conf = """
                [Interface]
                Address = 10.0.0.%d/24
                PrivateKey = @private_key@
                """.formatted(version);
        InterfaceSettings settings = new InterfaceSettings(
                new TreeSet<>(Set.of(Cidr.parse("10.0.0." + version + "/24").orElseThrow())),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return List.of(
                new Sysctl("/etc/sysctl.d/90-wgorch.conf", "net.ipv4.ip_forward = " + version + "\n"),
                new Firewall("add table inet wgorch # " + version + "\n"),
                new Tunnel(TUNNEL, key, settings, new TreeMap<>(), conf, Map.of()),
                new Service("wg-quick@" + TUNNEL, Optional.of(true), Optional.of(true)),
                new TemplateFile("/etc/motd", "version " + version + "\n", "644 root:root"));
    }
}
