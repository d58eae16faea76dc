package io.wgorch.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A change that nothing is wrong with is never rolled back. `script/acceptance good-applies` tries it long enough to
/// say so; `script/test` a few times.
@Tag("lab")
@SuppressWarnings("SystemOut")
class GoodAppliesTest {
    private static final String[] SEED = {"nodeA", "nodeB", "nodeC"};

    /// There and back: every change sets the MTU of the tunnel and a sysctl of every host.
    private static final List<String> STATES = List.of(
            "defaults: { mtu: 1400 }\n", "defaults: { vars: { sysctl: { net.ipv4.tcp_keepalive_time: 7100 } } }\n");

    @RegisterExtension
    static final MeshLab mesh = new MeshLab("good-applies", SEED);

    @Test
    void noGoodApplyIsRolledBack() throws IOException {
        int applies = Integer.getInteger("good.applies", 4);
        mesh.fresh(SEED);
        Map<String, Integer> outcomes = new TreeMap<>();

        for (int i = 0; i < applies; i++) {
            mesh.head(STATES.get(i % STATES.size()));
            Ran ran = mesh.run("apply", "--yes", "--json");
            JsonObject results =
                    JsonParser.parseString(ran.out()).getAsJsonObject().getAsJsonObject("results");
            for (String node : SEED) {
                String outcome = results.getAsJsonObject(node).get("outcome").getAsString();
                outcomes.merge(outcome, 1, Integer::sum);
            }
            outcomes.merge("exit " + ran.exit(), 1, Integer::sum);
            System.out.println((i + 1) + " applies: " + outcomes + (ran.exit() == 0 ? "" : "\n" + ran.all()));
        }

        report(applies, outcomes);
        assertThat(outcomes).isEqualTo(Map.of("applied", applies * SEED.length, "exit 0", applies));
    }

    private static void report(int applies, Map<String, Integer> outcomes) throws IOException {
        String file = System.getProperty("good.applies.report");
        if (file == null) {
            return;
        }
        int hosts = outcomes.values().stream().mapToInt(n -> n).sum() - applies;
        String figures =
                "<!-- good applies -->\n" + LocalDate.now(ZoneOffset.UTC) + ": " + applies + " applies, " + hosts
                        + " transactions on hosts: " + outcomes.getOrDefault("applied", 0) + " applied, "
                        + outcomes.getOrDefault("rolled_back", 0) + " rolled back, "
                        + (hosts - outcomes.getOrDefault("applied", 0) - outcomes.getOrDefault("rolled_back", 0))
                        + " ended otherwise; " + outcomes.getOrDefault("exit 0", 0)
                        + " of the applies ended with exit code 0.\n"
                        + "<!-- end of good applies -->";
        Path page = Path.of(file);
        Files.writeString(
                page,
                Files.readString(page)
                        .replaceFirst("(?s)<!-- good applies -->.*<!-- end of good applies -->", figures));
    }
}
