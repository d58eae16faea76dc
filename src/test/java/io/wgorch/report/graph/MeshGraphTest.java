package io.wgorch.report.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.inventory.NodeName;
import io.wgorch.mesh.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeshGraphTest {
    static Stream<TestMeshes> meshes() {
        Stream<TestMeshes> some = Stream.of(
                TestMeshes.fullMesh(1, 0),
                TestMeshes.fullMesh(5, 2),
                TestMeshes.fullMesh(60, 4),
                TestMeshes.hubAndSpoke(2, 12),
                TestMeshes.hubAndSpoke(3, 90));
        return Stream.concat(some, LongStream.range(0, 60).mapToObj(TestMeshes::random));
    }

    @ParameterizedTest
    @MethodSource("meshes")
    void everyNodeIsThereOnce(TestMeshes it) {
        assertThat(it.graph().nodes().stream().map(GraphNode::name))
                .containsExactlyInAnyOrderElementsOf(it.mesh().tunnels().keySet());
    }

    /// What is drawn as one can be taken apart again into exactly the links of the mesh.
    @ParameterizedTest
    @MethodSource("meshes")
    void everyLinkIsThereOnce(TestMeshes it) {
        MeshGraph graph = it.graph();
        List<Pair> drawn = new ArrayList<>();
        Map<Pair, Look> looks = new HashMap<>();
        for (Group group : graph.groups()) {
            for (GraphNode one : group.nodes()) {
                group.nodes().stream()
                        .filter(other ->
                                group.within().isPresent() && one.name().compareTo(other.name()) < 0)
                        .forEach(other ->
                                add(drawn, looks, one, other, group.within().orElseThrow()));
            }
        }
        graph.lines()
                .forEach(l -> graph.groups()
                        .get(l.one())
                        .nodes()
                        .forEach(one -> graph.groups()
                                .get(l.other())
                                .nodes()
                                .forEach(other -> add(drawn, looks, one, other, l.look()))));

        Map<Pair, Look> wanted = new HashMap<>();
        it.mesh()
                .tunnels()
                .values()
                .forEach(t -> t.peers().values().stream()
                        .filter(p -> t.node().compareTo(p.peer()) < 0)
                        .forEach(p -> wanted.put(
                                Pair.of(t.node(), p.peer()),
                                Look.of(
                                        p,
                                        Optional.ofNullable(it.mesh()
                                                        .tunnel(p.peer())
                                                        .peers()
                                                        .get(t.node()))
                                                .orElseThrow()))));
        assertThat(drawn).doesNotHaveDuplicates();
        assertThat(looks).isEqualTo(wanted);
        assertThat(graph.links(_ -> true)).isEqualTo(wanted.size());
    }

    private static void add(List<Pair> drawn, Map<Pair, Look> looks, GraphNode one, GraphNode other, Look look) {
        Pair pair = Pair.of(one.name(), other.name());
        drawn.add(pair);
        looks.put(pair, pair.one().equals(one.name()) ? look : look.reversed());
    }

    @Test
    void aLargeFullMeshIsOneGroup() {
        MeshGraph graph = TestMeshes.fullMesh(200, 3).graph();

        assertThat(graph.lines()).isEmpty();
        assertThat(graph.groups()).singleElement().satisfies(g -> {
            assertThat(g.within()).contains(new Look(false, Look.Dial.BOTH));
            assertThat(g.caption()).containsExactly("200 nodes, every pair linked", "19900 links");
        });
    }

    /// By active hub, and by who dials; the hubs stay alone.
    @Test
    void spokesWithTheSameLinksAreOneGroup() {
        MeshGraph graph = TestMeshes.hubAndSpoke(3, 197).graph();

        assertThat(graph.groups()).hasSize(3 + 6);
        assertThat(graph.groups().subList(0, 3)).allMatch(Group::single);
        assertThat(graph.lines()).hasSize(3 + 3 * 6);
        assertThat(graph.links(Look::standby)).isEqualTo(2 * 197);
    }

    @Test
    void aSmallMeshIsDrawnLinkByLink() {
        MeshGraph graph = TestMeshes.fullMesh(13, 0).graph();

        assertThat(graph.groups()).hasSize(13).allMatch(Group::single);
        assertThat(graph.lines()).hasSize(78);
        assertThat(TestMeshes.fullMesh(14, 0).graph().lines()).isEmpty();
    }

    @Test
    void aNodeSaysWhatItIs() {
        List<GraphNode> nodes =
                TestMeshes.of("""
                mesh: { network: 10.0.0.0/24, topology: hub_and_spoke, hubs: [hub] }
                nodes:
                  hub: { endpoint: hub.example.com, site: %s }
                  office: { nat: true, ssh: { host: o.internal }, routes: [192.168.7.0/24] }
                  phone: { managed: false, nat: true }
                """.formatted("n".repeat(70))).graph().nodes();

        assertThat(nodes)
                .extracting(GraphNode::kind)
                .containsExactly(GraphNode.Kind.HUB, GraphNode.Kind.MEMBER, GraphNode.Kind.OUTSIDER);
        assertThat(nodes).extracting(GraphNode::words).containsExactly("hub", "behind NAT", "behind NAT, not managed");
        assertThat(nodes.get(0).site()).contains("n".repeat(60) + "…");
        assertThat(nodes.get(1).subnets()).containsExactly("192.168.7.0/24");
    }

    @Test
    void aRelayJoinsTwoThatCannotDialEachOther() {
        MeshGraph graph = TestMeshes.of("""
                mesh: { network: 10.0.0.0/24 }
                nodes:
                  a: { endpoint: a.example.com }
                  natB: { nat: true, ssh: { host: b.internal } }
                  natC: { nat: true, ssh: { host: c.internal } }
                """).graph();

        assertThat(graph.nodes().getFirst().kind()).isEqualTo(GraphNode.Kind.RELAY);
        assertThat(graph.lines()).hasSize(2).allMatch(l -> l.look().dial() == Look.Dial.BACK);
        assertThat(graph.nodes()).extracting(GraphNode::name).contains(new NodeName("natB"));
    }
}
