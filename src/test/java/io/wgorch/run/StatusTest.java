package io.wgorch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.verify.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `status` says of the hosts of a plan scenario.
class StatusTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private List<String> links(String name) throws IOException {
        PlanScenario scenario = new PlanScenario(name, folder);
        Project project = scenario.read();
        Assessment assessment = scenario.assess();
        return Status.of(assessment.plan(), project.meshes(), project.registry(), assessment.states()).links().stream()
                .map(l -> l.tunnel() + " " + l.peer() + " " + l.state().keyword() + (l.drift() ? " drift" : ""))
                .toList();
    }

    /// A link is known by the key of its peer, so that hubs that stand by are told apart; a phone has no side of its
    /// own.
    @Test
    void everyLinkOfEveryMeshFromTheSideOfItsHosts() throws IOException {
        assertThat(links("two-meshes-no-drift"))
                .containsExactly(
                        "nodeA/wg0 nodeB up",
                        "nodeB/wg0 nodeA up",
                        "nodeA/wg1 nodeB up",
                        "nodeA/wg1 nodeC up",
                        "nodeA/wg1 phone up",
                        "nodeB/wg1 nodeA up",
                        "nodeB/wg1 nodeC up",
                        "nodeC/wg1 nodeA up",
                        "nodeC/wg1 nodeB up",
                        "nodeC/wg1 phone up");
    }

    @Test
    void driftIsOfOneTunnelAndNotOfTheOther() throws IOException {
        assertThat(links("two-meshes-drift-on-one"))
                .contains("nodeB/wg0 nodeA up", "nodeB/wg1 nodeA missing drift", "nodeB/wg1 nodeC up");
    }

    @Test
    void aPeerWithOtherAllowedIpsIsThere() throws IOException {
        assertThat(links("allowed-ips-added-by-hand")).contains("nodeB/wg0 nodeA up drift");
    }
}
