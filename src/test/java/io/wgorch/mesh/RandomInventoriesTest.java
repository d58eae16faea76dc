package io.wgorch.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomInventoriesTest {
    private static LongStream seeds() {
        return LongStream.range(0, 1000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isWithoutError(long seed) {
        assertThat(RandomInventories.of(seed).nodes()).hasSizeBetween(3, 12);
    }
}
