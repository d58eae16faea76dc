package io.wgorch.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.crypto.Initiator;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.crypto.TestResponder;
import io.wgorch.verify.Prober.Result;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Over loopback, against a responder written from the paper.
class ProberTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] NO_PSK = new byte[32];
    private static final byte[] NOISE = new byte[92];

    private final TestResponder responder = new TestResponder("host");
    private final AtomicInteger heard = new AtomicInteger();
    private int deafTo;
    private boolean noisy;
    private DatagramSocket socket;

    ProberTest() throws SocketException {
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @BeforeEach
    void respond() {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    serve();
                }
            } catch (SocketException _) {
                // closed
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InvalidCipherTextException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void serve() throws IOException, InvalidCipherTextException {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        socket.receive(packet);
        Optional<byte[]> answer = responder.answer(Arrays.copyOf(packet.getData(), packet.getLength()));
        if (heard.incrementAndGet() <= deafTo) {
            return;
        }
        if (noisy) {
            socket.send(new DatagramPacket(NOISE, NOISE.length, packet.getSocketAddress()));
        }
        if (answer.isPresent()) {
            socket.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
        }
    }

    @AfterEach
    void close() {
        socket.close();
    }

    private static PublicKey publicKey(String name) {
        return TestKeys.pair(name).publicKey();
    }

    private Endpoint here() {
        return new Endpoint("127.0.0.1", socket.getLocalPort());
    }

    private static Result ask(Endpoint at, String name, int tries, Duration patience, Clock clock) {
        try (PrivateKey own =
                PrivateKey.parse(TestKeys.base64(name).getBytes(UTF_8)).orElseThrow()) {
            return new Prober(new SecureRandom(), clock, tries, patience)
                    .ask(at, new Initiator(own, publicKey("host"), Optional.empty()));
        }
    }

    private Result ask(String name, int tries, Duration patience) {
        return ask(here(), name, tries, patience, Clock.systemUTC());
    }

    @Test
    void aKnownKeyIsAnswered() {
        responder.admit(publicKey("probe"), NO_PSK);

        assertThat(ask("probe", 1, LONG)).isEqualTo(new Result.Answered(true));
    }

    @Test
    void anUnknownKeyGetsSilenceAfterAllTries() {
        assertThat(ask("probe", 3, SHORT)).isEqualTo(new Result.Silent());

        assertThat(heard).hasValue(3);
    }

    @Test
    void anotherPresharedKeyIsAnAnswerAllTheSame() {
        responder.admit(publicKey("probe"), Base64.getDecoder().decode(TestKeys.base64("psk")));

        assertThat(ask("probe", 1, LONG)).isEqualTo(new Result.Answered(false));
    }

    @Test
    void aPacketThatIsLostIsSentAgain() {
        responder.admit(publicKey("probe"), NO_PSK);
        deafTo = 2;

        assertThat(ask("probe", 50, SHORT)).isEqualTo(new Result.Answered(true));
    }

    @Test
    void aResponderUnderLoadGetsItsCookie() {
        responder.admit(publicKey("probe"), NO_PSK);
        responder.underLoad(true);

        assertThat(ask("probe", 2, LONG)).isEqualTo(new Result.Answered(true));
        assertThat(ask("other", 2, SHORT)).isEqualTo(new Result.Silent());
    }

    /// Packets that mean nothing neither end a try nor keep it going.
    @Test
    void noiseIsNoAnswer() {
        responder.admit(publicKey("probe"), NO_PSK);
        noisy = true;

        assertThat(ask("probe", 1, LONG)).isEqualTo(new Result.Answered(true));
        assertThat(ask("other", 2, SHORT)).isEqualTo(new Result.Silent());
    }

    /// The responder has seen a later timestamp from that key.
    @Test
    void aClockThatWentBackGetsSilence() {
        responder.admit(publicKey("probe"), NO_PSK);
        Clock past = Clock.fixed(Instant.now().minusSeconds(60), ZoneOffset.UTC);
        assertThat(ask("probe", 1, LONG)).isEqualTo(new Result.Answered(true));

        assertThat(ask(here(), "probe", 1, SHORT, past)).isEqualTo(new Result.Silent());
    }

    @Test
    void aPortWhereNobodyListensIsNoSilence() {
        Endpoint before = here();
        socket.close();

        Result result = ask(before, "probe", 3, LONG, Clock.systemUTC());

        assertThat(result).isEqualTo(new Result.Unreachable("nobody listens there"));
    }

    @Test
    void aNetworkThatIsNotThereIsNoSilence() {
        Result result = ask(new Endpoint("240.0.0.1", 51820), "probe", 1, SHORT, Clock.systemUTC());

        assertThat(result).isInstanceOf(Result.Unreachable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody.invalid", "x_y.invalid"})
    void aNameThatIsNoneIsNoSilence(String name) {
        Result result = ask(new Endpoint(name, 51820), "probe", 1, SHORT, Clock.systemUTC());

        assertThat(result).isEqualTo(new Result.Unresolved());
    }

    @Test
    void ipv6IsDialledAsWell() throws SocketException {
        socket.close();
        socket = new DatagramSocket(0, InetAddress.ofLiteral("::1"));
        respond();
        responder.admit(publicKey("probe"), NO_PSK);

        Result result = ask(new Endpoint("::1", socket.getLocalPort()), "probe", 1, LONG, Clock.systemUTC());

        assertThat(result).isEqualTo(new Result.Answered(true));
    }
}
