package io.wgorch.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.acceptance.Ran;
import io.wgorch.crypto.Initiator;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.secret.Secret;
import io.wgorch.verify.Prober.Result;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against WireGuard itself, on an interface of this machine that has no address and carries nothing: the
/// kernel's, or wireguard-go where the kernel has none.
@Tag("lab")
class RealResponderTest {
    private static final String INTERFACE = "wgt" + ProcessHandle.current().pid() % 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static Endpoint at = new Endpoint("127.0.0.1", 1);

    @BeforeAll
    static void up() {
        root("ip link add $IF type wireguard 2>/dev/null || wireguard-go $IF >/dev/null 2>&1");
        root("f=$(mktemp); echo '" + TestKeys.base64("host") + "' >$f; wg set $IF private-key $f; rm $f");
        root("ip link set $IF up");
        at = new Endpoint("127.0.0.1", Integer.parseInt(root("wg show $IF listen-port")));
    }

    @AfterAll
    static void down() {
        root("ip link delete $IF");
    }

    private static String root(String script) {
        List<String> command = new ArrayList<>(List.of("sh", "-ec", script.replace("$IF", INTERFACE)));
        if (!System.getProperty("user.name").equals("root")) {
            command.addAll(0, List.of("sudo", "-n"));
        }
        return Ran.program(command, PATIENCE).expect(0).out().strip();
    }

    private static void admit(PublicKey key, boolean psk) {
        root("f=$(mktemp); " + (psk ? "echo '" + TestKeys.base64("psk") + "' >$f; " : "") + "wg set $IF peer '" + key
                + "' preshared-key $f allowed-ips ''; rm $f");
    }

    private static Result ask(PrivateKey own, boolean psk, Clock clock, Duration patience) {
        try (Secret secret = Secret.of(Base64.getDecoder().decode(TestKeys.base64("psk")))) {
            Initiator initiator = new Initiator(
                    own, TestKeys.pair("host").publicKey(), Optional.of(secret).filter(_ -> psk));
            return new Prober(new SecureRandom(), clock, 3, patience).ask(at, initiator);
        }
    }

    private static Result ask(String name, boolean psk) {
        try (PrivateKey own =
                PrivateKey.parse(TestKeys.base64(name).getBytes(UTF_8)).orElseThrow()) {
            return ask(own, psk, Clock.systemUTC(), PATIENCE);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false, true", "true, true, true", "true, false, false", "false, true, false"})
    void aKeyThatIsAdmittedIsAnsweredWhateverItsPresharedKey(boolean here, boolean there, boolean proven) {
        String name = "admitted" + here + there;
        admit(TestKeys.pair(name).publicKey(), there);

        assertThat(ask(name, here)).isEqualTo(new Result.Answered(proven));
    }

    @Test
    void aKeyThatIsNotAdmittedGetsSilence() {
        try (PrivateKey own = PrivateKey.generate(new SecureRandom())) {
            assertThat(ask(own, false, Clock.systemUTC(), SHORT)).isEqualTo(new Result.Silent());

            admit(own.publicKey(), false);
            assertThat(ask(own, false, Clock.systemUTC(), PATIENCE)).isEqualTo(new Result.Answered(true));

            root("wg set $IF peer '" + own.publicKey() + "' remove");
            assertThat(ask(own, false, Clock.systemUTC(), SHORT)).isEqualTo(new Result.Silent());
        }
    }

    /// A responder keeps the latest timestamp of each key, for as long as it has the peer.
    @Test
    void aClockThatWentBackIsNotAnswered() {
        PublicKey key = TestKeys.pair("late").publicKey();
        Clock past = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
        admit(key, false);
        assertThat(ask("late", false)).isEqualTo(new Result.Answered(true));
        try (PrivateKey own =
                PrivateKey.parse(TestKeys.base64("late").getBytes(UTF_8)).orElseThrow()) {
            assertThat(ask(own, false, past, SHORT)).isEqualTo(new Result.Silent());

            root("wg set $IF peer '" + key + "' remove");
            admit(key, false);
            assertThat(ask(own, false, past, PATIENCE)).isEqualTo(new Result.Answered(true));
        }
    }

    /// What a probe does to a peer whose key it has: its packets would go to the prober.
    @Test
    void theEndpointOfThePeerMovesToTheProber() {
        PublicKey key = TestKeys.pair("roams").publicKey();
        root("wg set $IF peer '" + key + "' endpoint 192.0.2.1:51820");

        assertThat(ask("roams", false)).isEqualTo(new Result.Answered(true));

        assertThat(root("wg show $IF endpoints | grep -F '" + key + "'")).contains("127.0.0.1:");
    }
}
