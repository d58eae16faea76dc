package io.wgorch.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.Punched;
import io.wgorch.inventory.TestInventory;
import io.wgorch.wireguard.Cidr;
import io.wgorch.wireguard.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every folder of `scenarios/mesh`: the tunnels that an inventory asks for. `punched.txt` names the pairs that have
/// met,
/// a line each: `wg0 nodeB 192.0.2.1:51820 nodeC 192.0.2.2:51820`. `-Dgolden.update=true` writes the goldens
/// anew; read them before you commit them.
class MeshScenarioTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios/mesh");

    static List<String> scenarios() throws IOException {
        try (Stream<Path> folders = Files.list(SCENARIOS)) {
            return folders.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void asksForTheseTunnels(String scenario) throws IOException {
        Path folder = SCENARIOS.resolve(scenario);
        Inventory inventory = TestInventory.of(Files.readString(folder.resolve("mesh.yml")));

        Meshes meshes = Meshes.of(
                inventory, RandomInventories.registry(inventory).withPunched(punched(folder.resolve("punched.txt"))));

        String shown = meshes.all().stream().map(MeshScenarioTest::show).collect(Collectors.joining("\n"));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(folder.resolve("mesh.golden"), shown);
        }
        assertThat(shown).isEqualTo(Files.readString(folder.resolve("mesh.golden")));
    }

    private static List<Punched> punched(Path file) throws IOException {
        return Files.notExists(file)
                ? List.of()
                : Files.readAllLines(file).stream()
                        .map(line -> List.of(line.split(" ", -1)))
                        .map(word -> new Punched(
                                word.get(0),
                                new NodeName(word.get(1)),
                                new NodeName(word.get(3)),
                                Stream.of(word.get(2), word.get(4))
                                        .flatMap(e -> Endpoint.parse(e).stream())
                                        .toList(),
                                Instant.EPOCH))
                        .toList();
    }

    private static String show(Mesh mesh) {
        StringBuilder out = new StringBuilder();
        out.append("%s on %s%n".formatted(mesh.definition().name(), mesh.interfaceName()));
        mesh.punchable()
                .forEach((pair, learner) ->
                        out.append("%s and %s may meet by way of %s%n".formatted(pair.one(), pair.other(), learner)));
        mesh.tunnels().values().forEach(tunnel -> {
            out.append("%n%s %s port %d mtu %d%s%s%n"
                    .formatted(
                            tunnel.node(),
                            words(tunnel.addresses()),
                            tunnel.listenPort(),
                            tunnel.mtu(),
                            tunnel.forwards() ? " forwards" : "",
                            tunnel.behind().isEmpty() ? "" : " behind it " + words(tunnel.behind())));
            tunnel.peers().values().forEach(peer -> out.append(show(peer)));
        });
        return out.toString();
    }

    private static String show(Peering peer) {
        String endpoint = peer.endpoint().map(e -> " at " + e).orElse("");
        String keepalive = peer.keepalive() == 0 ? "" : " keepalive " + peer.keepalive();
        String allowed = peer.allowedIps().isEmpty() ? "(none)" : words(peer.allowedIps());
        return "  %s %s%s%s mtu %d%n".formatted(peer.peer(), allowed, endpoint, keepalive, peer.mtu());
    }

    private static String words(Collection<Cidr> prefixes) {
        return prefixes.stream().map(Cidr::toString).collect(Collectors.joining(" "));
    }
}
