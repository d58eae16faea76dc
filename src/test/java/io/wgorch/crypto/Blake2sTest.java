package io.wgorch.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Blake2sTest {
    private static byte[] upTo(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// RFC 7693, appendix B.
    @Test
    void hashesAsTheRfc() {
        String expected = "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982";

        assertThat(hex(Blake2s.hash("abc".getBytes(US_ASCII)))).isEqualTo(expected);
        assertThat(hex(Blake2s.hash("a".getBytes(US_ASCII), new byte[0], "bc".getBytes(US_ASCII))))
                .isEqualTo(expected);
    }

    /// Made with Python's hashlib, which has the reference implementation: key and text are the bytes 0, 1, 2
    /// and so on.
    @ParameterizedTest
    @CsvSource({
        "32, 64, f1efa90d2547036841ecd3627fafbc36",
        "32, 0, 9536f9b267655743dee97b8a670f9f53",
        "16, 64, dd55c51c98f8ab96ed272882941f0b6a"
    })
    void macsAsTheReference(int key, int text, String expected) {
        assertThat(hex(Blake2s.mac(upTo(key), upTo(text)))).isEqualTo(expected);
    }

    /// Made with Python's hmac over hashlib's BLAKE2s.
    @ParameterizedTest
    @CsvSource({
        "64, 3b35e945d05ac982850451ac8b6cdfffb98e56f50b95272fab665de081691056",
        "0, e2641d24dfa8dd89e8cb77f1cdc77d8c006e5bebdfc4d6a3a3a6f8d5b7586fb0"
    })
    void hmacsAsTheReference(int text, String expected) {
        assertThat(hex(Blake2s.hmac(upTo(32), upTo(text)))).isEqualTo(expected);
    }
}
