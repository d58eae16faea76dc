package io.wgorch.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.wgorch.json.Json;
import io.wgorch.secret.Secret;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyTest {
    private static PrivateKey key(byte[] scalar) {
        return PrivateKey.parse(Base64.getEncoder().encode(scalar)).orElseThrow();
    }

    private static byte[] bytes(PrivateKey key) {
        try (Secret text = key.base64()) {
            return text.use(Base64.getDecoder()::decode);
        }
    }

    /// Gives out the bytes of a generator that is seeded and so the same in every run.
    private static SecureRandom seeded(Random random) {
        return new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                random.nextBytes(bytes);
            }
        };
    }

    /// The two key pairs of RFC 7748, section 6.1.
    @ParameterizedTest
    @CsvSource(textBlock = """
            77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a, 8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a
            5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb, de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f
            """)
    void thePublicHalfIsThatOfTheRfc(String scalar, String publicKey) {
        try (PrivateKey key = key(HexFormat.of().parseHex(scalar))) {
            byte[] seen = Base64.getDecoder().decode(key.publicKey().base64());
            assertThat(HexFormat.of().formatHex(seen)).isEqualTo(publicKey);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aNewKeyIsClampedAndReadsBack(long seed) {
        try (PrivateKey key = PrivateKey.generate(seeded(new Random(seed)));
                PrivateKey again = key(bytes(key))) {
            byte[] scalar = bytes(key);
            byte[] drawn = new byte[32];
            new Random(seed).nextBytes(drawn);

            assertThat(scalar[0] & 7).isZero();
            assertThat(scalar[31] & 0xc0).isEqualTo(0x40);
            assertThat(Arrays.copyOfRange(scalar, 1, 31)).isEqualTo(Arrays.copyOfRange(drawn, 1, 31));
            assertThat(bytes(again)).isEqualTo(scalar);
            assertThat(again.publicKey()).isEqualTo(key.publicKey());
        }
    }

    @Test
    void aKeyThatIsNotClampedIsReadInTheFormThatTheInterfaceStores() {
        byte[] scalar = new byte[32];
        Arrays.fill(scalar, (byte) 0xff);

        try (PrivateKey key = key(scalar)) {
            try (Secret text = key.base64()) {
                assertThat(text.<String>useText(String::new)).isEqualTo("+P///////////////////////////////////////38=");
            }
        }
    }

    @Test
    void agreesWithWg() throws Exception {
        assumeThat(installed("wg"))
                .as("wg of the package wireguard-tools is not installed")
                .isTrue();
        SecureRandom random = seeded(new Random(7));
        for (int i = 0; i < 20; i++) {
            try (PrivateKey key = PrivateKey.generate(random)) {
                assertThat(key.publicKey().base64()).isEqualTo(wgPubkey(key));
            }
        }
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String wgPubkey(PrivateKey key) throws IOException {
        Process wg = new ProcessBuilder("wg", "pubkey").start();
        try (OutputStream in = wg.getOutputStream();
                Secret text = key.base64()) {
            in.write(text.<byte[]>use(byte[]::clone));
        }
        return new String(wg.getInputStream().readAllBytes(), US_ASCII).strip();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dGVzdA==",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "AAAAAAAAAAAAAAAAAAAAA!AAAAAAAAAAAAAAAAAAAAA=",
            })
    void whatIsNoKeyIsNone(String text) {
        assertThat(PrivateKey.parse(text.getBytes(US_ASCII))).isEmpty();
    }

    @Test
    void nothingThatPrintsShowsIt() {
        try (PrivateKey key = PrivateKey.generate(seeded(new Random(1)));
                Secret text = key.base64()) {
            String base64 = text.useText(String::new);
            record Holder(PrivateKey key) {}

            assertThat(new Holder(key) + Json.write(key))
                    .contains("(private key)")
                    .doesNotContain(base64)
                    .doesNotContain(String.valueOf(bytes(key)[5]));
        }
    }

    @Test
    void aClosedKeyIsUnusable() {
        PrivateKey key = PrivateKey.generate(seeded(new Random(1)));

        key.close();

        assertThatIllegalStateException().isThrownBy(key::publicKey).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(key::base64);
    }
}
