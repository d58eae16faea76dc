package io.wgorch.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.secret.Secret;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a responder that was written from the paper on its own.
class InitiationTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:10:24.123456789Z");
    private static final byte[] NONE = new byte[32];
    private static final byte[] PSK = Base64.getDecoder().decode(TestKeys.base64("psk"));
    private static final Reply PROVEN = new Reply.Answer(true);
    private static final Reply NOTHING = new Reply.Nothing();

    private final SecureRandom random = new SecureRandom();
    private final TestResponder responder = new TestResponder("host");

    private static PublicKey publicKey(String name) {
        return TestKeys.pair(name).publicKey();
    }

    private static Initiator from(String name, Optional<Secret> psk) {
        PrivateKey own = PrivateKey.parse(TestKeys.base64(name).getBytes(UTF_8)).orElseThrow();
        return new Initiator(own, publicKey("host"), psk);
    }

    private Initiation begin(Initiator initiator, Instant now, Optional<Cookie> cookie) {
        return Initiation.of(initiator, now, cookie, random).orElseThrow();
    }

    private Initiation begin(String name) {
        return begin(from(name, Optional.empty()), NOW, Optional.empty());
    }

    private byte[] answer(Initiation initiation) throws Exception {
        return responder.answer(initiation.message()).orElseThrow();
    }

    @Test
    void aKeyThatIsAdmittedIsAnswered() throws Exception {
        responder.admit(publicKey("probe"), NONE);
        try (Initiation initiation = begin("probe")) {
            byte[] answer = answer(initiation);

            assertThat(initiation.message()).hasSize(148);
            assertThat(initiation.read(answer)).isEqualTo(PROVEN);
            assertThat(initiation.read(answer)).as("once more").isEqualTo(PROVEN);
        }
    }

    @Test
    void aKeyThatIsNotAdmittedGetsSilence() throws Exception {
        responder.admit(publicKey("other"), NONE);
        try (Initiation initiation = begin("probe")) {
            assertThat(responder.answer(initiation.message())).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true, true", "true, false, false", "false, true, false", "false, false, true"})
    void thePresharedKeyHasToBeTheSame(boolean here, boolean there, boolean proven) throws Exception {
        responder.admit(publicKey("probe"), there ? PSK : NONE);
        try (Secret psk = Secret.of(PSK.clone());
                Initiation initiation =
                        begin(from("probe", Optional.of(psk).filter(_ -> here)), NOW, Optional.empty())) {
            assertThat(initiation.read(answer(initiation))).isEqualTo(new Reply.Answer(proven));
        }
    }

    /// What a responder has seen from a key it does not answer again, nor anything older.
    @ParameterizedTest
    @CsvSource({"0, false", "-1000, false", "16, false", "20, true", "1000, true"})
    void theTimestampHasToGrow(long milliseconds, boolean answered) throws Exception {
        responder.admit(publicKey("probe"), NONE);
        Initiator probe = from("probe", Optional.empty());
        Instant even = Instant.ofEpochSecond(NOW.getEpochSecond());
        try (Initiation first = begin(probe, even, Optional.empty());
                Initiation second = begin(probe, even.plusMillis(milliseconds), Optional.empty())) {
            assertThat(responder.answer(first.message())).isPresent();
            assertThat(responder.answer(second.message()).isPresent()).isEqualTo(answered);
        }
    }

    /// 2026-11-22T20:10:24 is 0x6b034c30 seconds after 1970, and TAI is ten ahead here; 0x75bcd15 nanoseconds
    /// are rounded down.
    @Test
    void theTimestampIsThePresentInTai64n() throws Exception {
        responder.admit(publicKey("probe"), NONE);
        try (Initiation initiation = begin("probe")) {
            answer(initiation);
        }

        assertThat(responder.latest(publicKey("probe"))).isEqualTo("400000006b034c3a07000000");
    }

    @Test
    void aCookieOpensTheDoorOfAResponderUnderLoad() throws Exception {
        responder.admit(publicKey("probe"), NONE);
        responder.underLoad(true);
        Initiator probe = from("probe", Optional.empty());
        try (Initiation first = begin(probe, NOW, Optional.empty())) {
            Reply reply = first.read(answer(first));

            assertThat(reply).isInstanceOf(Reply.UnderLoad.class);
            Cookie cookie = ((Reply.UnderLoad) reply).cookie();
            try (Initiation second = begin(probe, NOW.plusSeconds(1), Optional.of(cookie))) {
                assertThat(second.read(answer(second))).isEqualTo(PROVEN);
                assertThat(second.read(answer(first)))
                        .as("the cookie of another message")
                        .isEqualTo(NOTHING);
            }
        }
    }

    /// A byte of a response is either of no account here (the responder's index, `mac2`), or the response is
    /// none.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noByteOfAnAnswerCanBeChanged(long seed) throws Exception {
        responder.admit(publicKey("probe"), NONE);
        Random bits = new Random(seed);
        try (Initiation initiation = begin("probe")) {
            byte[] answer = answer(initiation);
            for (int i = 0; i < answer.length; i++) {
                byte[] forged = answer.clone();
                forged[i] ^= (byte) (1 << bits.nextInt(8));
                assertThat(initiation.read(forged)).as("byte %d", i).isEqualTo(i >= 76 ? PROVEN : NOTHING);
            }
        }
    }

    @Test
    void noByteOfACookieReplyCanBeChanged() throws Exception {
        responder.underLoad(true);
        try (Initiation initiation = begin("probe")) {
            byte[] reply = answer(initiation);
            for (int i = 0; i < reply.length; i++) {
                byte[] forged = reply.clone();
                forged[i] ^= 64;
                assertThat(initiation.read(forged)).as("byte %d", i).isEqualTo(NOTHING);
            }
        }
    }

    /// Whoever has seen an initiation can make `mac1`, as the initiator's key may be known; not the rest.
    @Test
    void whoOnlyListensProvesNothing() throws Exception {
        responder.admit(publicKey("probe"), NONE);
        try (Initiation initiation = begin("probe")) {
            byte[] forged = answer(initiation);
            forged[50] ^= 1;
            byte[] point = Base64.getDecoder().decode(publicKey("probe").base64());
            byte[] key = Blake2s.hash("mac1----".getBytes(UTF_8), point);
            System.arraycopy(Blake2s.mac(key, Arrays.copyOf(forged, 60)), 0, forged, 60, 16);

            assertThat(initiation.read(forged)).isEqualTo(new Reply.Answer(false));
        }
    }

    @Test
    void theAnswerToAnotherIsNone() throws Exception {
        responder.admit(publicKey("probe"), NONE);
        responder.admit(publicKey("other"), NONE);
        try (Initiation initiation = begin("probe");
                Initiation other = begin("other")) {
            assertThat(initiation.read(answer(other))).isEqualTo(NOTHING);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 8, 63, 64, 65, 91, 92, 93, 148, 2000})
    void anyPacketIsRead(int length) {
        Random bytes = new Random(length);
        try (Initiation initiation = begin("probe")) {
            for (byte type = 0; type < 5; type++) {
                byte[] packet = new byte[length];
                bytes.nextBytes(packet);
                if (length > 4) {
                    System.arraycopy(new byte[] {type, 0, 0, 0}, 0, packet, 0, 4);
                }
                assertThat(initiation.read(packet)).isEqualTo(NOTHING);
            }
        }
    }

    /// The point 0, and 1: of low order. Everybody knows the product with them.
    @ParameterizedTest
    @ValueSource(bytes = {0, 1})
    void aPointThatIsNoKeyIsNotDialled(byte first) {
        byte[] point = new byte[32];
        point[0] = first;
        try (PrivateKey own = PrivateKey.generate(random)) {
            Initiator initiator =
                    new Initiator(own, new PublicKey(Base64.getEncoder().encodeToString(point)), Optional.empty());

            assertThat(Initiation.of(initiator, NOW, Optional.empty(), random)).isEmpty();
        }
    }
}
