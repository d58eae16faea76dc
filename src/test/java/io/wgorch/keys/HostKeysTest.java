package io.wgorch.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgorch.crypto.PresharedKey;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.resource.Kinds;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.ToldSession;
import io.wgorch.wireguard.PublicKey;
import io.wgorch.wireguard.TestKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a host answers, and what is made of it; see [KeyHomeTest] for real ones.
class HostKeysTest {
    private static final KeyName WG0 = new KeyName("nodeB", "wg0");
    private static final KeyName WG1 = new KeyName("nodeB", "wg1");

    private static String line(String interfaceName, String key) {
        return "public_key " + interfaceName + " " + TestKeys.base64(key) + "\n";
    }

    private static HostKeys host(ToldSession session) {
        return new HostKeys("nodeB", session, "");
    }

    @Test
    void allKeysOfAHostInOneExec() throws KeyHomeException {
        ToldSession session = new ToldSession(new Answer(0, line("wg1", "b") + line("wg0", "a"), ""));

        SortedMap<KeyName, PublicKey> made = host(session).make(List.of(WG0, WG1));

        assertThat(made).containsEntry(WG0, TestKeys.key("a")).containsEntry(WG1, TestKeys.key("b"));
        assertThat(session.asked()).contains("tunnel_make_keys wg0 wg1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "public_key wg0 short=", "public_key AAAA"})
    void oneThatIsMissingIsAFailure(String other) {
        ToldSession session = new ToldSession(new Answer(1, line("wg1", "b") + other + "\n", "disk full\n"));

        assertThatThrownBy(() -> host(session).make(List.of(WG0, WG1)))
                .isInstanceOf(KeyHomeException.class)
                .hasMessageContaining("no key could be made: disk full");
    }

    /// A host that says that it has another key than it was sent has not got it.
    @Test
    void aKeyThatArrivesAsAnotherIsAFailure() {
        ToldSession session = new ToldSession(new Answer(0, line("wg0", "another"), ""));
        try (PrivateKey key = PrivateKey.parse(TestKeys.base64("sent").getBytes(StandardCharsets.US_ASCII))
                .orElseThrow()) {
            assertThatThrownBy(() -> host(session).receive(new TreeMap<>(Map.of(WG0, key))))
                    .isInstanceOf(KeyHomeException.class)
                    .hasMessage("the key for wg0 has not arrived as it was sent");
        }
    }

    /// On a real shell: where they lie, who may read them, and that the host says of them what the controller says.
    @Test
    void presharedKeysWaitBesideTheFile(@TempDir Path etc) throws Exception {
        ShellHost shell = new ShellHost(etc);
        HostKeys host = new HostKeys("nodeB", shell, Kinds.shell());
        try (PresharedKey one = PresharedKey.generate(new SecureRandom());
                PresharedKey other = PresharedKey.generate(new SecureRandom())) {
            host.receive(new TreeMap<>(Map.of("wg0", List.of(other))), "mesh-id");
            host.receive(new TreeMap<>(Map.of("wg0", List.of(one, other), "wg1", List.of(one))), "mesh-id");

            Path file = etc.resolve("wg0.psk.new");
            String text =
                    one.base64().useText(String::new) + "\n" + other.base64().useText(String::new) + "\n";
            assertThat(file).hasContent(text);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(etc.resolve("wg1.psk.new")).exists();
            assertThat(shell.said()).contains("psk wg0 " + one.hash("mesh-id").hex());
            assertThat(shell.said()).doesNotContain(text.substring(0, 20));
        }
    }

    @Test
    void presharedKeysThatDoNotArriveAreAFailure() {
        ToldSession session = new ToldSession(new Answer(1, "psk wg0 000000000000\n", "disk full"));
        try (PresharedKey sent = PresharedKey.generate(new SecureRandom())) {
            assertThatThrownBy(() -> host(session).receive(new TreeMap<>(Map.of("wg0", List.of(sent))), "mesh-id"))
                    .isInstanceOf(KeyHomeException.class)
                    .hasMessageContaining("have not arrived as they were sent: disk full");
        }
    }
}
