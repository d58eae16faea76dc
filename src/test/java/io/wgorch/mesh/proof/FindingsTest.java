package io.wgorch.mesh.proof;

import static io.wgorch.mesh.proof.TestMesh.ip;
import static io.wgorch.mesh.proof.TestMesh.node;
import static io.wgorch.mesh.proof.TestMesh.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.TestInventory;
import io.wgorch.mesh.Mesh;
import io.wgorch.mesh.Pair;
import io.wgorch.mesh.Wanted;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is said of meshes with one thing wrong.
class FindingsTest {
    private static final String HUB = """
            hub 10.0.0.1/24 forwards
              a 10.0.0.2/32
              b 10.0.0.3/32
            a 10.0.0.2/24
              hub 10.0.0.0/24 dialled keepalive 25
            b 10.0.0.3/24
              hub 10.0.0.0/24 dialled keepalive 25
            """;

    private static final String PAIR = """
            a 10.0.0.1/24
              b 10.0.0.2/32 dialled
            b 10.0.0.2/24
              a 10.0.0.1/32 dialled
            """;

    private static Finding only(String mesh) {
        List<Finding> findings = Proof.of(TestMesh.of(mesh)).findings();
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }

    private static String said(Finding finding) {
        return Wording.of(finding, node -> true, false);
    }

    @Test
    void nothingIsWrongWithHubAndSpokes() {
        Proof proof = Proof.of(TestMesh.of(HUB));

        assertThat(proof.findings()).isEmpty();
        assertThat(proof.reaches(node("a"), node("b"))).isTrue();
        assertThat(proof.trace(node("a"), ip("10.0.0.3")))
                .hasToString("10.0.0.2 to 10.0.0.3: a (10.0.0.0/24) > hub (10.0.0.3/32) > b: it arrives");
    }

    @Test
    void twoBehindNatAreNamedAsInTheManual() {
        Finding finding = only(PAIR.replace(" dialled", ""));

        assertThat(finding.kind()).isEqualTo(Kind.UNDIALLABLE);
        assertThat(finding.pairs()).isEqualTo(2);
        assertThat(said(finding))
                .isEqualTo("'a' and 'b' are both behind NAT and no relay joins them. "
                        + "Give one an endpoint, or make a public node their relay.");
    }

    @Test
    void aCircleOfNodesBehindNatIsOneFinding() {
        Finding finding = only("""
                a 10.0.0.1/24
                  b 10.0.0.2/32
                  c 10.0.0.3/32
                b 10.0.0.2/24
                  a 10.0.0.1/32
                  c 10.0.0.3/32
                c 10.0.0.3/24
                  a 10.0.0.1/32
                  b 10.0.0.2/32
                """);

        assertThat(said(finding))
                .isEqualTo("'a', 'b' and 'c' are all behind NAT and no relay joins them. Give one side an endpoint, "
                        + "or make a public node their relay. 6 pairs are lost, such as 'a' to 'b'.");
    }

    @Test
    void aHubThatNobodyDialsIsOneFinding() {
        Finding finding = only(HUB.replace(" dialled keepalive 25", ""));

        assertThat(finding.kind()).isEqualTo(Kind.UNDIALLABLE);
        assertThat(finding.at()).isEqualTo(nodes("a", "b"));
        assertThat(finding.others()).isEqualTo(nodes("hub"));
        assertThat(finding.pairs()).isEqualTo(6);
    }

    @Test
    void aRelayThatDoesNotForwardIsBlamedForAllThatItLoses() {
        Finding finding = only(HUB.replace(" forwards", ""));

        assertThat(finding.kind()).isEqualTo(Kind.RELAY_DOES_NOT_FORWARD);
        assertThat(finding.at()).isEqualTo(nodes("hub"));
        assertThat(finding.pairs()).isEqualTo(2);
        assertThat(said(finding)).contains("'hub' gets packets for others and does not forward them");
    }

    @Test
    void aSubnetBehindANodeThatDoesNotForwardIsLost() {
        String behind = PAIR.replace("b 10.0.0.2/24", "b 10.0.0.2/24 behind 192.168.7.0/24")
                .replace("10.0.0.2/32", "10.0.0.2/32 192.168.7.0/24");

        assertThat(only(behind).kind()).isEqualTo(Kind.RELAY_DOES_NOT_FORWARD);
        assertThat(Proof.of(TestMesh.of(behind.replace("192.168.7.0/24\n  a", "192.168.7.0/24 forwards\n  a")))
                        .findings())
                .isEmpty();
    }

