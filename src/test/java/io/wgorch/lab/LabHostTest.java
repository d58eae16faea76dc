package io.wgorch.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TestInventory;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LabHostTest {
    @Test
    void aHostAnswersToItsEndpointAndItsSshName() {
        Inventory inventory = inventory("""
                  nodeA: { endpoint: a.example.com, ssh: { host: a-admin.example.com } }
                  nodeB: { ssh: { host: nodeB } }
                """);

        assertThat(LabHost.of(inventory))
                .containsExactly(
                        new LabHost(
                                new NodeName("nodeA"), new TreeSet<>(Set.of("a.example.com", "a-admin.example.com"))),
                        new LabHost(new NodeName("nodeB"), new TreeSet<>()));
    }

    @Test
    void anEndpointThatIsTheNodesNameIsNotSaidTwice() {
        Inventory inventory = inventory("  nodeA: { endpoint: nodeA }\n");

        assertThat(LabHost.of(inventory).getFirst().hostNames()).isEmpty();
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new LabHost(new NodeName("nodeA"), new TreeSet<>(Set.of("a b"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Inventory inventory(String nodes) {
        return TestInventory.of("mesh: { network: 10.0.0.0/24 }\nnodes:\n" + nodes);
    }
}
