package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LabNodeTest {
    private static final LabNode NODE = new LabNode(
            new LabHost(new NodeName("nodeA"), new TreeSet<>(Set.of("a.example.com", "b.example.com"))),
            "wgorch-1-nodeA",
            "exited",
            "172.18.0.10",
            22200);

    @Test
    void isReadFromWhatInspectPrints() {
        assertThat(LabNode.parse("/wgorch-1-nodeA\texited\tnodeA\t172.18.0.10\t22200\ta.example.com b.example.com"))
                .contains(NODE);
    }

    @Test
    void aForeignContainerIsNone() {
        assertThat(LabNode.parse("/other\trunning\t\t\t\t")).isEmpty();
        assertThat(LabNode.parse("")).isEmpty();
    }

    @Test
    void itsLabelsHoldAllButItsState() {
        assertThat(NODE.labels().values())
                .containsExactlyInAnyOrder("nodeA", "172.18.0.10", "22200", "a.example.com b.example.com");
        assertThat(LabNode.FORMAT).contains(NODE.labels().keySet());
    }

    @Test
    void namesOfAllHostsAreWrittenIntoEveryHost() {
        assertThat(HostSetup.script("ssh-ed25519 AAAA lab", List.of(NODE)))
                .contains("\n172.18.0.10 nodeA a.example.com b.example.com\n")
                .contains("echo 'ssh-ed25519 AAAA lab'")
                .endsWith("\nmain\n");
    }
}
