package io.wgorch.mesh.proof;

import static io.wgorch.mesh.proof.TestMesh.cidr;
import static io.wgorch.mesh.proof.TestMesh.node;
import static io.wgorch.mesh.proof.TestMesh.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.Assertion;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.NodeName;
import io.wgorch.inventory.TestInventory;
import io.wgorch.wireguard.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssertionsTest {
    private static final String HUB = """
            hub 10.0.0.1/24 forwards
              a 10.0.0.2/32
              b 10.0.0.3/32 192.168.7.0/24
            a 10.0.0.2/24
              hub 10.0.0.0/24 192.168.7.0/24 dialled keepalive 25
            b 10.0.0.3/24 behind 192.168.7.0/24 forwards
              hub 10.0.0.0/24 dialled keepalive 25
            """;

    /// Another mesh of two of the nodes, without a hub.
    private static final String DIRECT = """
            a 10.1.0.2/24
              b 10.1.0.3/32 dialled
            b 10.1.0.3/24
              a 10.1.0.2/32 dialled
            """;

    private static List<String> check(Assertion assertion, String... meshes) {
        Inventory base = TestInventory.of("""
                mesh: { network: 10.0.0.0/24 }
                nodes: { a: { endpoint: a.example.com } }
                """);
        Inventory inventory =
                new Inventory(base.meshes(), base.nodes(), base.groups(), base.vault(), List.of(assertion));
        List<Proof> proofs =
                Stream.of(meshes).map(m -> Proof.of(TestMesh.of(m))).toList();
        return new Assertions(proofs)
                .check(inventory).sorted().stream().map(Diagnostic::toString).toList();
    }

    private static Assertion assertion(Set<NodeName> from, Set<NodeName> to, boolean reach, String... via) {
        return new Assertion(
                from,
                to,
                Optional.empty(),
                reach,
                Stream.of(via).map(NodeName::new).findFirst(),
                AT);
    }

    private static final SourcePosition AT = new SourcePosition("mesh.yml", 9, 5);

    private static Assertion prefix(String from, Cidr prefix, boolean reach) {
        return new Assertion(nodes(from), Set.of(), Optional.of(prefix), reach, Optional.empty(), AT);
    }

    @Test
    void whatHoldsIsSilent() {
        assertThat(check(assertion(nodes("a", "b"), nodes("a", "b", "hub"), true), HUB))
                .isEmpty();
        assertThat(check(assertion(nodes("a"), nodes("b"), true, "hub"), HUB)).isEmpty();
        assertThat(check(prefix("a", cidr("192.168.7.64/26"), true), HUB)).isEmpty();
        assertThat(check(prefix("b", cidr("192.168.7.0/24"), false), HUB)).isEmpty();
        assertThat(check(prefix("a", cidr("192.168.8.0/24"), false), HUB)).isEmpty();
    }

    @Test
    void whatDoesNotReachIsToldWithItsTrace() {
        assertThat(check(assertion(nodes("a", "b"), nodes("a", "b"), true), HUB.replace("24 forwards\n  a", "24\n  a")))
                .containsExactly("mesh.yml:9:5: 'a' does not reach 'b', which it must. "
                        + "10.0.0.2 to 10.0.0.3: a (10.0.0.0/24) > hub: "
                        + "it is not for 'hub' itself, which does not forward. The same goes for 1 more pair.");
    }

    @Test
    void aPrefixThatReachesOnlyInPartIsBroken() {
        assertThat(check(prefix("a", cidr("192.168.0.0/16"), true), HUB)).hasSize(1);
        assertThat(check(prefix("a", cidr("192.168.0.0/16"), false), HUB))
                .singleElement()
                .asString()
                .contains("'a' reaches 192.168.0.0/16, which it must not. 10.0.0.2 to 192.168.7.1:");
    }

    @Test
    void oneMeshIsEnoughToReachAndToLeak() {
        String broken = HUB.replace("24 forwards\n  a", "24\n  a");

        assertThat(check(assertion(nodes("a"), nodes("b"), true), broken, DIRECT))
                .isEmpty();
        assertThat(check(assertion(nodes("a"), nodes("b"), false), broken, DIRECT))
                .singleElement()
                .asString()
                .contains("'a' reaches 'b', which it must not. 10.1.0.2 to 10.1.0.3");
    }

    @Test
    void theWayCounts() {
        assertThat(check(assertion(nodes("a"), nodes("b"), true, "hub"), DIRECT))
                .singleElement()
                .asString()
                .contains("'a' does not reach 'b' by way of 'hub', which it must.");
        assertThat(check(assertion(nodes("a"), nodes("b"), false, "hub"), DIRECT))
                .isEmpty();
        assertThat(check(assertion(nodes("a"), nodes("b"), false, "hub"), HUB)).hasSize(1);
    }

    @Test
    void nodesWithoutACommonMeshDoNotReach() {
        assertThat(check(assertion(nodes("a"), nodes("hub"), true), DIRECT))
                .containsExactly("mesh.yml:9:5: 'a' does not reach 'hub', which it must: no mesh has both.");
        assertThat(check(assertion(Set.of(node("a")), nodes("hub"), false), DIRECT))
                .isEmpty();
    }
}