    @Test
    void withoutKeepaliveOneSideCanOnlyAnswer() {
        Finding finding = only(PAIR.replace("10.0.0.1/32 dialled", "10.0.0.1/32"));

        assertThat(finding.kind()).isEqualTo(Kind.ONE_WAY);
        assertThat(finding.at()).isEqualTo(nodes("b"));
        assertThat(finding.others()).isEqualTo(nodes("a"));
        assertThat(finding.trace().fate().verdict()).isEqualTo(Verdict.ANSWERS);
        assertThat(Proof.of(TestMesh.of(PAIR.replace("10.0.0.1/32 dialled", "10.0.0.1/32")
                                .replace("10.0.0.2/32 dialled", "10.0.0.2/32 dialled keepalive 25")))
                        .findings())
                .isEmpty();
    }

    @Test
    void aLongerPrefixOfAnotherPeerIsATheft() {
        Finding finding = only("""
                a 10.0.0.1/24
                  b 10.0.0.2/32 192.168.7.0/24 dialled
                  c 10.0.0.3/32 192.168.7.128/25 dialled
                b 10.0.0.2/24 behind 192.168.7.0/24 forwards
                  a 10.0.0.1/32 dialled
                  c 10.0.0.3/32 dialled
                c 10.0.0.3/24
                  a 10.0.0.1/32 dialled
                  b 10.0.0.2/32 192.168.7.0/24 dialled
                """);

        assertThat(finding.kind()).isEqualTo(Kind.STOLEN_PREFIX);
        assertThat(finding.at()).isEqualTo(nodes("a"));
        assertThat(finding.others()).isEqualTo(nodes("c"));
        assertThat(finding.pairs()).isEqualTo(1);
        assertThat(said(finding))
                .contains("On 'a', 'c' has a part of what belongs to another peer")
                .contains("10.0.0.1 to 192.168.7.129: a (192.168.7.128/25) > c:");
    }

    @Test
    void hubsThatSendToEachOtherAreALoop() {
        List<Finding> findings = Proof.of(TestMesh.of("""
                        hub1 10.0.0.1/24 forwards
                          a 10.0.0.3/32
                          hub2 10.0.0.0/24 dialled
                        hub2 10.0.0.2/24 forwards
                          hub1 10.0.0.0/24 dialled
                        a 10.0.0.3/24
                          hub1 10.0.0.0/24 dialled keepalive 25
                        b 10.0.0.4/24
                          hub2 10.0.0.0/24 dialled keepalive 25
                        """)).findings();

        assertThat(findings).anySatisfy(f -> {
            assertThat(f.kind()).isEqualTo(Kind.LOOP);
            assertThat(f.at()).isSubsetOf(nodes("hub1", "hub2"));
            assertThat(f.trace().hops()).hasSizeLessThan(4);
        });
        assertThat(findings).anySatisfy(f -> {
            assertThat(f.kind()).isEqualTo(Kind.NOT_A_PEER);
            assertThat(said(f)).startsWith("'hub2' does not have 'b' as a peer");
        });
    }

    @Test
    void anotherWayBackIsRefused() {
        Finding finding = Proof.of(TestMesh.of("""
                        hub1 10.0.0.1/24 forwards
                          a 10.0.0.3/32
                          b 10.0.0.4/32
                        hub2 10.0.0.2/24 forwards
                          a 10.0.0.3/32
                          b 10.0.0.4/32
                        a 10.0.0.3/24
                          hub1 10.0.0.1/32 10.0.0.4/32 dialled keepalive 25
                          hub2 10.0.0.2/32 dialled keepalive 25
                        b 10.0.0.4/24
                          hub1 10.0.0.1/32 dialled keepalive 25
                          hub2 10.0.0.2/32 10.0.0.3/32 dialled keepalive 25
                        """, new Wanted(false, Set.of(Pair.of(node("a"), node("b"))))))
                .findings()
                .getFirst();

        assertThat(finding.kind()).isEqualTo(Kind.SOURCE_REFUSED);
        assertThat(said(finding))
                .startsWith("'b' drops what 'hub1' passes on")
                .contains("comes from 'hub1' and its source matches 10.0.0.3/32 of 'hub2'");
    }

