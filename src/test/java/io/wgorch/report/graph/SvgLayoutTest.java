package io.wgorch.report.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.report.graph.Picture.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What makes a picture readable, whatever is in it.
class SvgLayoutTest {
    static Stream<TestMeshes> meshes() {
        return Stream.concat(regular(), LongStream.range(0, 40).mapToObj(TestMeshes::random));
    }

    static Stream<TestMeshes> regular() {
        return Stream.of(
                TestMeshes.fullMesh(1, 1),
                TestMeshes.fullMesh(3, 0),
                TestMeshes.fullMesh(5, 0),
                TestMeshes.fullMesh(12, 0),
                TestMeshes.fullMesh(12, 3),
                TestMeshes.fullMesh(200, 0),
                TestMeshes.fullMesh(200, 7),
                TestMeshes.hubAndSpoke(1, 4),
                TestMeshes.hubAndSpoke(2, 12),
                TestMeshes.hubAndSpoke(3, 197));
    }

    @ParameterizedTest
    @MethodSource("meshes")
    void nothingOverlaps(TestMeshes it) {
        Picture picture = SvgLayout.of(it.graph());

        apart(picture.figures().stream().map(Figure::box).toList());
        apart(picture.frames().stream().map(Frame::box).toList());
        for (Figure figure : picture.figures()) {
            apart(figure.chips().stream().map(Chip::whole).toList());
            apart(figure.sites().stream().map(Frame::box).toList());
        }
    }

    private static void apart(List<Box> boxes) {
        for (int i = 0; i < boxes.size(); i++) {
            for (int j = i + 1; j < boxes.size(); j++) {
                assertThat(boxes.get(i).overlaps(boxes.get(j)))
                        .as("%s and %s", boxes.get(i), boxes.get(j))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("meshes")
    void everythingIsInsideOfWhatItBelongsTo(TestMeshes it) {
        Picture picture = SvgLayout.of(it.graph());
        Box bounds = picture.bounds();

        picture.frames().forEach(f -> assertThat(inside(f.box(), bounds)).isTrue());
        for (Figure figure : picture.figures()) {
            assertThat(inside(figure.box(), bounds)).isTrue();
            figure.sites()
                    .forEach(s -> assertThat(inside(s.box(), figure.box())).isTrue());
            for (Chip chip : figure.chips()) {
                assertThat(inside(chip.whole(), figure.box())).isTrue();
                assertThat(TextWidth.bold(chip.node().name().value(), Chip.NAME))
                        .isLessThan(chip.box().width());
                List<Frame> frames = new ArrayList<>(picture.frames());
                frames.addAll(figure.sites());
                chip.node()
                        .site()
                        .ifPresent(site -> assertThat(frames)
                                .anyMatch(f -> f.site().equals(site) && inside(chip.whole(), f.box())));
            }
        }
    }

    private static boolean inside(Box inner, Box outer) {
        Box near = outer.grown(0.001);
        return inner.x() >= near.x()
                && inner.y() >= near.y()
                && inner.right() <= near.right()
                && inner.bottom() <= near.bottom();
    }

    /// So that nobody takes it for a link of the node that it passes.
    @ParameterizedTest
    @MethodSource("regular")
    void noLinePassesUnderANodeThatItDoesNotEndAt(TestMeshes it) {
        Picture picture = SvgLayout.of(it.graph());

        for (Wire wire : picture.wires()) {
            for (int i = 0; i < picture.figures().size(); i++) {
                if (i != wire.line().one() && i != wire.line().other()) {
                    assertThat(Router.passes(wire, picture.figures().get(i).box()))
                            .as("%s under %s", wire, picture.figures().get(i).group())
                            .isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("meshes")
    void linesEndAtTheirNodes(TestMeshes it) {
        Picture picture = SvgLayout.of(it.graph());

        assertThat(picture.wires()).extracting(Wire::line).isEqualTo(it.graph().lines());
        for (Wire wire : picture.wires()) {
            Box from = picture.figures().get(wire.line().one()).port();
            Box to = picture.figures().get(wire.line().other()).port();
            assertThat(from.grown(0.01).holds(wire.from())).isTrue();
            assertThat(to.grown(0.01).holds(wire.to())).isTrue();
        }
    }

    /// A hub in the way of two others that are linked is gone around.
    @Test
    void aLinePastAHubIsBent() {
        Picture picture = SvgLayout.of(TestMeshes.hubAndSpoke(3, 6).graph());

        Wire past = picture.wires().stream()
                .filter(w -> w.line().one() == 0 && w.line().other() == 2)
                .findFirst()
                .orElseThrow();

        assertThat(past.bend()).isNotEqualTo(past.from().towards(past.to(), 0.5));
    }
}
