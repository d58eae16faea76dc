package io.wgorch.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.crypto.PrivateKey;
import io.wgorch.crypto.TestResponder;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import io.wgorch.verify.Trace.Kind;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A host that admits a canary as long as its script runs, and a responder behind it.
class AnswersTest {
    private static final byte[] NO_PSK = new byte[32];
    private static final PublicKey HOST = TestKeys.pair("host").publicKey();
    private static final TestKeys.KeyPair OLD = TestKeys.pair("old");
    private static final PublicKey KEY = OLD.publicKey();

    private final TestResponder responder = new TestResponder("host");
    private final DatagramSocket socket;
    private final Host host = new Host();
    private final PrivateKey old =
            PrivateKey.parse(OLD.privateKey().getBytes(UTF_8)).orElseThrow();
    private int packets;
    private int lastPacket = Integer.MAX_VALUE;

    AnswersTest() throws SocketException {
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @BeforeEach
    void respond() {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
                    socket.receive(packet);
                    Optional<byte[]> answer = responder.answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                    if (answer.isPresent() && ++packets <= lastPacket) {
                        socket.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
                    }
                }
            } catch (IOException _) {
                // closed
            } catch (InvalidCipherTextException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @AfterEach
    void close() {
        socket.close();
        old.close();
    }

    private final class Host implements Session {
        final List<String> mains = new ArrayList<>();
        String refusal = "";
        private final CountDownLatch admitted = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public Answer run(Script script, Duration limit) {
            String[] words = script.main().strip().split(" ", -1);
            synchronized (mains) {
                mains.add(words[0]);
            }
            try {
                switch (words[0]) {
                    case "canary_hold" -> {
                        if (!refusal.isEmpty()) {
                            released.await();
                            return new Answer(1, "", refusal);
                        }
                        PublicKey key = new PublicKey(words[3]);
                        responder.admit(key, NO_PSK);
                        admitted.countDown();
                        released.await();
                        responder.dismiss(key);
                    }
                    case "canary_wait" -> {
                        if (!refusal.isEmpty()) {
                            return new Answer(1, "", "");
                        }
                        admitted.await();
                    }
                    default -> released.countDown();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Answer(0, "", "");
        }

        @Override
        public void close() {}
    }

    private Endpoint here() {
        return new Endpoint("127.0.0.1", socket.getLocalPort());
    }

    private Finding ask(Endpoint... endpoints) {
        SecureRandom random = new SecureRandom();
        Prober prober = new Prober(random, Clock.systemUTC(), 4, Duration.ofMillis(400));
        Map<PublicKey, Finding> findings = new Answers(prober, random, "me@here")
                .ask(new Answers.Door(host, "wg0", HOST, List.of(endpoints)), Map.of(KEY, old));
        assertThat(findings).containsOnlyKeys(KEY);
        return findings.values().iterator().next();
    }

    @Test
    void silenceBetweenTwoAnswersToTheCanaryShowsIt() {
        assertThat(ask(here())).isEqualTo(new Finding.Shown());

        assertThat(packets).as("answers").isEqualTo(2);
        assertThat(host.mains).endsWith("canary_release").contains("canary_hold", "canary_wait");
    }

    @Test
    void anAnswerIsAFinding() {
        responder.admit(KEY, NO_PSK);

        assertThat(ask(here())).isEqualTo(new Finding.Found(List.of(new Trace(Kind.ANSWER, here().toString()))));
    }

    /// The preshared key of the pair does not matter to who is admitted.
    @Test
    void anAnswerUnderAPresharedKeyIsAFindingAsWell() {
        responder.admit(KEY, HOST.base64().substring(0, 32).getBytes(UTF_8));

        assertThat(ask(here())).isInstanceOf(Finding.Found.class);
    }

    @Test
    void withoutAnAnswerToTheCanarySilenceProvesNothing() {
        lastPacket = 0;

        assertThat(ask(here()))
                .isEqualTo(new Finding.NotShown(here() + " does not answer the canary key: silence proves nothing"));
    }

    @Test
    void aCanaryThatFallsSilentMeanwhileProvesNothing() {
        lastPacket = 1;

        assertThat(ask(here()))
                .isEqualTo(new Finding.NotShown(
                        here() + " answered the canary key before, and not after: silence proves nothing"));
    }

    /// Somebody else has the address.
    @Test
    void aResponderThatIsNotTheHostProvesNothing() {
        SecureRandom random = new SecureRandom();
        Prober prober = new Prober(random, Clock.systemUTC(), 1, Duration.ofMillis(200));
        Answers.Door door =
                new Answers.Door(host, "wg0", TestKeys.pair("elsewhere").publicKey(), List.of(here()));

        assertThat(new Answers(prober, random, "me@here")
                        .ask(door, Map.of(KEY, old))
                        .values())
                .allMatch(Finding.NotShown.class::isInstance);
    }

    @Test
    void theFirstEndpointThatAnswersCounts() throws SocketException {
        assertThat(ask(new Endpoint("nobody.invalid", 51820), closed(), here())).isEqualTo(new Finding.Shown());
    }

    private static Endpoint closed() throws SocketException {
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new Endpoint("127.0.0.1", other.getLocalPort());
        }
    }

    @Test
    void whatCannotBeDialledFromHereIsNotTried() throws SocketException {
        Endpoint closed = closed();

        assertThat(ask(new Endpoint("nobody.invalid", 51820), closed))
                .isEqualTo(new Finding.NotTried("cannot be dialled from here: nobody.invalid does not resolve here; "
                        + closed + ": nobody listens there"));
    }

    @Test
    void aHostThatRefusesTheCanaryIsNotAsked() {
        host.refusal = "another run holds this host: you@there";

        assertThat(ask(here())).isEqualTo(new Finding.NotShown("another run holds this host: you@there"));
        assertThat(packets).isZero();
    }
}
