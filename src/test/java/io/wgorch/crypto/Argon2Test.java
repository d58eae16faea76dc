package io.wgorch.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wgorch.secret.Secret;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2Test {
    /// From the tests of the reference implementation (phc-winner-argon2, src/test.c).
    @ParameterizedTest
    @CsvSource({
        "65536, 2, 1, 09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
        "  256, 2, 1, 9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
        "  256, 2, 2, 6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"
    })
    void agreesWithTheReference(int memoryKib, int passes, int lanes, String expected) {
        byte[] salt = "somesalt".getBytes(US_ASCII);
        try (Secret passphrase = Secret.of("password".getBytes(US_ASCII));
                Secret derived = Argon2.derive(passphrase, salt, new KdfCost(memoryKib, passes, lanes), 32)) {
            assertThat(derived.<String>use(HexFormat.of()::formatHex)).isEqualTo(expected);
        }
    }

    @Test
    void theDefaultIsThatOfTheRfc() {
        assertThat(KdfCost.DEFAULT).isEqualTo(new KdfCost(65536, 3, 1));
    }

    @ParameterizedTest
    @CsvSource({"262145, 1, 1", "7, 1, 1", "64, 0, 1", "64, 17, 1", "64, 1, 0", "136, 1, 17", "15, 1, 2", "-1, 1, -1"})
    void whatIsBeyondBoundsIsRefused(int memoryKib, int passes, int lanes) {
        assertThat(KdfCost.isBearable(memoryKib, passes, lanes)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new KdfCost(memoryKib, passes, lanes));
    }

    @ParameterizedTest
    @CsvSource({"262144, 16, 16", "8, 1, 1", "128, 1, 16"})
    void theBoundsThemselvesAreIn(int memoryKib, int passes, int lanes) {
        assertThat(KdfCost.isBearable(memoryKib, passes, lanes)).isTrue();
    }
}
