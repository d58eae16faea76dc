package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.Node;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.SshSettings;
import io.wgorch.inventory.TopologyName;
import io.wgorch.wireguard.Endpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LabHostTest {
    @Test
    void aHostAnswersToItsEndpointAndItsSshName() {
        SshSettings ssh = new SshSettings(
                Optional.of("a-admin.example.com"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Node a = node("nodeA", Optional.of(new Endpoint("a.example.com", 51820)), ssh);
        Node b = node("nodeB", Optional.empty(), SshSettings.NONE);

        assertThat(LabHost.of(inventory(a, b)))
                .containsExactly(
                        new LabHost(a.name(), new TreeSet<>(Set.of("a.example.com", "a-admin.example.com"))),
                        new LabHost(b.name(), new TreeSet<>()));
    }

    @Test
    void anEndpointThatIsTheNodesNameIsNotSaidTwice() {
        Node a = node("nodeA", Optional.of(new Endpoint("nodeA", 51820)), SshSettings.NONE);

        assertThat(LabHost.of(inventory(a)).getFirst().hostNames()).isEmpty();
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new LabHost(new NodeName("nodeA"), new TreeSet<>(Set.of("a b"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Inventory inventory(Node... nodes) {
        SequencedMap<NodeName, Node> byName = new LinkedHashMap<>();
        for (Node node : nodes) {
            byName.put(node.name(), node);
        }
        return new Inventory(List.of(), TopologyName.FULL_MESH, "wg0", byName, Map.of());
    }

    private static Node node(String name, Optional<Endpoint> endpoint, SshSettings ssh) {
        return new Node(
                new NodeName(name),
                List.of(),
                endpoint,
                51820,
                1420,
                Optional.empty(),
                false,
                ssh,
                Map.of(),
                new SourcePosition("mesh.yml", 1, 1));
    }
}
