package io.wgorch.acceptance.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.acceptance.Figures;
import io.wgorch.acceptance.MeshLab;
import io.wgorch.acceptance.Pinger;
import io.wgorch.acceptance.Pinger.Answers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a scheduled rotation costs in a mesh of ten hosts: 100 packets a second on every pair of the node, and on pairs
/// without it. A measurement, for script/acceptance; what a loss would be is asserted by [DetourTest].
@Tag("lab")
@EnabledIfSystemProperty(named = "rotation.runs", matches = "\\d+")
class RotationTest {
    private static final String[] HOSTS =
            IntStream.range(0, 10).mapToObj(i -> "node" + (char) ('A' + i)).toArray(String[]::new);

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("rotation", HOSTS);

    /// @param pairs those of the node
    /// @param idle of pairs without it, the first is the control
    private record Run(String node, List<Answers> pairs, List<Answers> idle) {
        int lost() {
            return pairs.stream().mapToInt(Answers::lost).sum();
        }

        int sent() {
            return pairs.stream().mapToInt(Answers::sent).sum();
        }

        Duration longest() {
            return pairs.stream()
                    .map(Answers::longestGap)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }

        long beyondControl() {
            return longest().minus(idle.getFirst().longestGap()).toMillis();
        }

        String row() {
            return "| %s | %d | %d | %d | %d | %d | %d |%n"
                    .formatted(
                            node,
                            sent(),
                            lost(),
                            longest().toMillis(),
                            idle.getFirst().longestGap().toMillis(),
                            beyondControl(),
                            idle.stream().mapToInt(Answers::lost).sum());
        }
    }

    @Test
    void whatARotationCosts() {
        mesh.fresh(HOSTS);
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < Integer.getInteger("rotation.runs"); i++) {
            runs.add(rotate(HOSTS[i % HOSTS.length]));
            System.out.print(runs.getLast().row());
            Optional.ofNullable(System.getProperty("rotation.report"))
                    .ifPresent(page -> Figures.write(Path.of(page), table(runs)));
        }
        System.out.println(table(runs));
        assertThat(runs).allSatisfy(run -> assertThat(run.lost()).isZero());
    }

    private static Run rotate(String node) {
        List<String> others = Stream.of(HOSTS).filter(h -> !h.equals(node)).toList();
        List<Pinger> pairs =
                others.stream().map(other -> Pinger.start(mesh, node, other)).toList();
        List<Pinger> idle = IntStream.range(0, 4)
                .mapToObj(i -> Pinger.start(mesh, others.get(2 * i), others.get(2 * i + 1)))
                .toList();
        mesh.run("rotate", node, "--yes").expect(0);
        return new Run(
                node,
                pairs.stream().map(Pinger::end).toList(),
                idle.stream().map(Pinger::end).toList());
    }

    private static String table(List<Run> runs) {
        List<Long> beyond = runs.stream().map(Run::beyondControl).sorted().toList();
        StringBuilder out = new StringBuilder("Last run: " + LocalDate.now(ZoneOffset.UTC) + ", " + runs.size()
                + " rotations: " + runs.stream().mapToInt(Run::lost).sum() + " of "
                + runs.stream().mapToInt(Run::sent).sum() + " packets lost on pairs of the node, "
                + runs.stream()
                        .flatMap(r -> r.idle().stream())
                        .mapToInt(Answers::lost)
                        .sum()
                + " on pairs without it. Longest gap beyond that of the control pair: median "
                + beyond.get(beyond.size() / 2) + " ms, worst " + beyond.getLast() + " ms.\n\n"
                + "| node | packets | lost | longest gap, ms | of the control pair, ms | beyond it, ms | lost by others |\n"
                + "|---|---|---|---|---|---|---|\n");
        runs.forEach(run -> out.append(run.row()));
        return out.toString();
    }
}
