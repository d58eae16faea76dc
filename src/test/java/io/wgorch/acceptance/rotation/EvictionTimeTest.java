package io.wgorch.acceptance.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.wgorch.acceptance.Figures;
import io.wgorch.acceptance.MeshLab;
import io.wgorch.acceptance.Ran;
import io.wgorch.ssh.Connector;
import io.wgorch.ssh.JschConnector;
import io.wgorch.ssh.OpenSshConfig;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.ssh.SshTarget;
import io.wgorch.wireguard.TestKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How long it takes until the last host is without an evicted key, beside the least that it could take: one
/// connection and one empty script on each of them. Outsiders are evicted, so that there are as many hosts in
/// each run. A measurement, for script/acceptance; that the key is gone is asserted here as well, of every
/// host.
@Tag("lab")
@EnabledIfSystemProperty(named = "eviction.hosts", matches = "\\d+")
class EvictionTimeTest {
    private static final int HOSTS = Integer.getInteger("eviction.hosts", 10);
    private static final int RUNS = 5;

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("eviction");

    /// One eviction.
    ///
    /// @param floor of the same hosts, right before
    private record Run(String node, Duration took, Duration floor) {
        String row() {
            return "| %d | %s | %d | %d |%n".formatted(HOSTS, node, took.toMillis(), floor.toMillis());
        }
    }

    @Test
    void howLongAnEvictionTakes() throws Exception {
        List<String> nodes =
                IntStream.rangeClosed(1, HOSTS).mapToObj(i -> "n" + i).toList();
        StringBuilder inventory = new StringBuilder("mesh: { network: 10.0.0.0/24, topology: full_mesh }\nnodes:\n");
        nodes.forEach(n -> inventory.append("  %s: { endpoint: %s.example.com }%n".formatted(n, n)));
        for (int i = 0; i < RUNS; i++) {
            inventory.append("  phone%d: { managed: false, public_key: \"%s\" }%n".formatted(i, key(i)));
        }
        mesh.startOver(inventory.toString());
        mesh.run("apply", "--yes").expect(0);
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            runs.add(evict(i, nodes));
            System.out.print(runs.getLast().row());
        }
        System.out.println(table(runs));
        Optional.ofNullable(System.getProperty("eviction.report"))
                .ifPresent(page ->
                        Figures.write(Path.of(page), "figures of evictions with " + HOSTS + " hosts", table(runs)));
    }

    private static String key(int phone) {
        return TestKeys.base64("phone " + phone);
    }

    private static Run evict(int phone, List<String> hosts) throws Exception {
        String node = "phone" + phone;
        Duration floor = floor(hosts);
        Ran ran = mesh.run("rotate", node, "--compromised", "--yes", "--json").expect(0);
        JsonObject eviction =
                JsonParser.parseString(ran.out()).getAsJsonObject().getAsJsonObject("eviction");
        assertThat(hosts)
                .allSatisfy(host -> assertThat(mesh.sh(host, "wg show all peers; cat /etc/wireguard/*"))
                        .doesNotContain(key(phone)));
        return new Run(node, Duration.ofMillis((long) (eviction.get("seconds").getAsDouble() * 1000)), floor);
    }

    /// As many at once as a run handles side by side.
    private static Duration floor(List<String> hosts) throws Exception {
        Connector connector = new JschConnector(
                OpenSshConfig.ofThisUser(Optional.of(mesh.sshConfig())), Duration.ofSeconds(5), JschConnector.SILENCE);
        long begun = System.nanoTime();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> rounds = new ArrayList<>();
            hosts.forEach(host -> rounds.add(all.submit(() -> round(connector, host))));
            for (Future<Boolean> round : rounds) {
                assertThat(round.get()).isTrue();
            }
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static boolean round(Connector connector, String host) throws SshException {
        SshTarget target = new SshTarget(
                host,
                host,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try (Session session = connector.connect(target)) {
            return session.run(new Script("nothing() { :; }\n", "nothing"), Duration.ofSeconds(30))
                            .exitCode()
                    == 0;
        }
    }

    private static String table(List<Run> runs) {
        StringBuilder out =
                new StringBuilder("Last run: " + LocalDate.now(ZoneOffset.UTC) + ", " + HOSTS + " hosts: median "
                        + median(runs.stream().map(Run::took).toList()) + " ms, floor "
                        + median(runs.stream().map(Run::floor).toList()) + " ms.\n\n"
                        + "| hosts | evicted | to the last host, ms | floor, ms |\n|---|---|---|---|\n");
        runs.forEach(run -> out.append(run.row()));
        return out.toString();
    }

    private static long median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2).toMillis();
    }
}