    /// The spokes of hub1 fare alike up to hub2, which tells one of them apart.
    @Test
    void whatHappensToOneOfManySpokesFurtherOnIsSeen() {
        Proof proof = Proof.of(TestMesh.of("""
                hub1 10.0.0.1/24 forwards
                  a 10.0.0.11/32
                  b 10.0.0.12/32
                  c 10.0.0.13/32
                  hub2 10.0.0.2/32 10.0.0.20/32 dialled
                hub2 10.0.0.2/24 forwards
                  hub1 10.0.0.1/32 10.0.0.11/32 10.0.0.12/32 10.0.0.13/32 dialled
                  x 10.0.0.20/32 10.0.0.12/32
                a 10.0.0.11/24
                  hub1 10.0.0.0/24 dialled keepalive 25
                b 10.0.0.12/24
                  hub1 10.0.0.0/24 dialled keepalive 25
                c 10.0.0.13/24
                  hub1 10.0.0.0/24 dialled keepalive 25
                x 10.0.0.20/24
                  hub2 10.0.0.0/24 dialled keepalive 25
                """));

        assertThat(proof.reaches(node("a"), node("x"))).isTrue();
        assertThat(proof.findings())
                .filteredOn(f -> f.kind() == Kind.SOURCE_REFUSED)
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.at()).isEqualTo(nodes("hub2"));
                    assertThat(f.others()).isEqualTo(nodes("hub1"));
                    assertThat(f.pairs()).isEqualTo(2);
                    assertThat(f.trace().from()).isEqualTo(node("b"));
                });
        assertThat(proof.findings().stream().mapToLong(Finding::pairs).sum()).isEqualTo(4);
    }

    @Test
    void oneNodeThatNobodyKnowsIsOneFinding() {
        List<Finding> findings =
                Proof.of(TestMesh.of(HUB.replace("  b 10.0.0.3/32\n", ""))).findings();

        assertThat(findings).extracting(Finding::kind).containsExactlyInAnyOrder(Kind.NO_ROUTE, Kind.NOT_A_PEER);
        assertThat(findings).allSatisfy(f -> assertThat(f.at()).isEqualTo(nodes("hub")));
        assertThat(findings).allSatisfy(f -> assertThat(f.others()).isEqualTo(nodes("b")));
        assertThat(findings.stream().mapToLong(Finding::pairs).sum()).isEqualTo(4);
    }

    @Test
    void aNodeWithoutAnAddressOfTheFamilyIsNamed() {
        Finding finding = Proof.of(TestMesh.of("""
                        a 10.0.0.1/24
                          b 10.0.0.2/32 fd00::2/128 dialled
                        b 10.0.0.2/24 fd00::2/64
                          a 10.0.0.1/32 dialled
                        """)).findings().getFirst();

        assertThat(finding.kind()).isEqualTo(Kind.NO_ADDRESS);
        assertThat(said(finding)).startsWith("'a' has no address of the family of fd00::2 of 'b'. Give it one.");
    }

    @Test
    void aTunnelTooLargeForItsPathIsAHole() {
        Finding finding = only(PAIR.replace("10.0.0.2/32 dialled", "10.0.0.2/32 dialled mtu 1280"));

        assertThat(finding.kind()).isEqualTo(Kind.MTU_HOLE);
        assertThat(finding.at()).isEqualTo(nodes("a"));
        assertThat(finding.others()).isEqualTo(nodes("b"));
    }

    @Test
    void aForbiddenPairMustNotReachByAnotherWay() {
        Mesh mesh = TestMesh.of(HUB, new Wanted(true, Set.of(Pair.of(node("a"), node("b")))));

        List<Finding> findings = Proof.of(mesh).findings();

        assertThat(findings).hasSize(2).allSatisfy(f -> assertThat(f.kind()).isEqualTo(Kind.FORBIDDEN));
        assertThat(said(findings.getFirst())).startsWith("'a' reaches 'b', and the link between them is forbidden");
    }

    @Test
    void aNodeThatIsDownIsBlamedForOthersOnly() {
        List<Finding> findings = Proof.of(TestMesh.of(HUB), nodes("hub")).findings();

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().kind()).isEqualTo(Kind.PEER_DOWN);
        assertThat(findings.getFirst().pairs()).isEqualTo(2);
    }

    @Test
    void aFindingStandsAtTheNodeInTheInventory() {
        Inventory inventory = TestInventory.of("""
                mesh: { network: 10.0.0.0/24 }
                nodes:
                  a: { endpoint: a.example.com }
                  b: { endpoint: b.example.com }
                """);

        assertThat(only(PAIR.replace("10.0.0.1/32 dialled", "10.0.0.1/32"))
                        .diagnostic(inventory, inventory.meshes().firstEntry().getValue()))
                .asString()
                .startsWith("mesh.yml:4:3: 'b' has no endpoint of 'a'");
    }

    @Test
    void aStrangerIsNoMember() {
        assertThatThrownBy(() -> Proof.of(TestMesh.of(HUB)).reaches(node("x"), node("a")))
                .isInstanceOf(NoSuchElementException.class);
    }
}
