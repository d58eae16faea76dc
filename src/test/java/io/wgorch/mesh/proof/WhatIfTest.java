package io.wgorch.mesh.proof;

import static io.wgorch.mesh.proof.TestMesh.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.mesh.Mesh;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WhatIfTest {
    /// Four spokes on hub1, and one on hub2.
    private static Mesh hubs() {
        StringBuilder text = new StringBuilder("hub1 10.0.0.1/24 forwards\n  hub2 10.0.0.2/32 10.0.0.20/32 dialled\n");
        List<String> spokes = List.of("a", "b", "c", "d");
        for (int i = 0; i < spokes.size(); i++) {
            text.append("  ")
                    .append(spokes.get(i))
                    .append(" 10.0.0.1")
                    .append(i)
                    .append("/32\n");
        }
        text.append(
                "hub2 10.0.0.2/24 forwards\n  hub1 10.0.0.1/32 10.0.0.10/31 10.0.0.12/31 dialled\n  x 10.0.0.20/32\n");
        for (int i = 0; i < spokes.size(); i++) {
            text.append(spokes.get(i))
                    .append(" 10.0.0.1")
                    .append(i)
                    .append("/24\n  hub1 10.0.0.0/24 dialled keepalive 25\n");
        }
        return TestMesh.of(text + "x 10.0.0.20/24\n  hub2 10.0.0.0/24 dialled keepalive 25\n");
    }

    @Test
    void aHubIsMissedByItsSpokesAndThoseWhoReachThem() {
        WhatIf whatIf = WhatIf.without(hubs(), nodes("hub1"));

        assertThat(Proof.of(hubs()).findings()).isEmpty();
        assertThat(whatIf.losses()).containsExactly(new Loss(nodes("a", "b", "c", "d"), true, nodes("hub2", "x")));
        assertThat(whatIf.pairs()).isEqualTo(6 + 8);
        assertThat(whatIf).hasToString("hub1 down: 'a', 'b', 'c' and 1 more lose each other, and 'hub2' and 'x'.");
    }

    @Test
    void severalNodesAreMissedTogether() {
        assertThat(WhatIf.without(hubs(), nodes("hub1", "hub2", "a", "nobody")))
                .isEqualTo(new WhatIf(
                        nodes("a", "hub1", "hub2"), List.of(new Loss(nodes("b", "c", "d", "x"), true, nodes()))));
    }

    @Test
    void eachNodeInTurn() {
        List<WhatIf> each = WhatIf.withoutAny(hubs());

        assertThat(each).hasSize(7).contains(WhatIf.without(hubs(), nodes("hub1")));
        assertThat(each.getFirst()).hasToString("a down: nobody else loses anybody.");
        assertThat(each.stream().filter(w -> w.pairs() > 0).map(WhatIf::down).toList())
                .isEqualTo(List.of(nodes("hub1"), nodes("hub2")));
        assertThat(WhatIf.without(hubs(), Set.of()).losses()).isEmpty();
    }
}
