package io.wgorch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotationPeriodTest {
    @ParameterizedTest
    @CsvSource({"1h, PT1H", "12h, PT12H", "90d, PT2160H", "13w, PT2184H", "99999d, PT2399976H"})
    void aPeriodHasItsLengthAndItsText(String text, Duration length) {
        RotationPeriod period = RotationPeriod.parse(text).orElseThrow();

        assertThat(period.length()).isEqualTo(length);
        assertThat(period).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0d", "-1d", "90", "d", "90 d", "90D", "1.5d", "090d", "100000d", "3m", "1y", "90d "})
    void nothingElseIsOne(String text) {
        assertThat(RotationPeriod.parse(text)).isEmpty();
    }
}
