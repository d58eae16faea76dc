package io.wgorch.report.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// Laws of the three forms; `GraphScenarioTest` shows them in full.
class WritersTest {
    private static final String HOSTILE = """
            mesh: { network: 10.0.0.0/24 }
            nodes:
              end: { endpoint: a.example.com, site: "a \\"b\\" <c> & \\\\ #35; `d` ] end" }
              subgraph: { endpoint: b.example.com }
            """;

    static Stream<TestMeshes> meshes() {
        Stream<TestMeshes> some = Stream.of(
                TestMeshes.fullMesh(5, 0),
                TestMeshes.fullMesh(200, 4),
                TestMeshes.hubAndSpoke(2, 12),
                TestMeshes.hubAndSpoke(3, 90));
        return Stream.concat(some, LongStream.range(0, 20).mapToObj(TestMeshes::random));
    }

    @ParameterizedTest
    @MethodSource("meshes")
    void everyNodeAndEveryLineIsInTheSvgOnce(TestMeshes it) throws Exception {
        Document svg = xml(it.draw(GraphFormat.SVG));

        List<String> names = new ArrayList<>();
        int links = 0;
        for (Element element : all(svg)) {
            if (element.getAttribute("class").equals("name")) {
                names.add(element.getTextContent());
            }
            String about = element.getParentNode().getFirstChild().getTextContent()
                    + element.getParentNode().getChildNodes().item(1).getTextContent();
            if (element.getAttribute("class").startsWith("link") && about.contains(" - ")) {
                links++;
            }
        }

        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(it.mesh().tunnels().keySet().stream()
                        .map(Object::toString)
                        .toList());
        assertThat(links).isEqualTo(it.graph().lines().size());
    }

    /// What has no rule of its own would be black.
    @Test
    void everyClassOfTheSvgHasAStyle() throws Exception {
        String svg = TestMeshes.hubAndSpoke(3, 90).draw(GraphFormat.SVG)
                + TestMeshes.random(3).draw(GraphFormat.SVG);

        assertThat(matches(svg, "class=\"([^\"]+)\"").stream().flatMap(c -> Stream.of(c.split(" ", -1))))
                .allMatch(c -> svg.contains("\n." + c + " {"));
    }

    @Test
    void theSvgStandsAloneAndIsDescribed() throws Exception {
        String text = TestMeshes.hubAndSpoke(2, 12).draw(GraphFormat.SVG);
        Document svg = xml(text);

        assertThat(svg.getDocumentElement().getAttribute("role")).isEqualTo("img");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("mesh");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("mesh: hub_and_spoke, 10.0.0.0/16, wg0. 2 hubs; 12 nodes; 3 behind NAT; 2 routed subnets;"
                        + " 10 links, either end dials; 3 links, dialled where the arrow points;"
                        + " 12 standby links.");
        assertThat(text).doesNotContain("href", "<script", "url(", "@import");
    }

    @ParameterizedTest
    @MethodSource("meshes")
    void everyNodeAndEveryLineIsInTheTextsOnce(TestMeshes it) {
        String mermaid = it.draw(GraphFormat.MERMAID);
        String dot = it.draw(GraphFormat.DOT);
        long stems = it.graph().groups().stream()
                .filter(g -> g.single() && !g.first().subnets().isEmpty())
                .count();

        for (GraphNode node : it.graph().nodes()) {
            String name = "(?<=[\" >n])" + Pattern.quote(node.name().value()) + "(?=[\"< (\\\\])";
            assertThat(matches(labels(mermaid, "\"([^\"]*)\""), name)).hasSize(1);
            assertThat(matches(labels(dot, "label=\"((?:[^\"\\\\]|\\\\.)*)\""), name))
                    .hasSize(1);
        }
        assertThat(matches(mermaid, "(?m)^    n\\d+ (?:---|-->|-\\.-|-\\.->|x---x\\|.*\\||x-\\.-x\\|.*\\|) n\\d+$"))
                .hasSize(it.graph().lines().size());
        assertThat(matches(dot, "(?m)^    \\S?\"[^\"]+\" -- \"[^\"]+\".*;$"))
                .hasSize(it.graph().lines().size());
        assertThat(matches(mermaid, "===")).hasSize((int) stems);
    }

    private static String labels(String text, String pattern) {
        return matches(text, pattern).stream()
                .map(l -> "\"" + l + "\"")
                .toList()
                .toString();
    }

    @Test
    void whatAUserWroteDoesNotBecomeSyntax() {
        TestMeshes it = TestMeshes.of(HOSTILE);

        assertThat(it.draw(GraphFormat.MERMAID))
                .contains(
                        "[\"site a #34;b#34; #60;c#62; #38; #92; #35;35#59; #96;d#96; #93; end\"]\n", "n0[\"end<br/>");
        assertThat(it.draw(GraphFormat.DOT))
                .contains("label=\"site a \\\"b\\\" <c> & \\\\ #35; `d` ] end\";\n", "\"mesh/subgraph\" [");
        assertThat(it.draw(GraphFormat.SVG)).contains(">site a &quot;b&quot; &lt;c&gt; &amp; \\ #35; `d` ] end<");
    }

    @ParameterizedTest
    @EnumSource(GraphFormat.class)
    void theSameMeshGivesTheSameBytes(GraphFormat format) {
        assertThat(TestMeshes.hubAndSpoke(3, 90).draw(format))
                .isEqualTo(TestMeshes.hubAndSpoke(3, 90).draw(format));
    }

    @Test
    void theExtensionSaysTheFormat() {
        assertThat(GraphFormat.of(Path.of("a/mesh.SVG"))).contains(GraphFormat.SVG);
        assertThat(GraphFormat.of(Path.of("mesh.mmd"))).contains(GraphFormat.MERMAID);
        assertThat(GraphFormat.of(Path.of("mesh.gv"))).contains(GraphFormat.DOT);
        assertThat(GraphFormat.of(Path.of("mesh.png"))).isEmpty();
        assertThat(GraphFormat.of(Path.of("svg.d/mesh"))).isEmpty();
    }

    private static List<String> matches(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(m -> m.groupCount() > 0 ? m.group(1) : m.group())
                .toList();
    }

    private static List<Element> all(Document document) {
        List<Element> all = new ArrayList<>();
        NodeList nodes = document.getDocumentElement().getElementsByTagName("*");
        for (int i = 0; i < nodes.getLength(); i++) {
            all.add((Element) nodes.item(i));
        }
        return all;
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }
}
